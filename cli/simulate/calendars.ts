/** The calendars of a scenario: hours of the week, and days that differ. */
import { z } from 'zod';
import { cityOfficeHours } from '../../activities/calendar/office-hours.ts';
import { parseDay } from '../../activities/calendar/vietnam-date.ts';
import type { Weekday, WorkingCalendar } from '../../activities/calendar/working-time.ts';
import type { DayWindows, WorkingHours } from '../../engine/simulation/index.ts';
import { calendarDays } from '../../prisma/reference-data/calendar.ts';
import { parseWeek } from './working-week.ts';

const weekText = z.string().transform((text, context) => {
  const week = parseWeek(text);
  if (week !== undefined) return week;
  context.addIssue({
    code: 'custom',
    message: `Expected hours such as "T2-T6 07:30-11:30,13:30-17:00", but was "${text}"`,
  });
  return z.NEVER;
});

const date = z.iso.date();
const day = z.array(z.tuple([z.string(), z.string()])).default([]);

/** As agencies keep their office hours: `{"mon": [["08:00", "12:00"], …], …}`. */
const weekByDay = z
  .strictObject({ mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day })
  .transform(({ mon, tue, wed, thu, fri, sat, sun }, context) => {
    const week = [mon, tue, wed, thu, fri, sat, sun].map((windows, index) => {
      const text = windows.map(([from, to]) => `${from}-${to}`).join(',');
      return text === '' ? [] : parseWeek(`${index + 1} ${text}`)?.[index];
    });
    if (week.every((windows) => windows !== undefined) && week.some((windows) => windows.length > 0))
      return week;
    context.addIssue({
      code: 'custom',
      message: 'Expected windows from "00:00" to "24:00" in ascending order',
    });
    return z.NEVER;
  });

const calendarObject = z.strictObject({
  week: z.union([weekText, weekByDay]),
  holidays: z.union([z.literal('vietnam'), z.array(date)]).default('vietnam'),
  workdays: z.array(date).default([]),
  /** Hours ahead of UTC. */
  utcOffset: z.number().min(-12).max(14).default(7),
});

type CalendarObject = z.output<typeof calendarObject>;

/** A text, with the public holidays of Vietnam; or hours and days in full. Null: day and night. */
export const calendarSchema = z.union([
  weekText.transform((week) => hoursOf({ week, holidays: 'vietnam', workdays: [], utcOffset: 7 })),
  weekByDay.transform((week) => hoursOf({ week, holidays: 'vietnam', workdays: [], utcOffset: 7 })),
  calendarObject.transform(hoursOf),
]);

/** The city's, when nothing is said. */
export const officeCalendar: WorkingHours = {
  week: (['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const).map(
    (weekday) => cityOfficeHours[weekday],
  ),
  ...publicDays(),
  offset: 7 * 3_600_000,
};

/** For deadlines, which count in days of Vietnam. */
export function deadlineCalendar(hours: WorkingHours | null): WorkingCalendar {
  const week = hours?.week ?? Array.from({ length: 7 }, (): DayWindows => [[0, 1440]]);
  const weekdays: Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
  return {
    hours: Object.fromEntries(weekdays.map((name, i) => [name, week[i] ?? []])) as Record<
      Weekday,
      DayWindows
    >,
    exceptions: new Map([
      ...(hours?.workdays ?? []).map((it) => [parseDay(it), true] as const),
      ...(hours?.holidays ?? []).map((it) => [parseDay(it), false] as const),
    ]),
  };
}

// helpers ////////////////////////////////////////////////////////////

function hoursOf({ week, holidays, workdays, utcOffset }: CalendarObject): WorkingHours | null {
  if (week === null) return null;
  const days = holidays === 'vietnam' ? publicDays() : { holidays, workdays: [] };
  return {
    week,
    holidays: days.holidays,
    workdays: [...days.workdays, ...workdays],
    offset: utcOffset * 3_600_000,
  };
}

function publicDays(): { holidays: string[]; workdays: string[] } {
  const of = (working: boolean): string[] =>
    calendarDays.filter((it) => it.working === working).map((it) => it.date);
  return { holidays: of(false), workdays: of(true) };
}
