/**
 * Working time of a Vietnamese agency as pure functions. Moments are epoch milliseconds, days are those of UTC+07:00, and
 * working time counts in whole minutes: seconds of a moment are cut off.
 *
 * Law: Civil Code 2015, art. 147 (the day of the event is not counted; a period of hours or minutes starts at once) and art.
 * 148 (a period ends at 24:00 of its last day, and when that is a day of rest, of the next working day).
 */
import { dayNumber, momentOf } from './vietnam-date.ts';

export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

/** From and to of each window, minutes from 00:00, ascending. */
export type Windows = readonly (readonly [from: number, to: number])[];

export interface WorkingCalendar {
  hours: Readonly<Record<Weekday, Windows>>;
  /** Days that differ from the weekly rule, by day number: holidays (false), and rest days that are worked (true). */
  exceptions: ReadonlyMap<number, boolean>;
}

const minute = 60_000;

/** Of 1970-01-01 on. */
const weekdays: readonly Weekday[] = ['thu', 'fri', 'sat', 'sun', 'mon', 'tue', 'wed'];

/** How far a computation looks before it calls the calendar wrong: eleven years of rest days. */
const horizon = 4000;

/**
 * Hours that the agency works on that day; none on a day of rest. A day of rest that is worked instead of another has the
 * hours of a Monday, unless the week has hours for it.
 */
function windowsOf({ hours, exceptions }: WorkingCalendar, day: number): Windows {
  const weekly = hours[weekdays[day % 7] ?? 'mon'];
  const exception = exceptions.get(day);
  if (exception === false) return [];
  return exception && weekly.length === 0 ? hours.mon : weekly;
}

export function isWorkingDay(calendar: WorkingCalendar, moment: number): boolean {
  return windowsOf(calendar, dayNumber(moment)).length > 0;
}

/** Working minutes of an ordinary day (a Monday): what "one working day" is worth when it is counted in hours. */
export function minutesOfDay({ hours }: WorkingCalendar): number {
  return hours.mon.reduce((sum, [from, to]) => sum + to - from, 0);
}

function requireWithinHorizon(days: number): void {
  if (days > horizon)
    throw new Error('Expected the calendar to have working days, but found none in eleven years.');
}

/** Last second of the day: 24:00, written so that it still has the day's date. */
function endOfDay(day: number): number {
  return momentOf(day, 1440) - 1000;
}

export function isEndOfDay(moment: number): boolean {
  return moment === endOfDay(dayNumber(moment));
}

/** Last second of that day, or of the next working day when it is a day of rest (art. 148.5). */
export function endOfWorkingDay(calendar: WorkingCalendar, moment: number): number {
  const first = dayNumber(moment);
  let day = first;
  while (windowsOf(calendar, day).length === 0) {
    requireWithinHorizon(day - first);
    day += 1;
  }
  return endOfDay(day);
}

/**
 * The end of a period of that many working days after the day of `from`: 23:59:59 of its last day.
 * @param days whole number ≥ 0; 0 ends the day of `from` itself, or the next working day
 */
export function addWorkingDays(calendar: WorkingCalendar, from: number, days: number): number {
  if (!Number.isInteger(days) || days < 0)
    throw new Error(`Expected a whole number of days ≥ 0, but got ${days}.`);
  if (days === 0) return endOfWorkingDay(calendar, from);
  let day = dayNumber(from);
  for (let left = days, idle = 0; left > 0; ) {
    day += 1;
    const isRest = windowsOf(calendar, day).length === 0;
    idle = isRest ? idle + 1 : 0;
    requireWithinHorizon(idle);
    if (!isRest) left -= 1;
  }
  return endOfDay(day);
}

function minuteOfDay(moment: number, day: number): number {
  return Math.floor((moment - momentOf(day, 0)) / minute);
}

/**
 * The moment when that many working minutes have passed since `from`: the earliest one, so the close of a window rather than
 * the opening of the next.
 * @param minutes ≥ 0
 */
export function addWorkingMinutes(calendar: WorkingCalendar, from: number, minutes: number): number {
  const first = dayNumber(from);
  const start = minuteOfDay(from, first);
  let left = minutes;
  if (left <= 0) return momentOf(first, start);
  for (let day = first, idle = 0; ; day += 1) {
    idle = windowsOf(calendar, day).length === 0 ? idle + 1 : 0;
    requireWithinHorizon(idle);
    for (const [opens, closes] of windowsOf(calendar, day)) {
      const begin = day === first ? Math.max(opens, start) : opens;
      const available = Math.max(0, closes - begin);
      if (available > 0 && left <= available) return momentOf(day, begin + left);
      left -= available;
    }
  }
}

/** The latest moment after which that many working minutes pass until `until`. */
export function subtractWorkingMinutes(calendar: WorkingCalendar, until: number, minutes: number): number {
  const first = dayNumber(until);
  const end = minuteOfDay(until, first);
  let left = minutes;
  if (left <= 0) return momentOf(first, end);
  for (let day = first, idle = 0; ; day -= 1) {
    idle = windowsOf(calendar, day).length === 0 ? idle + 1 : 0;
    requireWithinHorizon(idle);
    for (const [opens, closes] of [...windowsOf(calendar, day)].reverse()) {
      const stop = day === first ? Math.min(closes, end) : closes;
      const available = Math.max(0, stop - opens);
      if (available > 0 && left <= available) return momentOf(day, stop - left);
      left -= available;
    }
  }
}

/** Working minutes from one moment to another; negative when `to` is the earlier. */
export function workingMinutesBetween(calendar: WorkingCalendar, from: number, to: number): number {
  if (to < from) return 0 - workingMinutesBetween(calendar, to, from);
  const [first, last] = [dayNumber(from), dayNumber(to)];
  const [start, end] = [minuteOfDay(from, first), minuteOfDay(to, last)];
  let minutes = 0;
  for (let day = first; day <= last; day += 1) {
    for (const [opens, closes] of windowsOf(calendar, day)) {
      const begin = day === first ? Math.max(opens, start) : opens;
      const stop = day === last ? Math.min(closes, end) : closes;
      minutes += Math.max(0, stop - begin);
    }
  }
  return minutes;
}
