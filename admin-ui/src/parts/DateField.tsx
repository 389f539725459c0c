import CalendarTodayOutlined from '@mui/icons-material/CalendarTodayOutlined';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import InputAdornment from '@mui/material/InputAdornment';
import TextField, { type TextFieldProps } from '@mui/material/TextField';
import { useEffect, useRef, useState } from 'react';
import { useText } from '../i18n/provider.ts';
import { formatPlainDate } from '../time/format.ts';
import { parseDate } from '../time/parse.ts';

type Props = Omit<TextFieldProps, 'value' | 'onChange' | 'type'> & {
  /** ISO date, or empty. */
  value: string;
  onChange: (value: string) => void;
  max?: string;
};

/**
 * A date as it is written in Viet Nam, day first, whatever language the browser speaks (its own date field follows the browser).
 * The button opens the browser's calendar.
 */
export function DateField({ value, onChange, max, error, helperText, slotProps, disabled, ...rest }: Props) {
  const t = useText();
  const [text, setText] = useState(() => formatPlainDate(value));
  const [isLeft, setLeft] = useState(true);
  const calendar = useRef<HTMLInputElement>(null);
  useEffect(() => {
    setText((before) => ((parseDate(before) ?? '') === value ? before : formatPlainDate(value)));
  }, [value]);
  const isBroken = isLeft && text.trim() !== '' && parseDate(text) === null;
  return (
    <TextField
      {...rest}
      disabled={disabled ?? false}
      value={text}
      placeholder={t('form.datePlaceholder')}
      error={error === true || isBroken}
      helperText={isBroken ? t('form.date') : helperText}
      onFocus={() => setLeft(false)}
      onBlur={() => {
        setLeft(true);
        const date = parseDate(text);
        if (date !== null) setText(formatPlainDate(date));
      }}
      onChange={(event) => {
        setText(event.target.value);
        onChange(parseDate(event.target.value) ?? '');
      }}
      slotProps={{
        ...slotProps,
        inputLabel: { shrink: true },
        input: {
          endAdornment: (
            <InputAdornment position="end">
              <IconButton
                size="small"
                edge="end"
                disabled={disabled ?? false}
                aria-label={t('form.openCalendar')}
                onClick={() => calendar.current?.showPicker()}
              >
                <CalendarTodayOutlined sx={{ fontSize: 18 }} />
              </IconButton>
              <Box
                component="input"
                ref={calendar}
                type="date"
                tabIndex={-1}
                aria-hidden
                value={value}
                max={max}
                onChange={(event) => onChange(event.target.value)}
                sx={{
                  position: 'absolute',
                  right: 0,
                  bottom: 0,
                  width: '1px',
                  height: '1px',
                  opacity: 0,
                  pointerEvents: 'none',
                }}
              />
            </InputAdornment>
          ),
        },
      }}
    />
  );
}
