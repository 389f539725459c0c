/** Office hours as they are stored: "08:00" to "12:00", per weekday. */
import { z } from 'zod';
import type { Weekday, Windows, WorkingCalendar } from './working-time.ts';

const clockTime = z
  .string()
  .regex(/^([01]\d|2[0-4]):[0-5]\d$/)
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

const windows = z
  .array(z.tuple([clockTime, clockTime]))
  .refine(
    (found) =>
      found.every(([from, to], index) => from < to && to <= 1440 && from >= (found[index - 1]?.[1] ?? 0)),
    'Expected windows in ascending order that do not overlap.',
  )
  .default([]);

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const satisfies readonly Weekday[];

/** {"mon":[["08:00","12:00"],["13:00","17:00"]],…}; a weekday that is left out is a day of rest. */
export const officeHours = z.object({
  mon: windows,
  tue: windows,
  wed: windows,
  thu: windows,
  fri: windows,
  sat: windows,
  sun: windows,
});

const ordinaryDay: Windows = [
  [8 * 60, 12 * 60],
  [13 * 60, 17 * 60],
];

/** The city's: Monday to Friday, 40 hours (Decision 188/1999/QĐ-TTg); an agency may have others. */
export const cityOfficeHours: WorkingCalendar['hours'] = {
  ...(Object.fromEntries(weekdays.map((weekday) => [weekday, ordinaryDay])) as Record<Weekday, Windows>),
  sat: [],
  sun: [],
};
