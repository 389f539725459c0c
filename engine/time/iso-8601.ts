/**
 * Dates, durations and repetitions of ISO 8601 as models write them. Moments are epoch milliseconds. What is written without an
 * offset, and the length of a calendar month, are meant in Vietnam's time (UTC+7 all year, as in `engine/feel`), so that a result
 * never depends on the machine it was computed on.
 */
import { offsetAtLocal, offsetAtMoment } from './zone.ts';

/** Calendar months and years are kept apart: how long they are depends on when they begin. */
export interface Duration {
  months: number;
  milliseconds: number;
  /** How many of the milliseconds are days of the calendar, which are shorter or longer where a zone changes its clocks. */
  days: number;
}

/** `times` is how often in all, -1 without end. */
export interface Repetition {
  times: number;
  startAt: number | null;
  interval: string;
  /** The named zone of the start, by whose clocks the interval is counted. */
  zone?: string;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const vietnamOffset = 7 * hour;

const durationPattern =
  /^([+-])?P(?=[\dT])(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$/;

export function parseDuration(text: string): Duration | null {
  const match = durationPattern.exec(text.trim());
  if (!match) return null;
  const sign = match[1] === '-' ? -1 : 1;
  const part = (index: number): number => Number((match[index] ?? '0').replace(',', '.'));
  const days = part(4) * 7 + part(5);
  return {
    months: sign * (part(2) * 12 + part(3)),
    days: sign * days,
    milliseconds: sign * Math.round(days * day + part(6) * hour + part(7) * minute + part(8) * second),
  };
}

/** Months and days are added on the calendar of the zone; a day that the target month lacks becomes its last. */
export function addDuration(at: number, duration: Duration, zone = vietnam): number {
  const offset =
    zone === vietnam ? vietnamOffset : (offsetAtMoment(zone, Math.floor(at / second)) ?? 0) * second;
  if (zone === vietnam || (duration.months === 0 && duration.days === 0))
    return addLocal(at + offset, duration) - offset;
  const onCalendar = addLocal(at + offset, { ...duration, milliseconds: duration.days * day });
  return onCalendar - (zoneOffset(zone, onCalendar) ?? 0) + duration.milliseconds - duration.days * day;
}

/** On a clock that is never changed. */
function addLocal(local: number, duration: Duration): number {
  if (duration.months === 0) return local + duration.milliseconds;
  const from = new Date(local);
  const month = from.getUTCMonth() + duration.months;
  const lastDay = new Date(Date.UTC(from.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const timeOfDay = local - Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate());
  const date = Date.UTC(from.getUTCFullYear(), month, Math.min(from.getUTCDate(), lastDay));
  return date + timeOfDay + duration.milliseconds;
}

const dateTimePattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?(?:@([\w/+-]+)|\[([\w/+-]+)\])?)?$/;

/** Null for anything else, also for a date that the calendar lacks or a zone that is not known. */
export function parseDateTime(text: string): number | null {
  const match = dateTimePattern.exec(text.trim());
  if (!match) return null;
  const part = (index: number): number => Number(match[index] ?? '0');
  const [year, month, date] = [part(1), part(2), part(3)];
  const milliseconds = Math.floor(Number(`0.${match[7] ?? '0'}`) * 1000);
  const local = Date.UTC(year, month - 1, date, part(4), part(5), part(6), milliseconds);
  const isCalendarDate =
    month >= 1 && month <= 12 && new Date(Date.UTC(year, month - 1, date)).getUTCDate() === date;
  if (!isCalendarDate || part(4) > 24 || part(5) > 59 || part(6) > 60) return null;
  if (match[8] !== undefined) return local - writtenOffset(match[8]);
  const offset = zoneOffset(match[9] ?? match[10] ?? vietnam, local);
  return offset === null ? null : local - offset;
}

/** `R3/PT10S`, `R/PT1H`, `R3/2026-01-05T01:00:00Z/PT10S`. */
export function parseRepetition(text: string): Repetition | null {
  // a start may name a zone, which has a slash of its own
  const match = /^R(-1|\d*)(?:\/(.*))?\/([^/]+)$/.exec(text.trim());
  const [, times, start = '', interval = ''] = match ?? [];
  if (times === undefined || !parseDuration(interval)) return null;
  const startAt = start === '' ? null : parseDateTime(start);
  if (start !== '' && startAt === null) return null;
  const zone = /[@[]([\w/+-]+)\]?$/.exec(start)?.[1];
  return { times: times === '' ? -1 : Number(times), startAt, interval, ...(zone ? { zone } : {}) };
}

// helpers ////////////////////////////////////////////////////////////

const vietnam = 'Asia/Ho_Chi_Minh';

function writtenOffset(text: string): number {
  if (text === 'Z') return 0;
  const digits = text.replace(':', '');
  const sign = digits.startsWith('-') ? -1 : 1;
  return sign * (Number(digits.slice(1, 3)) * hour + Number(digits.slice(3, 5)) * minute);
}

/** How far a zone is ahead of UTC when its clocks show `local`; null for an unknown zone. */
function zoneOffset(zone: string, local: number): number | null {
  const offset = offsetAtLocal(zone, Math.floor(local / second));
  return offset === null ? null : offset * second;
}
