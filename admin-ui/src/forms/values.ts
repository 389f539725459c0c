/** What is in a form: reading and writing by path, first values, what is hidden, what is sent. */
import { evaluate } from '../../../engine/feel/index.ts';
import type { Field, FormSchema } from './schema.ts';

export type Values = Record<string, unknown>;
export type Path = readonly (string | number)[];

function isRecord(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function valueAt(values: unknown, path: Path): unknown {
  let at = values;
  for (const step of path) {
    if (Array.isArray(at) && typeof step === 'number') at = at[step];
    else if (isRecord(at)) at = at[step];
    else return undefined;
  }
  return at;
}

function put(target: unknown, path: Path, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (typeof step === 'number') {
    const copy = Array.isArray(target) ? [...target] : [];
    copy[step] = put(copy[step], rest, value);
    return copy;
  }
  const copy = isRecord(target) ? { ...target } : {};
  copy[step] = put(copy[step], rest, value);
  return copy;
}

/** The values with one of them changed; the given ones stay as they are. */
export function withValue(values: Values, path: Path, value: unknown): Values {
  return put(values, path, value) as Values;
}

export function pathOf(field: Field, under: Path): Path {
  return field.key === null ? under : [...under, ...field.key.split('.')];
}

/** The value of an expression with "=" before it. Undefined when it fails: a form is not refused for a default. */
export function computed(expression: string, context: Values, now: number): unknown {
  const result = evaluate(expression.replace(/^=/, ''), context, now);
  return result.ok ? result.value : undefined;
}

/** Hidden only where the expression says so: one that fails hides nothing. */
export function isHidden(field: Field, context: Values, now: number): boolean {
  if (field.hide === null) return false;
  return computed(field.hide, context, now) === true;
}

/** A setting that is either given or computed. */
export function isTrue(setting: boolean | string, context: Values, now: number): boolean {
  return typeof setting === 'boolean' ? setting : computed(setting, context, now) === true;
}

/** What an expression in a row of a list sees: the form's values, and the row's over them. */
export function contextAt(variables: Values, values: Values, under: Path): Values {
  const row = valueAt(values, under);
  return { ...variables, ...values, ...(isRecord(row) && under.length > 0 ? row : {}) };
}

function emptyOf(field: Field): unknown {
  if (field.type === 'checkbox') return false;
  if (field.type === 'checklist' || field.type === 'taglist' || field.type === 'filepicker') return [];
  return null;
}

function firstValue(field: Field, context: Values, now: number): unknown {
  const { defaultValue } = field;
  const value =
    typeof defaultValue === 'string' && defaultValue.startsWith('=')
      ? computed(defaultValue, context, now)
      : defaultValue;
  return value ?? emptyOf(field);
}

/** A row as it is when it is added. */
export function newRow(field: Field, context: Values, now: number): Values {
  return fill(field.children, {}, [], context, now);
}

function fill(fields: Field[], start: Values, under: Path, variables: Values, now: number): Values {
  let values = start;
  for (const field of fields) {
    const path = pathOf(field, under);
    if (field.type === 'group') {
      values = fill(field.children, values, path, variables, now);
    } else if (field.type === 'dynamiclist') {
      const known = valueAt(values, path) ?? valueAt(variables, path);
      const rows = Array.isArray(known)
        ? known
        : Array.from({ length: field.rows }, () => newRow(field, variables, now));
      values = withValue(values, path, rows);
    } else if (field.key !== null) {
      const known = valueAt(values, path) ?? valueAt(variables, path);
      values = withValue(values, path, known ?? firstValue(field, { ...variables, ...values }, now));
    }
  }
  return values;
}

/** The first values of a form: the task's variables of the same names, else the defaults. */
export function initialValues(schema: FormSchema, variables: Values, now: number): Values {
  return fill(schema.fields, {}, [], variables, now);
}

/** What is sent: the visible fields that can be written, and computed ones that the task does not know yet. */
export function submission(schema: FormSchema, values: Values, variables: Values, now: number): Values {
  return collect(schema.fields, [], values, variables, now);
}

function collect(fields: Field[], under: Path, values: Values, variables: Values, now: number): Values {
  let result: Values = {};
  const context = contextAt(variables, values, under);
  for (const field of fields) {
    if (isHidden(field, context, now)) continue;
    const path = pathOf(field, under);
    const inner = path.slice(under.length);
    if (field.type === 'group') {
      const found = collect(field.children, path, values, variables, now);
      if (inner.length === 0) result = { ...result, ...found };
      else if (Object.keys(found).length > 0) result = withValue(result, inner, found);
    } else if (field.type === 'dynamiclist') {
      const rows = valueAt(values, path);
      if (!Array.isArray(rows) || isTrue(field.readOnly, context, now)) continue;
      result = withValue(
        result,
        inner,
        rows.map((_, index) => collect(field.children, [...path, index], values, variables, now)),
      );
    } else if (field.key !== null) {
      if (isTrue(field.readOnly, context, now) && valueAt(variables, path) !== undefined) continue;
      result = withValue(result, inner, valueAt(values, path) ?? null);
    }
  }
  return result;
}
