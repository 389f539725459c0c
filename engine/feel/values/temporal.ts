/**
 * Dates, times and durations of FEEL (DMN 1.5, 10.3.2.3.4 to 10.3.2.3.8), immutable. They hold nanoseconds and reach nine-digit
 * years. A zone is an offset from UTC in seconds or a name of the time zone database; without one a time is local.
 */
import { isZone, offsetAtLocal, offsetAtMoment } from '../../time/zone.ts';
import { dateOfEpochDay, daysIn, epochDayOf, weekdayOf } from './calendar.ts';

export type Zone = number | string;

const SECOND = 1_000_000_000;
const DAY = 86_400 * SECOND;
const DAY_BIG = BigInt(DAY);
const SECOND_BIG = BigInt(SECOND);
const LAST_YEAR = 999_999_999;
const LONGEST = BigInt(2 * LAST_YEAR * 366) * DAY_BIG;

const two = (value: number): string => String(value).padStart(2, '0');

export class FeelDate {
  readonly kind = 'date';
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly epochDay: number;

  constructor(year: number, month: number, day: number) {
    this.year = year;
    this.month = month;
    this.day = day;
    this.epochDay = epochDayOf(year, month, day);
  }

  get weekday(): number {
    return weekdayOf(this.epochDay);
  }

  toString(): string {
    const year = String(Math.abs(this.year)).padStart(4, '0');
    return `${this.year < 0 ? '-' : ''}${year}-${two(this.month)}-${two(this.day)}`;
  }
}

export class FeelTime {
  readonly kind = 'time';
  /** Nanoseconds since midnight. */
  readonly nanos: number;
  readonly zone: Zone | null;

  constructor(nanos: number, zone: Zone | null) {
    this.nanos = nanos;
    this.zone = zone;
  }

  get hour(): number {
    return Math.floor(this.nanos / (3600 * SECOND));
  }
  get minute(): number {
    return Math.floor(this.nanos / (60 * SECOND)) % 60;
  }
  /** Whole seconds. */
  get second(): number {
    return Math.floor(this.nanos / SECOND) % 60;
  }
  /** Seconds ahead of UTC; a named zone's offset at the epoch, for want of a date. */
  get offset(): number | null {
    return typeof this.zone === 'string' ? offsetAtMoment(this.zone, 0) : this.zone;
  }

  toString(): string {
    return `${clockText(this)}${zoneText(this.zone)}`;
  }
}

export class FeelDateTime {
  readonly kind = 'date and time';
  readonly date: FeelDate;
  readonly time: FeelTime;

  constructor(date: FeelDate, time: FeelTime) {
    this.date = date;
    this.time = time;
  }

  get zone(): Zone | null {
    return this.time.zone;
  }
  /** Seconds ahead of UTC at that date. */
  get offset(): number | null {
    const { zone } = this.time;
    if (typeof zone !== 'string') return zone;
    return offsetAtLocal(zone, this.date.epochDay * 86_400 + Math.floor(this.time.nanos / SECOND));
  }
  /** Nanoseconds since 1970-01-01T00:00:00Z; a local one is taken for UTC. */
  get instant(): bigint {
    return localNanos(this) - BigInt(this.offset ?? 0) * SECOND_BIG;
  }

  toString(): string {
    return `${this.date}T${this.time}`;
  }
}

/** Days, hours, minutes and seconds. */
export class DaysDuration {
  readonly kind = 'days and time duration';
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }

  toString(): string {
    if (this.nanos === 0n) return 'PT0S';
    const total = this.nanos < 0n ? -this.nanos : this.nanos;
    const seconds = total / SECOND_BIG;
    const fraction = String(total % SECOND_BIG)
      .padStart(9, '0')
      .replace(/0+$/, '');
    const part = (value: bigint, unit: string) => (value === 0n ? '' : `${value}${unit}`);
    const second = fraction === '' ? part(seconds % 60n, 'S') : `${seconds % 60n}.${fraction}S`;
    const time = `${part((seconds / 3600n) % 24n, 'H')}${part((seconds / 60n) % 60n, 'M')}${second}`;
    return `${this.nanos < 0n ? '-' : ''}P${part(seconds / 86_400n, 'D')}${time === '' ? '' : `T${time}`}`;
  }
}

