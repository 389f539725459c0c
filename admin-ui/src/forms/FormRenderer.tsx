/**
 * Draws a form-js schema. Ours instead of form-js's viewer: it speaks both languages, uploads files, takes photos, works under a
 * thumb and keeps drafts. Controlled: the values live with whoever shows the form.
 */
import AddOutlined from '@mui/icons-material/AddOutlined';
import DeleteOutlineOutlined from '@mui/icons-material/DeleteOutlineOutlined';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Divider from '@mui/material/Divider';
import IconButton from '@mui/material/IconButton';
import Typography from '@mui/material/Typography';
import { type ReactNode, useId } from 'react';
import { language, useText } from '../i18n/provider.ts';
import { formatDateTime, formatPlainDate } from '../time/format.ts';
import { useNow } from '../time/use-now.ts';
import {
  ChecklistField,
  ChosenText,
  type ControlProps,
  RadioField,
  SelectField,
  TaglistField,
} from './ChoiceFields.tsx';
import { DateEntry, NumberEntry, TextEntry, TickEntry } from './EntryFields.tsx';
import { FieldFrame } from './FieldFrame.tsx';
import { FileEntry } from './FileEntry.tsx';
import { Markdown } from './Markdown.tsx';
import { descriptionOf, type Field, type FormSchema, labelOf } from './schema.ts';
import { fillText } from './templates.ts';
import type { Faults } from './validation.ts';
import {
  contextAt,
  isHidden,
  isTrue,
  newRow,
  type Path,
  pathOf,
  type Values,
  valueAt,
  withValue,
} from './values.ts';

export type FormProps = {
  schema: FormSchema;
  values: Values;
  variables: Values;
  faults: Faults;
  /** Whether what is wrong is shown: after the first attempt to send. */
  showsFaults: boolean;
  /** The server's objections, by dotted path. */
  serverFaults?: Record<string, string>;
  isReadOnly?: boolean;
  /** Changes as functions of the values, so that two that come together do not undo each other. */
  onChange: (change: (values: Values) => Values) => void;
  onBusy: (path: string, isBusy: boolean) => void;
};

/** The element of a field, so that a page can lead to the first one at fault. */
export function fieldElementId(formId: string, path: string): string {
  return `${formId}-${path}`;
}

export function FormRenderer(props: FormProps & { id?: string }) {
  const ownId = useId();
  const formId = props.id ?? ownId;
  return <Fields {...props} formId={formId} fields={props.schema.fields} under={[]} now={useNow()} />;
}

type LevelProps = FormProps & { formId: string; fields: Field[]; under: Path; now: number };

function Fields(props: LevelProps) {
  const { fields, under, variables, values, now } = props;
  const context = contextAt(variables, values, under);
  const visible = fields.filter((field) => !isHidden(field, context, now));
  return (
    <Box
      sx={{
        display: 'grid',
        gridTemplateColumns: { xs: '1fr', sm: 'repeat(16, 1fr)' },
        gap: 2.5,
        minWidth: 0,
      }}
    >
      {visible.map((field) => (
        <Box
          key={field.id}
          sx={{
            gridColumn: { xs: 'auto', sm: `span ${Math.min(16, Math.max(1, field.columns))}` },
            minWidth: 0,
          }}
        >
          <OneField {...props} field={field} context={context} />
        </Box>
      ))}
    </Box>
  );
}

function OneField({ field, context, ...level }: LevelProps & { field: Field; context: Values }) {
  const t = useText();
  const { formId, under, values, now, faults, showsFaults, serverFaults = {}, onChange, onBusy } = level;
  const path = pathOf(field, under);
  const dotted = path.join('.');
  const label = labelOf(field, language());

  if (field.type === 'separator') return <Divider />;
  if (field.type === 'text') {
    const text = language() === 'en' ? (field.textEn ?? field.text) : field.text;
    return <Markdown text={fillText(text, context, now)} />;
  }
  if (field.type === 'unknown')
    return <Alert severity="warning">{t('form.unknownField', { type: field.rawType })}</Alert>;
  if (field.type === 'group') {
    return (
      <Box
        component="fieldset"
        sx={{ border: 1, borderColor: 'line', borderRadius: 2.5, m: 0, p: { xs: 1.5, sm: 2 }, minWidth: 0 }}
      >
        {label !== '' && (
          <Typography component="legend" variant="subtitle2" sx={{ px: 0.75 }}>
            {label}
          </Typography>
        )}
        <Fields {...level} fields={field.children} under={path} />
      </Box>
    );
  }

  const value = valueAt(values, path);
  const fault = faults.get(dotted);
  const serverFault = serverFaults[dotted];
  const error = serverFault ?? (showsFaults && fault !== undefined ? t(fault.key, fault.values) : undefined);
  const isReadOnly = level.isReadOnly === true || isTrue(field.readOnly, context, now);
  const isRequired = isTrue(field.validation.required, context, now);
  if (field.type === 'dynamiclist') {
    return (
      <RowList {...level} field={field} path={path} context={context} error={error} isReadOnly={isReadOnly} />
    );
  }

  const id = fieldElementId(formId, dotted);
  const control: ControlProps = {
    id,
    field,
    value,
    onChange: (next) => onChange((before) => withValue(before, path, next)),
    context,
    now,
    hasError: error !== undefined,
    isReadOnly,
    isRequired,
  };
  const isGroup = ['radio', 'checklist', 'filepicker'].includes(field.type) || isReadOnly;
  return (
    <FieldFrame
      id={id}
      label={field.type === 'checkbox' && !isReadOnly ? '' : label}
      isRequired={isRequired && !isReadOnly}
      isReadOnly={isReadOnly || field.type === 'checkbox'}
      description={descriptionOf(field, language())}
      error={error}
      isGroup={isGroup}
    >
      {isReadOnly && field.type !== 'filepicker' ? (
        <ReadOnlyValue {...control} />
      ) : (
        draw(control, (isBusy) => onBusy(dotted, isBusy))
      )}
    </FieldFrame>
  );
}

