/** The scenario of a simulation as a JSON file (docs/how-to/simulate-a-process.md). */
import { z } from 'zod';
import { type Distribution, parseDistribution } from '../../engine/simulation/index.ts';
import { calendarSchema } from './calendars.ts';

const distribution = z.string().transform((text, context): Distribution => {
  const parsed = parseDistribution(text);
  if (parsed) return parsed;
  context.addIssue({
    code: 'custom',
    message: `Expected a distribution such as "PT20M" or "triangular:PT5M,PT10M,PT1H", but was "${text}"`,
  });
  return z.NEVER;
});

const variables = z.record(z.string(), z.json());

const outcome = z.strictObject({
  weight: z.number().nonnegative(),
  variables: variables.default({}),
  /** Jobs: throws that BPMN error instead. */
  error: z.string().optional(),
});

const outcomes = z
  .array(outcome)
  .min(1)
  .refine((found) => found.some(({ weight }) => weight > 0), 'Expected a weight above 0');

const step = z.strictObject({
  duration: distribution.optional(),
  role: z.string().optional(),
  outcomes: outcomes.optional(),
  after: distribution.optional(),
  probability: z.number().min(0).max(1).optional(),
  capacity: z.int().positive().optional(),
});

const role = z
  .union([
    z
      .int()
      .positive()
      .transform((staff) => ({ staff })),
    z.strictObject({
      staff: z.int().positive(),
      calendar: z.string().optional(),
      order: z.enum(['fifo', 'due']).optional(),
    }),
  ])
  .transform((given) => ({ calendar: 'office', order: 'fifo' as const, ...definedIn(given) }));

export const rolesSchema = z.record(z.string(), role);

export const scenarioSchema = z.strictObject({
  title: z.strictObject({ vi: z.string(), en: z.string() }).optional(),
  process: z.string().optional(),
  start: z.iso.datetime({ offset: true }).optional(),
  seed: z.int().optional(),
  documents: z.int().positive().optional(),
  /** A moment, or a duration from the start on. */
  until: z.string().optional(),
  warmUp: z.number().min(0).max(0.9).optional(),
  replications: z.int().positive().optional(),
  arrivals: z
    .union([
      z.string().transform((intervals) => ({ intervals, calendar: 'office' })),
      z.strictObject({ intervals: z.string(), calendar: z.string().default('office') }),
      z.strictObject({ moments: z.array(z.iso.datetime({ offset: true })).min(1) }),
    ])
    .optional(),
  /** What the documents are like: their variables. */
  kinds: outcomes.optional(),
  calendars: z.record(z.string(), calendarSchema).default({}),
  roles: rolesSchema.default({}),
  elements: z.record(z.string(), step).default({}),
  jobs: z.record(z.string(), step).default({}),
  flows: z.record(z.string(), z.number().nonnegative()).default({}),
  deadline: z
    .strictObject({
      workingDays: z.number().positive().optional(),
      duration: distribution.optional(),
      until: z.string().optional(),
    })
    .default({}),
  defaults: z
    .strictObject({
      userTask: distribution.optional(),
      job: distribution.optional(),
      message: distribution.optional(),
      workingDays: z.number().positive().optional(),
    })
    .default({}),
});

export type ScenarioFile = z.output<typeof scenarioSchema>;

// helpers ////////////////////////////////////////////////////////////

function definedIn<T extends object>(given: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