/** Years and months. */
export class MonthsDuration {
  readonly kind = 'years and months duration';
  readonly months: number;

  constructor(months: number) {
    this.months = months;
  }

  toString(): string {
    if (this.months === 0) return 'P0M';
    const total = Math.abs(this.months);
    const years = Math.floor(total / 12);
    const months = total % 12;
    return `${this.months < 0 ? '-' : ''}P${years === 0 ? '' : `${years}Y`}${months === 0 ? '' : `${months}M`}`;
  }
}

export type Temporal = FeelDate | FeelTime | FeelDateTime;
export type FeelDuration = DaysDuration | MonthsDuration;

function clockText({ hour, minute, second, nanos }: FeelTime): string {
  const fraction = nanos % SECOND;
  const rest = fraction === 0 ? '' : `.${String(fraction).padStart(9, '0').replace(/0+$/, '')}`;
  return `${two(hour)}:${two(minute)}:${two(second)}${rest}`;
}

function zoneText(zone: Zone | null): string {
  if (zone === null) return '';
  if (typeof zone === 'string') return `@${zone}`;
  if (zone === 0) return 'Z';
  const total = Math.abs(zone);
  const seconds = total % 60;
  const text = `${two(Math.floor(total / 3600))}:${two(Math.floor(total / 60) % 60)}`;
  return `${zone < 0 ? '-' : '+'}${text}${seconds === 0 ? '' : `:${two(seconds)}`}`;
}

function localNanos({ date, time }: FeelDateTime): bigint {
  return BigInt(date.epochDay) * DAY_BIG + BigInt(time.nanos);
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}

function localDateTime(nanos: bigint, zone: Zone | null): FeelDateTime | null {
  const day = floorDivide(nanos, DAY_BIG);
  const date = dateOnDay(Number(day));
  return date && new FeelDateTime(date, new FeelTime(Number(nanos - day * DAY_BIG), zone));
}

function dateOnDay(epochDay: number): FeelDate | null {
  const { year, month, day } = dateOfEpochDay(epochDay);
  return Math.abs(year) > LAST_YEAR ? null : new FeelDate(year, month, day);
}

// making /////////////////////////////////////////////////////////////

/** Null for a day that the calendar lacks. */
export function dateFrom(year: number, month: number, day: number): FeelDate | null {
  if (![year, month, day].every(Number.isInteger) || Math.abs(year) > LAST_YEAR) return null;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  return new FeelDate(year, month, day);
}

/** `second` may hold a fraction; `offset` is in seconds. */
export function timeFrom(hour: number, minute: number, second: number, zone: Zone | null): FeelTime | null {
  if (!Number.isInteger(hour) || !Number.isInteger(minute)) return null;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || !(second >= 0 && second < 60)) return null;
  if (typeof zone === 'number' && Math.abs(zone) > 18 * 3600) return null;
  const whole = Math.floor(second);
  const nanos = Math.round((second - whole) * SECOND);
  return new FeelTime((hour * 3600 + minute * 60 + whole) * SECOND + Math.min(nanos, SECOND - 1), zone);
}

export function midnight(date: FeelDate, zone: Zone | null = null): FeelDateTime {
  return new FeelDateTime(date, new FeelTime(0, zone));
}

/** The moment (epoch milliseconds) as the clocks of a zone show it. */
export function dateTimeAt(epochMs: number, zone: Zone): FeelDateTime | null {
  return inZone(BigInt(Math.round(epochMs)) * 1_000_000n, zone);
}

function inZone(instant: bigint, zone: Zone): FeelDateTime | null {
  const offset =
    typeof zone === 'number' ? zone : offsetAtMoment(zone, Number(floorDivide(instant, SECOND_BIG)));
  return offset === null ? null : localDateTime(instant + BigInt(offset) * SECOND_BIG, zone);
}

/** The same moment on the clocks of another zone; a local one is taken to be there already. */
export function withZone(value: FeelDateTime, zone: Zone): FeelDateTime | null {
  if (typeof zone === 'string' && !isZone(zone)) return null;
  if (value.zone === null) return new FeelDateTime(value.date, new FeelTime(value.time.nanos, zone));
  return inZone(value.instant, zone);
}

