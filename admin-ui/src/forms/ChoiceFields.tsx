/** Fields that choose: one of few, one of many, several. */
import Autocomplete from '@mui/material/Autocomplete';
import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { language, useText } from '../i18n/provider.ts';
import { type Field, labelOf, type Option, optionsOf, readOptions } from './schema.ts';
import { useSource } from './sources.ts';
import { computed, type Values } from './values.ts';

export type ControlProps = {
  id: string;
  field: Field;
  value: unknown;
  onChange: (value: unknown) => void;
  context: Values;
  now: number;
  hasError: boolean;
  isReadOnly: boolean;
  isRequired: boolean;
};

type Options = { options: Option[]; isLoading: boolean; hasFailed: boolean };

/** From the source, from a variable, or from the form itself. */
function useOptions(field: Field, context: Values, now: number): Options {
  const source = useSource(field.source);
  if (field.source !== null) {
    return { options: source.data ?? [], isLoading: source.isPending, hasFailed: source.isError };
  }
  if (field.optionsFrom !== null) {
    const found = field.optionsFrom.startsWith('=')
      ? computed(field.optionsFrom, context, now)
      : context[field.optionsFrom];
    const options = readOptions(found).map((option) => ({
      value: option.value,
      label: labelOf(option, language()),
    }));
    return { options, isLoading: false, hasFailed: false };
  }
  return { options: optionsOf(field, language()), isLoading: false, hasFailed: false };
}

/** More than this are looked through by typing. */
const fewest = 7;

const tile = {
  m: 0,
  pl: 0.5,
  pr: 2,
  py: 0.25,
  minHeight: 44,
  border: 1,
  borderColor: 'line',
  borderRadius: 2,
  bgcolor: 'background.paper',
  '&:has(input:checked)': { borderColor: 'primary.main', bgcolor: 'tone.accent.fill' },
  '&:has(input:focus-visible)': { outline: '2px solid', outlineColor: 'primary.main', outlineOffset: 2 },
  '& .MuiFormControlLabel-label': { fontSize: '0.875rem', fontWeight: 500 },
} as const;

export function SelectField({
  id,
  field,
  value,
  onChange,
  context,
  now,
  hasError,
  isReadOnly,
  isRequired,
}: ControlProps) {
  const t = useText();
  const { options, isLoading, hasFailed } = useOptions(field, context, now);
  const chosen = options.find((option) => option.value === value) ?? null;
  return (
    <Autocomplete
      id={id}
      options={options}
      value={chosen}
      loading={isLoading}
      disabled={isReadOnly}
      onChange={(_, next) => onChange(next?.value ?? null)}
      isOptionEqualToValue={(option, other) => option.value === other.value}
      getOptionKey={(option) => option.value}
      noOptionsText={hasFailed ? t('form.optionsFailed') : t('form.noOptions')}
      loadingText={t('list.loading')}
      openText={t('action.open')}
      closeText={t('action.close')}
      clearText={t('action.remove')}
      renderInput={(params) => (
        <TextField
          {...params}
          error={hasError}
          placeholder={options.length > fewest ? t('form.searchOptions') : t('form.choose')}
          slotProps={{
            ...params.slotProps,
            htmlInput: {
              ...params.slotProps.htmlInput,
              'aria-required': isRequired,
              'aria-invalid': hasError,
            },
          }}
        />
      )}
    />
  );
}

export function TaglistField({
  id,
  field,
  value,
  onChange,
  context,
  now,
  hasError,
  isReadOnly,
}: ControlProps) {
  const t = useText();
  const { options, isLoading, hasFailed } = useOptions(field, context, now);
  const values = Array.isArray(value) ? value.map(String) : [];
  const chosen = values.map(
    (each) => options.find((option) => option.value === each) ?? { value: each, label: each },
  );
  return (
    <Autocomplete
      multiple
      disableCloseOnSelect
      id={id}
      options={options}
      value={chosen}
      loading={isLoading}
      disabled={isReadOnly}
      onChange={(_, next) => onChange(next.map((option) => option.value))}
      isOptionEqualToValue={(option, other) => option.value === other.value}
      getOptionKey={(option) => option.value}
      noOptionsText={hasFailed ? t('form.optionsFailed') : t('form.noOptions')}
      loadingText={t('list.loading')}
      openText={t('action.open')}
      closeText={t('action.close')}
      clearText={t('action.remove')}
      renderInput={(params) => (
        <TextField
          {...params}
          error={hasError}
          placeholder={chosen.length === 0 ? t('form.searchOptions') : ''}
        />
      )}
    />
  );
}

export function RadioField({ id, field, value, onChange, context, now, isReadOnly }: ControlProps) {
  const { options } = useOptions(field, context, now);
  return (
    <RadioGroup
      aria-labelledby={`${id}-label`}
      value={typeof value === 'string' ? value : value === null || value === undefined ? '' : String(value)}
      onChange={(_, next) => onChange(next)}
      sx={{
        gap: 1,
        flexDirection: { xs: 'column', sm: options.length <= 3 ? 'row' : 'column' },
        flexWrap: 'wrap',
      }}
    >
      {options.map((option, index) => (
        <FormControlLabel
          key={option.value}
          value={option.value}
          disabled={isReadOnly}
          control={<Radio size="small" {...(index === 0 ? { id } : {})} />}
          label={option.label}
          sx={tile}
        />
      ))}
    </RadioGroup>
  );
}

export function ChecklistField({ id, field, value, onChange, context, now, isReadOnly }: ControlProps) {
  const { options } = useOptions(field, context, now);
  const chosen = Array.isArray(value) ? value.map(String) : [];
  return (
    <Box sx={{ display: 'grid', gap: 1 }}>
      {options.map((option, index) => (
        <FormControlLabel
          key={option.value}
          disabled={isReadOnly}
          control={
            <Checkbox
              size="small"
              {...(index === 0 ? { id } : {})}
              checked={chosen.includes(option.value)}
              onChange={(event) =>
                onChange(
                  options
                    .map((each) => each.value)
                    .filter((each) => (each === option.value ? event.target.checked : chosen.includes(each))),
                )
              }
            />
          }
          label={option.label}
          sx={tile}
        />
      ))}
    </Box>
  );
}

/** The label of a chosen value, for a field that is only read. */
export function ChosenText({
  field,
  value,
  context,
  now,
}: Pick<ControlProps, 'field' | 'value' | 'context' | 'now'>) {
  const t = useText();
  const { options } = useOptions(field, context, now);
  const values = Array.isArray(value) ? value : [value];
  const labels = values
    .filter((each) => each !== null && each !== undefined && each !== '')
    .map((each) => options.find((option) => option.value === String(each))?.label ?? String(each));
  return (
    <Typography variant="body2" color={labels.length === 0 ? 'textSecondary' : 'textPrimary'}>
      {labels.length === 0 ? t('form.empty') : labels.join(', ')}
    </Typography>
  );
}
