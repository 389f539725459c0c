/** Days of Vietnam: UTC+07:00 the year round, no daylight saving since 1975. */
const offset = 7 * 3_600_000;
const day = 86_400_000;

/** Number of the day that has this moment, counted from 1970-01-01. */
export function dayNumber(moment: number): number {
  return Math.floor((moment + offset) / day);
}

/** The moment, epoch milliseconds, of a minute (0 … 1440) of that day. */
export function momentOf(dayNumber: number, minute: number): number {
  return dayNumber * day - offset + minute * 60_000;
}

/** Number of the day "2026-11-22". */
export function parseDay(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / day;
}

/** "2026-11-22" of the day that has this moment, epoch milliseconds. */
export function vietnamDate(moment: number): string {
  return new Date(moment + offset).toISOString().slice(0, 10);
}