// reading text ///////////////////////////////////////////////////////

const datePattern = /^(-?(?:[1-9]\d{4,8}|\d{4}))-(\d\d)-(\d\d)$/;
const timePattern =
  /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(?:(Z|z)|([+-])(\d\d):(\d\d)(?::(\d\d))?|@([\w/+-]+))?$/;
const monthsPattern = /^(-)?P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?$/;
const daysPattern = /^(-)?P(?=[\dT])(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d*))?S)?)?$/;

export function parseDate(text: string): FeelDate | null {
  const match = datePattern.exec(text);
  return match && dateFrom(Number(match[1]), Number(match[2]), Number(match[3]));
}

export function parseTime(text: string): FeelTime | null {
  const match = timePattern.exec(text);
  if (!match) return null;
  const part = (index: number): number => Number(match[index] ?? 0);
  let zone: Zone | null = match[10] ?? null;
  if (typeof zone === 'string' && !isZone(zone)) return null;
  if (match[5] !== undefined) zone = 0;
  if (match[6] !== undefined) {
    if (part(8) > 59 || part(9) > 59) return null;
    zone = (match[6] === '-' ? -1 : 1) * (part(7) * 3600 + part(8) * 60 + part(9));
    if (zone === 0) zone = 0;
  }
  const time = timeFrom(part(1), part(2), part(3), zone);
  const nanos = Number((match[4] ?? '').slice(0, 9).padEnd(9, '0'));
  return time && new FeelTime(time.nanos + nanos, time.zone);
}

/** A date alone is its midnight, local. */
export function parseDateTime(text: string): FeelDateTime | null {
  const at = text.indexOf('T');
  const date = parseDate(at < 0 ? text : text.slice(0, at));
  if (!date) return null;
  // the end of a day is the beginning of the next (XML Schema 1.1, 3.3.7)
  const clock = at < 0 ? '00:00:00' : text.slice(at + 1);
  const isEndOfDay = /^24:00:00(?:\.0+)?(?!\d)/.test(clock);
  const time = parseTime(isEndOfDay ? clock.replace('24', '00') : clock);
  const day = isEndOfDay ? dateOnDay(date.epochDay + 1) : date;
  return time && day && new FeelDateTime(day, time);
}

export function parseDuration(text: string): FeelDuration | null {
  const months = monthsPattern.exec(text);
  if (months) {
    const total = Number(months[2] ?? 0) * 12 + Number(months[3] ?? 0);
    return monthsDuration(months[1] ? -total : total);
  }
  const days = daysPattern.exec(text);
  // what is longer than this is no duration but an attack on the arithmetic
  if (!days || text.length > 60) return null;
  const part = (index: number): bigint => BigInt(days[index] ?? 0);
  const seconds = part(2) * 86_400n + part(3) * 3600n + part(4) * 60n + part(5);
  const nanos = seconds * SECOND_BIG + BigInt((days[6] ?? '').slice(0, 9).padEnd(9, '0'));
  return daysDuration(days[1] ? -nanos : nanos);
}

/** `@"…"` (10.3.2.3): whatever of them the text is. */
export function parseTemporal(text: string): Temporal | FeelDuration | null {
  return (
    parseDate(text) ??
    parseTime(text) ??
    (text.includes('T') ? parseDateTime(text) : null) ??
    parseDuration(text)
  );
}

// arithmetic (10.3.2.13) //////////////////////////////////////////////

function plusMonths(date: FeelDate, months: number): FeelDate | null {
  const total = date.year * 12 + date.month - 1 + months;
  const year = Math.floor(total / 12);
  const month = total - year * 12 + 1;
  // a day that the month lacks becomes its last
  return dateFrom(year, month, Math.min(date.day, daysIn(year, month)));
}

