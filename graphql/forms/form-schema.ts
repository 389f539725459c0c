/** The parts of a form-js schema (Camunda forms, schemaVersion 19) that decide what may be submitted. */
import { z } from 'zod';

const text = z.string().optional().catch(undefined);
/** A number, or a FEEL expression that gives one. */
const limit = z.union([z.number(), z.string()]).optional().catch(undefined);

const option = z.object({ value: z.unknown(), label: text });

export interface FormComponent {
  type: string;
  key?: string | undefined;
  path?: string | undefined;
  label?: string | undefined;
  readonly?: boolean | string | undefined;
  disabled?: boolean | undefined;
  subtype?: string | undefined;
  multiple?: boolean | undefined;
  values?: { value?: unknown; label?: string | undefined }[] | undefined;
  valuesKey?: string | undefined;
  valuesExpression?: string | undefined;
  serializeToString?: boolean | undefined;
  decimalDigits?: number | undefined;
  conditional?: { hide?: string | undefined } | undefined;
  validate?: FieldLimits | undefined;
  properties?: { source?: string | undefined; labelEn?: string | undefined } | undefined;
  components?: FormComponent[] | undefined;
}

export interface FieldLimits {
  required?: boolean | string | undefined;
  minLength?: number | string | undefined;
  maxLength?: number | string | undefined;
  min?: number | string | undefined;
  max?: number | string | undefined;
  pattern?: string | undefined;
  validationType?: string | undefined;
}

const flag = z.boolean().optional().catch(undefined);

const component: z.ZodType<FormComponent> = z.lazy(() =>
  z.object({
    type: z.string(),
    key: text,
    path: text,
    label: text,
    readonly: z.union([z.boolean(), z.string()]).optional().catch(undefined),
    disabled: flag,
    subtype: text,
    multiple: flag,
    values: z.array(option).optional().catch(undefined),
    valuesKey: text,
    valuesExpression: text,
    serializeToString: flag,
    decimalDigits: z.number().optional().catch(undefined),
    conditional: z.object({ hide: text }).optional().catch(undefined),
    validate: z
      .object({
        required: z.union([z.boolean(), z.string()]).optional().catch(undefined),
        minLength: limit,
        maxLength: limit,
        min: limit,
        max: limit,
        pattern: text,
        validationType: text,
      })
      .optional()
      .catch(undefined),
    properties: z.object({ source: text, labelEn: text }).optional().catch(undefined),
    components: z.array(component).optional().catch(undefined),
  }),
);

/** What is not understood is passed over: a form is an author's text, and it was accepted at deploy. */
export function readComponents(form: { components: unknown[] }): FormComponent[] {
  return form.components.flatMap((candidate) => {
    const read = component.safeParse(candidate);
    return read.success ? [read.data] : [];
  });
}
