/** New fields and forms, as form-js describes them. */
import { type FieldType, readForm } from '../forms/schema.ts';

export type FormProblem = { reason: string | null };
export type ReadForm = { ok: true; form: Record<string, unknown> } | { ok: false; reason: string | null };

/** `reason` is the JSON reader's own words; null where the text is JSON but no form. */
export function parseForm(text: string): ReadForm {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : '' };
  }
  const isForm = readForm(value) !== null && typeof (value as { id?: unknown }).id === 'string';
  return isForm ? { ok: true, form: value as Record<string, unknown> } : { ok: false, reason: null };
}

export const newFieldTypes = [
  'textfield',
  'textarea',
  'number',
  'datetime',
  'select',
  'radio',
  'checkbox',
  'checklist',
  'filepicker',
  'text',
] as const satisfies readonly FieldType[];
export type NewFieldType = (typeof newFieldTypes)[number];

/** The form with one more field at its end. `label` is what the new field is called at first. */
export function withField(
  form: Record<string, unknown>,
  type: NewFieldType,
  label: string,
): Record<string, unknown> {
  const components = Array.isArray(form.components) ? form.components : [];
  const taken = new Set(idsIn(components));
  let number = components.length + 1;
  while (taken.has(`Field_${number}`) || taken.has(`field${number}`)) number += 1;
  const base = { id: `Field_${number}`, type };
  const key = `field${number}`;
  return { ...form, components: [...components, { ...base, ...specifics(type, key, label) }] };
}

function specifics(type: NewFieldType, key: string, label: string): Record<string, unknown> {
  const properties = { properties: { labelEn: '' } };
  switch (type) {
    case 'text':
      return { text: label, properties: { textEn: '' } };
    case 'datetime':
      return { subtype: 'date', dateLabel: label, key, label, ...properties };
    case 'select':
    case 'radio':
    case 'checklist':
      return {
        key,
        label,
        values: [1, 2].map((n) => ({ label: `${label} ${n}`, value: `value-${n}` })),
        ...properties,
      };
    case 'filepicker':
      return { key, label, multiple: true, ...properties };
    default:
      return { key, label, ...properties };
  }
}

function idsIn(components: unknown[]): string[] {
  return components.flatMap((each) => {
    const {
      id,
      key,
      components: inner,
    } = (each ?? {}) as { id?: unknown; key?: unknown; components?: unknown };
    return [String(id ?? ''), String(key ?? ''), ...(Array.isArray(inner) ? idsIn(inner) : [])];
  });
}

export function formText(form: Record<string, unknown>): string {
  return `${JSON.stringify(form, null, 2)}\n`;
}
