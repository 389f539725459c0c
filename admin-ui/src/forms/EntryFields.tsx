/** Fields that are typed or ticked. */
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import TextField from '@mui/material/TextField';
import { useEffect, useState } from 'react';
import { language } from '../i18n/provider.ts';
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

/** Date and time are entered as Viet Nam's; a moment is kept as "2026-03-02T10:05+07:00". */
export function DateEntry({ id, field, value, onChange, hasError, isReadOnly, isRequired }: ControlProps) {
  const kind = field.subtype === 'datetime' ? 'datetime-local' : field.subtype;
  const length = field.subtype === 'date' ? 10 : field.subtype === 'time' ? 5 : 16;
  return (
    <TextField
      id={id}
      type={kind}
      fullWidth
      value={asText(value).slice(0, length)}
      error={hasError}
      disabled={isReadOnly}
      onChange={(event) => {
        const text = event.target.value;
        onChange(text === '' ? null : field.subtype === 'datetime' ? `${text}:00+07:00` : text);
      }}
      slotProps={{
        htmlInput: {
          'aria-required': isRequired,
          'aria-invalid': hasError,
          'aria-describedby': describedBy(id, hasError),
        },
      }}
      sx={{ maxWidth: 280 }}
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
