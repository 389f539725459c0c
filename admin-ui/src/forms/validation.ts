/** What is wrong with the values of a form. Messages are keys, so that they are right in either language. */
import type { MessageKey } from '../i18n/vi.ts';
import type { Field, FormSchema } from './schema.ts';
import { contextAt, isHidden, isTrue, type Path, pathOf, type Values, valueAt } from './values.ts';

export type Fault = { key: MessageKey; values: Record<string, string | number> };
/** By dotted path, in the order of the form. */
export type Faults = ReadonlyMap<string, Fault>;

export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value === 'string') return value.trim() === '';
  return Array.isArray(value) && value.length === 0;
}

const email = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const phone = /^\+?[0-9][0-9 .()-]{6,}$/;

function textFault({ validation }: Field, value: string): Fault | null {
  const count = [...value].length;
  if (validation.minLength !== null && count < validation.minLength) {
    return { key: 'form.minLength', values: { min: validation.minLength } };
  }
  if (validation.maxLength !== null && count > validation.maxLength) {
    return { key: 'form.maxLength', values: { max: validation.maxLength, count } };
  }
  if (validation.type === 'email' && !email.test(value)) return { key: 'form.email', values: {} };
  if (validation.type === 'phone' && !phone.test(value)) return { key: 'form.phone', values: {} };
  if (validation.pattern !== null && !matches(validation.pattern, value))
    return { key: 'form.pattern', values: {} };
  return null;
}

/** A pattern that is no regular expression asks nothing. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    return true;
  }
}

function numberFault({ validation }: Field, value: unknown): Fault | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return { key: 'form.number', values: {} };
  if (validation.min !== null && value < validation.min)
    return { key: 'form.min', values: { min: validation.min } };
  if (validation.max !== null && value > validation.max)
    return { key: 'form.max', values: { max: validation.max } };
  return null;
}

/** What is wrong with one value; `isRequired` is settled by whoever knows the context. */
export function faultOf(field: Field, value: unknown, isRequired: boolean): Fault | null {
  const isUnticked = field.type === 'checkbox' && value !== true;
  if (isEmpty(value) || isUnticked) return isRequired ? { key: 'form.missing', values: {} } : null;
  if (field.type === 'number') return numberFault(field, value);
  if (typeof value === 'string' && (field.type === 'textfield' || field.type === 'textarea')) {
    return textFault(field, value);
  }
  return null;
}

/** Faults of everything visible. */
export function validateForm(schema: FormSchema, values: Values, variables: Values, now: number): Faults {
  const faults = new Map<string, Fault>();
  visit(schema.fields, [], values, variables, now, faults);
  return faults;
}

function visit(
  fields: Field[],
  under: Path,
  values: Values,
  variables: Values,
  now: number,
  faults: Map<string, Fault>,
): void {
  const context = contextAt(variables, values, under);
  for (const field of fields) {
    if (isHidden(field, context, now)) continue;
    const path = pathOf(field, under);
    if (field.type === 'group') {
      visit(field.children, path, values, variables, now, faults);
      continue;
    }
    if (field.key === null || isTrue(field.readOnly, context, now)) continue;
    const value = valueAt(values, path);
    const fault = faultOf(field, value, isTrue(field.validation.required, context, now));
    if (fault !== null) faults.set(path.join('.'), fault);
    if (field.type === 'dynamiclist' && Array.isArray(value)) {
      for (const index of value.keys())
        visit(field.children, [...path, index], values, variables, now, faults);
    }
  }
}
