/** The form-js schema as our renderer reads it: whatever a .form file holds, made safe to draw. */

export type Option = { value: string; label: string };
type RawOption = { value: string; label: string; labelEn: string | null };

export type FieldType =
  | 'text'
  | 'textfield'
  | 'textarea'
  | 'number'
  | 'datetime'
  | 'select'
  | 'radio'
  | 'checkbox'
  | 'checklist'
  | 'taglist'
  | 'dynamiclist'
  | 'group'
  | 'filepicker'
  | 'separator'
  | 'unknown';

export type Validation = {
  /** True, or an expression with "=". */
  required: boolean | string;
  minLength: number | null;
  maxLength: number | null;
  min: number | null;
  max: number | null;
  pattern: string | null;
  type: 'email' | 'phone' | null;
};

export type Field = {
  type: FieldType;
  /** The type as the file has it, for the message about an unknown one. */
  rawType: string;
  id: string;
  /** Name of the variable; for a group or list the path its inner fields lie under. Null where there is none. */
  key: string | null;
  label: string;
  labelEn: string | null;
  description: string | null;
  descriptionEn: string | null;
  text: string;
  textEn: string | null;
  subtype: 'date' | 'time' | 'datetime';
  options: RawOption[];
  /** Variable, or expression with "=", that holds the options. */
  optionsFrom: string | null;
  source: string | null;
  hide: string | null;
  defaultValue: unknown;
  /** True, or an expression with "=". */
  readOnly: boolean | string;
  validation: Validation;
  children: Field[];
  columns: number;
  row: string | null;
  isMultiple: boolean;
  accept: string | null;
  wantsPhoto: boolean;
  decimalDigits: number | null;
  rows: number;
};

export type FormSchema = { fields: Field[] };

type Raw = Record<string, unknown>;

const types: ReadonlySet<string> = new Set<FieldType>([
  'text',
  'textfield',
  'textarea',
  'number',
  'datetime',
  'select',
  'radio',
  'checkbox',
  'checklist',
  'taglist',
  'dynamiclist',
  'group',
  'filepicker',
  'separator',
]);

function isRecord(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function record(value: unknown): Raw {
  return isRecord(value) ? value : {};
}

function words(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function figure(value: unknown): number | null {
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof read === 'number' && Number.isFinite(read) ? read : null;
}

function options(value: unknown): RawOption[] {
  if (!Array.isArray(value)) return [];
  return value.map((each) => {
    if (!isRecord(each)) return { value: String(each), label: String(each), labelEn: null };
    const key = String(each.value ?? each.label ?? '');
    return { value: key, label: words(each.label) ?? key, labelEn: words(each.labelEn) };
  });
}

function validation(raw: Raw): Validation {
  const rule = record(raw.validate);
  const type = rule.validationType;
  return {
    required: rule.required === true || (words(rule.required) ?? false),
    minLength: figure(rule.minLength),
    maxLength: figure(rule.maxLength),
    min: figure(rule.min),
    max: figure(rule.max),
    pattern: words(rule.pattern),
    type: type === 'email' || type === 'phone' ? type : null,
  };
}

function field(value: unknown, position: string): Field {
  const raw = record(value);
  const rawType = String(raw.type ?? '');
  const properties = record(raw.properties);
  const layout = record(raw.layout);
  const children = Array.isArray(raw.components) ? raw.components : [];
  const isContainer = rawType === 'group' || rawType === 'dynamiclist';
  return {
    type: types.has(rawType) ? (rawType as FieldType) : 'unknown',
    rawType,
    id: words(raw.id) ?? position,
    key: words(isContainer ? (raw.path ?? raw.key) : raw.key),
    label: words(raw.label) ?? words(raw.dateLabel) ?? words(raw.timeLabel) ?? '',
    labelEn: words(properties.labelEn),
    description: words(raw.description),
    descriptionEn: words(properties.descriptionEn),
    text: words(raw.text) ?? '',
    textEn: words(properties.textEn),
    subtype: raw.subtype === 'time' || raw.subtype === 'datetime' ? raw.subtype : 'date',
    options: options(raw.values ?? raw.options),
    optionsFrom: words(raw.valuesKey) ?? words(raw.valuesExpression),
    source: words(properties.source),
    hide: words(record(raw.conditional).hide),
    defaultValue: raw.defaultValue,
    readOnly: raw.readonly === true || raw.disabled === true || (words(raw.readonly) ?? false),
    validation: validation(raw),
    children: children.map((child, index) => field(child, `${position}.${index}`)),
    columns: figure(layout.columns) ?? 16,
    row: words(layout.row),
    isMultiple: raw.multiple === true,
    accept: words(raw.accept),
    wantsPhoto: properties.capture === 'photo',
    decimalDigits: figure(raw.decimalDigits),
    rows: figure(raw.defaultRepetitions) ?? 0,
  };
}

/** Null where there is no form. */
export function readForm(value: unknown): FormSchema | null {
  const raw = typeof value === 'string' ? parse(value) : value;
  if (!isRecord(raw) || !Array.isArray(raw.components)) return null;
  return { fields: raw.components.map((each, index) => field(each, String(index))) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The label in the given language. */
export function labelOf(item: Pick<Field, 'label' | 'labelEn'>, language: string): string {
  return language === 'en' ? (item.labelEn ?? item.label) : item.label;
}

export function descriptionOf(item: Field, language: string): string | null {
  return language === 'en' ? (item.descriptionEn ?? item.description) : item.description;
}

export function optionsOf(item: Pick<Field, 'options'>, language: string): Option[] {
  return item.options.map((option) => ({ value: option.value, label: labelOf(option, language) }));
}

export { options as readOptions };
