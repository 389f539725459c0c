/** Steps of a script (docs: the conformance runner): what is done to an instance from the outside. */
import { z } from 'zod';
import { parseDuration } from '../../engine/index.ts';

const variables = z.record(z.string(), z.unknown());
const nth = z.int().min(0).default(0);
const duration = z.string().refine((text) => parseDuration(text) !== null, 'Expected a duration of ISO 8601');

const stepSchema = z.union([
  z.strictObject({ complete: z.string(), vars: variables.default({}), nth }),
  z.strictObject({ job: z.string(), complete: variables, nth }),
  z.strictObject({
    job: z.string(),
    fail: z.strictObject({ retries: z.int().min(0).default(0), message: z.string().default('') }),
    nth,
  }),
  z.strictObject({
    job: z.string(),
    error: z.strictObject({
      code: z.string(),
      message: z.string().default(''),
      vars: variables.default({}),
    }),
    nth,
  }),
  z.strictObject({
    message: z.strictObject({
      name: z.string(),
      key: z.union([z.string(), z.number().transform(String)]).default(''),
      vars: variables.default({}),
      ttl: duration.optional(),
    }),
  }),
  z.strictObject({ signal: z.strictObject({ name: z.string(), vars: variables.default({}) }) }),
  z.strictObject({ advance: duration }),
  z.strictObject({ cancel: z.literal(true) }),
  // runs without data, as `congvan verify` shows them
  z.strictObject({
    choose: z.union([
      z.strictObject({ element: z.string(), flows: z.array(z.string()) }),
      z.strictObject({
        expression: z.string(),
        value: z.union([z.boolean(), z.number(), z.array(z.unknown())]),
      }),
    ]),
  }),
  z.strictObject({ fire: z.string() }),
  z.strictObject({ activate: z.string() }),
]);

export const scriptSchema = z.array(stepSchema);
export const variablesSchema = variables;

export type Step = z.infer<typeof stepSchema>;