function draw(control: ControlProps, onBusy: (isBusy: boolean) => void): ReactNode {
  switch (control.field.type) {
    case 'textfield':
    case 'textarea':
      return <TextEntry {...control} />;
    case 'number':
      return <NumberEntry {...control} />;
    case 'datetime':
      return <DateEntry {...control} />;
    case 'checkbox':
      return <TickEntry {...control} />;
    case 'select':
      return <SelectField {...control} />;
    case 'taglist':
      return <TaglistField {...control} />;
    case 'radio':
      return <RadioField {...control} />;
    case 'checklist':
      return <ChecklistField {...control} />;
    case 'filepicker':
      return <FileEntry {...control} onBusy={onBusy} />;
    default:
      return null;
  }
}

function ReadOnlyValue(control: ControlProps) {
  const t = useText();
  const { field, value } = control;
  if (['select', 'radio', 'taglist', 'checklist'].includes(field.type)) return <ChosenText {...control} />;
  const words =
    typeof value === 'boolean'
      ? t(value ? 'form.yes' : 'form.no')
      : field.type === 'datetime' && typeof value === 'string' && value !== ''
        ? field.subtype === 'datetime'
          ? formatDateTime(value)
          : formatPlainDate(value)
        : value === null || value === undefined
          ? ''
          : typeof value === 'object'
            ? JSON.stringify(value)
            : String(value);
  return (
    <Typography
      variant="body2"
      color={words === '' ? 'textSecondary' : 'textPrimary'}
      sx={{
        whiteSpace: 'pre-wrap',
        overflowWrap: 'anywhere',
        px: 1.5,
        py: 1,
        borderRadius: 2,
        bgcolor: 'raised',
        border: 1,
        borderColor: 'line',
      }}
    >
      {words === '' ? t('form.empty') : words}
    </Typography>
  );
}

type RowListProps = LevelProps & {
  field: Field;
  path: Path;
  context: Values;
  error: string | undefined;
  isReadOnly: boolean;
};

function RowList({ field, path, context, error, isReadOnly, ...level }: RowListProps) {
  const t = useText();
  const { values, onChange, now } = level;
  const found = valueAt(values, path);
  const rows: unknown[] = Array.isArray(found) ? found : [];
  return (
    <FieldFrame
      id={fieldElementId(level.formId, path.join('.'))}
      label={labelOf(field, language())}
      isRequired={isTrue(field.validation.required, context, now)}
      isReadOnly={isReadOnly}
      description={descriptionOf(field, language())}
      error={error}
      isGroup
    >
      <Box sx={{ display: 'grid', gap: 1.5 }}>
        {rows.map((_, index) => (
          <Box
            // biome-ignore lint/suspicious/noArrayIndexKey: a row has no identity but its place
            key={index}
            role="group"
            aria-label={t('form.row', { position: index + 1 })}
            sx={{
              border: 1,
              borderColor: 'line',
              borderRadius: 2.5,
              bgcolor: 'raised',
              p: { xs: 1.5, sm: 2 },
            }}
          >
            <Box sx={{ display: 'flex', alignItems: 'center', mb: 1 }}>
              <Typography variant="caption" color="textSecondary" sx={{ flex: 1, fontWeight: 600 }}>
                {t('form.row', { position: index + 1 })}
              </Typography>
              {!isReadOnly && (
                <IconButton
                  size="small"
                  aria-label={t('form.removeRow', { position: index + 1 })}
                  onClick={() =>
                    onChange((before) =>
                      withValue(
                        before,
                        path,
                        rows.filter((__, at) => at !== index),
                      ),
                    )
                  }
                >
                  <DeleteOutlineOutlined fontSize="small" />
                </IconButton>
              )}
            </Box>
            <Fields {...level} isReadOnly={isReadOnly} fields={field.children} under={[...path, index]} />
          </Box>
        ))}
        {!isReadOnly && (
          <Button
            variant="outlined"
            startIcon={<AddOutlined />}
            onClick={() =>
              onChange((before) => withValue(before, path, [...rows, newRow(field, context, now)]))
            }
            sx={{ justifySelf: 'start' }}
          >
            {t('form.addRow')}
          </Button>
        )}
      </Box>
    </FieldFrame>
  );
}
