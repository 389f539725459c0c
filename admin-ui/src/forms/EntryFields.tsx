/** Fields that are typed or ticked. */
import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import TextField from '@mui/material/TextField';
import { useEffect, useState } from 'react';
import { language, useText } from '../i18n/provider.ts';
import { DateField } from '../parts/DateField.tsx';
import { formatTime, todayIso } from '../time/format.ts';
import { parseTime } from '../time/parse.ts';
import type { ControlProps } from './ChoiceFields.tsx';
import { labelOf } from './schema.ts';

function asText(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}

function describedBy(id: string, hasError: boolean): string {
  return hasError ? `${id}-error` : `${id}-help`;
}

export function TextEntry({ id, field, value, onChange, hasError, isReadOnly, isRequired }: ControlProps) {
  const isLong = field.type === 'textarea';
  return (
    <TextField
      id={id}
      fullWidth
      multiline={isLong}
      minRows={isLong ? 3 : 1}
      maxRows={isLong ? 14 : 1}
      value={asText(value)}
      error={hasError}
      disabled={isReadOnly}
      onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
      slotProps={{
        htmlInput: {
          'aria-required': isRequired,
          'aria-invalid': hasError,
          'aria-describedby': describedBy(id, hasError),
        },
      }}
    />
  );
}

/** A number as it is written in Viet Nam ("1.250,5") or in English ("1250.5"). */
export function readNumber(text: string): number | string | null {
  const plain = text.trim().replaceAll(' ', '');
  if (plain === '') return null;
  const normal = plain.includes(',')
    ? plain.replaceAll('.', '').replace(',', '.')
    : /^\d{1,3}(\.\d{3})+$/.test(plain)
      ? plain.replaceAll('.', '')
      : plain;
  const value = Number(normal);
  return Number.isFinite(value) ? value : text;
}

export function NumberEntry({ id, field, value, onChange, hasError, isReadOnly, isRequired }: ControlProps) {
  const [text, setText] = useState(() =>
    typeof value === 'number' ? String(value).replace('.', ',') : asText(value),
  );
  useEffect(() => {
    setText((before) =>
      readNumber(before) === value
        ? before
        : typeof value === 'number'
          ? String(value).replace('.', ',')
          : asText(value),
    );
  }, [value]);
  return (
    <TextField
      id={id}
      fullWidth
      value={text}
      error={hasError}
      disabled={isReadOnly}
      onChange={(event) => {
        setText(event.target.value);
        onChange(readNumber(event.target.value));
      }}
      slotProps={{
        htmlInput: {
          inputMode: field.decimalDigits === 0 ? 'numeric' : 'decimal',
          'aria-required': isRequired,
          'aria-invalid': hasError,
          'aria-describedby': describedBy(id, hasError),
        },
      }}
      sx={{ maxWidth: 280 }}
    />
  );
}

/** Date and time are entered as Viet Nam's; a moment is kept as "2026-03-02T10:05:00+07:00". */
export function DateEntry(control: ControlProps) {
  const { id, field, value, onChange, hasError, isReadOnly } = control;
  const text = asText(value);
  if (field.subtype === 'time')
    return <TimeEntry {...control} value={text} onChange={(time) => onChange(time === '' ? null : time)} />;
  if (field.subtype === 'date') {
    return (
      <DateField
        id={id}
        fullWidth
        value={text.slice(0, 10)}
        onChange={(date) => onChange(date === '' ? null : date)}
        error={hasError}
        disabled={isReadOnly}
        sx={{ maxWidth: 280 }}
      />
    );
  }
  return <MomentEntry {...control} />;
}

/** Both halves are kept until they make a moment: a date without a time stands for the end of office hours. */
function MomentEntry(control: ControlProps) {
  const { id, field, value, onChange, hasError, isReadOnly } = control;
  const t = useText();
  const known = asText(value) === '' ? null : new Date(asText(value));
  const isMoment = known !== null && !Number.isNaN(known.getTime());
  const [day, setDay] = useState(() => (isMoment ? todayIso(known.getTime()) : ''));
  const [time, setTime] = useState(() => (isMoment ? formatTime(known) : ''));
  function report(nextDay: string, nextTime: string): void {
    setDay(nextDay);
    setTime(nextTime);
    onChange(nextDay === '' ? null : `${nextDay}T${nextTime === '' ? endOfOffice : nextTime}:00+07:00`);
  }
  return (
    <Box sx={{ display: 'flex', gap: 1, maxWidth: 400 }}>
      <DateField
        id={id}
        value={day}
        onChange={(next) => report(next, time)}
        error={hasError}
        disabled={isReadOnly}
        sx={{ flex: 1 }}
      />
      <TimeEntry
        {...control}
        id={`${id}-time`}
        label={t('form.timeOf', { name: labelOf(field, language()) })}
        value={time}
        onChange={(next) => report(day, next)}
      />
    </Box>
  );
}

const endOfOffice = '17:00';

type TimeProps = Pick<ControlProps, 'id' | 'hasError' | 'isReadOnly'> & {
  value: string;
  onChange: (value: string) => void;
  label?: string;
};

function TimeEntry({ id, value, onChange, hasError, isReadOnly, label }: TimeProps) {
  const t = useText();
  const [text, setText] = useState(value);
  const isBroken = text.trim() !== '' && parseTime(text) === null;
  return (
    <TextField
      id={id}
      value={text}
      placeholder={t('form.timePlaceholder')}
      error={hasError || isBroken}
      helperText={isBroken ? t('form.time') : ''}
      disabled={isReadOnly}
      onBlur={() => setText(parseTime(text) ?? text)}
      onChange={(event) => {
        setText(event.target.value);
        onChange(parseTime(event.target.value) ?? '');
      }}
      slotProps={{
        htmlInput: { inputMode: 'numeric', ...(label === undefined ? {} : { 'aria-label': label }) },
      }}
      sx={{ width: 120 }}
    />
  );
}

export function TickEntry({ id, field, value, onChange, isReadOnly }: ControlProps) {
  return (
    <FormControlLabel
      disabled={isReadOnly}
      control={
        <Checkbox id={id} checked={value === true} onChange={(event) => onChange(event.target.checked)} />
      }
      label={labelOf(field, language())}
      sx={{ minHeight: 44, '& .MuiFormControlLabel-label': { fontSize: '0.875rem', fontWeight: 500 } }}
    />
  );
}