function plusDuration(value: Temporal, duration: FeelDuration, sign: 1 | -1): Temporal | null {
  if (duration instanceof MonthsDuration) {
    const months = sign * duration.months;
    if (value instanceof FeelDate) return plusMonths(value, months);
    if (value instanceof FeelTime) return null;
    const date = plusMonths(value.date, months);
    return date && new FeelDateTime(date, value.time);
  }
  const nanos = sign < 0 ? -duration.nanos : duration.nanos;
  if (value instanceof FeelTime) {
    const shifted = (BigInt(value.nanos) + nanos) % DAY_BIG;
    return new FeelTime(Number(shifted < 0n ? shifted + DAY_BIG : shifted), value.zone);
  }
  if (value instanceof FeelDate)
    return localDateTime(localNanos(midnight(value)) + nanos, null)?.date ?? null;
  // through the instant where the clocks of a named zone may be put forward in between
  if (typeof value.zone === 'string') return inZone(value.instant + nanos, value.zone);
  return localDateTime(localNanos(value) + nanos, value.zone);
}

export const plus = (value: Temporal, duration: FeelDuration): Temporal | null =>
  plusDuration(value, duration, 1);
export const minus = (value: Temporal, duration: FeelDuration): Temporal | null =>
  plusDuration(value, duration, -1);

/** Nanoseconds on one scale for all values of a kind: times of day, or moments. */
export function scaleOf(value: Temporal): bigint {
  if (value instanceof FeelDate) return BigInt(value.epochDay) * DAY_BIG;
  if (value instanceof FeelTime) return BigInt(value.nanos) - BigInt(value.offset ?? 0) * SECOND_BIG;
  return value.instant;
}

/** Null between a time and a date, and between a local and a zoned value. A date is its midnight in UTC. */
export function difference(a: Temporal, b: Temporal): DaysDuration | null {
  if (a instanceof FeelTime !== b instanceof FeelTime) return null;
  const isZoned = (value: Temporal) => value instanceof FeelDate || value.zone !== null;
  return isZoned(a) === isZoned(b) ? new DaysDuration(scaleOf(a) - scaleOf(b)) : null;
}

/** Whole months from one date to the other. */
export function monthsBetween(from: FeelDate, to: FeelDate): MonthsDuration {
  const months = (to.year - from.year) * 12 + to.month - from.month;
  if (months > 0 && to.day < from.day) return new MonthsDuration(months - 1);
  if (months < 0 && to.day > from.day) return new MonthsDuration(months + 1);
  return new MonthsDuration(months);
}

/** No duration is longer than from the first year to the last; what is longer has no value. */
function daysDuration(nanos: bigint): DaysDuration | null {
  return nanos > LONGEST || nanos < -LONGEST ? null : new DaysDuration(nanos);
}

function monthsDuration(months: number): MonthsDuration | null {
  return Math.abs(months) > 24 * LAST_YEAR ? null : new MonthsDuration(months + 0);
}

/** Null for durations of different kinds. */
export function sumOf(a: FeelDuration, b: FeelDuration): FeelDuration | null {
  if (a instanceof DaysDuration && b instanceof DaysDuration) return daysDuration(a.nanos + b.nanos);
  if (a instanceof MonthsDuration && b instanceof MonthsDuration) return monthsDuration(a.months + b.months);
  return null;
}

export function negated(duration: FeelDuration): FeelDuration {
  if (duration instanceof DaysDuration) return new DaysDuration(-duration.nanos);
  return new MonthsDuration(0 - duration.months);
}

/** Months are whole, rounded towards zero. */
export function times(duration: FeelDuration, factor: number): FeelDuration | null {
  if (duration instanceof MonthsDuration) return monthsDuration(Math.trunc(duration.months * factor));
  if (Number.isSafeInteger(factor)) return daysDuration(duration.nanos * BigInt(factor));
  const product = Number(duration.nanos) * factor;
  return Number.isFinite(product) ? daysDuration(BigInt(Math.trunc(product))) : null;
}

/** How often the one holds the other, null for durations of different kinds or a divisor of nothing. */
export function ratio(a: FeelDuration, b: FeelDuration): number | null {
  if (a instanceof MonthsDuration && b instanceof MonthsDuration)
    return b.months === 0 ? null : a.months / b.months;
  if (a instanceof DaysDuration && b instanceof DaysDuration)
    return b.nanos === 0n ? null : Number(a.nanos) / Number(b.nanos);
  return null;
}
