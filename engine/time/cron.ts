/**
 * Cron expressions as the dialect's engine takes them, which are Spring's: six fields (second, minute, hour, day of the month, month,
 * day of the week) that must all match, or one of the macros. Five or seven fields are refused: other cron dialects read those
 * differently (crontab takes either day, Quartz begins its week on Sunday with 1).
 *
 * A day of the month may be `L` (the last), `L-3` (three before), `LW` (the last weekday) or `15W` (the weekday nearest to the 15th in
 * that month); a day of the week `5L` or `FRIL` (the last Friday) or `5#2` (the second). Sunday is 0 and 7.
 */
import { offsetAtLocal, offsetAtMoment } from './zone.ts';

export interface Cron {
  seconds: Set<number>;
  minutes: Set<number>;
  hours: Set<number>;
  months: Set<number>;
  /** Whether a day is meant. Months count from 1, weekdays from 0 (Sunday). */
  days: ((day: Day) => boolean)[];
}

interface Day {
  year: number;
  month: number;
  date: number;
  weekday: number;
  /** Number of days in the month. */
  last: number;
}

const macros: Record<string, string> = {
  '@yearly': '0 0 0 1 1 *',
  '@annually': '0 0 0 1 1 *',
  '@monthly': '0 0 0 1 * *',
  '@weekly': '0 0 0 * * 0',
  '@daily': '0 0 0 * * *',
  '@midnight': '0 0 0 * * *',
  '@hourly': '0 0 * * * *',
};

const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const dayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** Null for what is none. */
export function parseCron(text: string): Cron | null {
  const fields = (macros[text.trim()] ?? text.trim()).split(/\s+/);
  if (fields.length !== 6) return null;
  const [second = '', minute = '', hour = '', date = '', month = '', weekday = ''] = fields.map((field) =>
    field.toUpperCase(),
  );
  const seconds = parseField(second, 0, 59);
  const minutes = parseField(minute, 0, 59);
  const hours = parseField(hour, 0, 23);
  const months = parseField(withNumbers(month, monthNames, 1), 1, 12);
  const ofMonth = parseDayOfMonth(date);
  const ofWeek = parseDayOfWeek(withNumbers(weekday, dayNames, 0));
  if (!seconds || !minutes || !hours || !months || !ofMonth || !ofWeek) return null;
  return { seconds, minutes, hours, months, days: [ofMonth, ofWeek] };
}

/**
 * The first moment after `after` that matches (epoch milliseconds both), by the clocks of that zone; null where there is none. A time
 * that the clocks skip comes as much later as they skip; of a time that they show twice the first counts.
 */
export function nextMatch(cron: Cron, after: number, zone: string): number | null {
  const offset = offsetAt(zone, after);
  // what the clocks have just skipped may still be to come
  const skipped = Math.max(0, offset - offsetAt(zone, after - hour));
  let local = Math.floor((after + offset) / second) * second - skipped;
  for (let days = 0; days < furthest; days++) {
    const midnight = Math.floor(local / day) * day;
    if (matchesDay(cron, midnight)) {
      for (let time = nextTime(cron, local - midnight); time !== null; time = nextTime(cron, time + second)) {
        const at = midnight + time - (offsetAtLocal(zone, (midnight + time) / second) ?? 0) * second;
        if (at > after) return at;
      }
    }
    local = midnight + day;
  }
  return null;
}

// reading fields /////////////////////////////////////////////////////

function withNumbers(field: string, names: string[], first: number): string {
  return field.replaceAll(/[A-Z]{3}/g, (name) => {
    const index = names.indexOf(name);
    return index < 0 ? name : String(index + first);
  });
}

/** `*`, `5`, `1-5`, every 15th, `5/15`, `0-30/10`, and lists of them. */
function parseField(field: string, lowest: number, highest: number): Set<number> | null {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const match = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (!match) return null;
    const [, from, to, step] = match;
    const start = from === undefined ? lowest : Number(from);
    const open = from === undefined || (step !== undefined && to === undefined);
    const end = open ? highest : Number(to ?? from);
    const by = Number(step ?? 1);
    if (start < lowest || start > end || end > highest || by < 1) return null;
    for (let value = start; value <= end; value += by) values.add(value);
  }
  return values;
}

type DayTest = (day: Day) => boolean;

function parseDayOfMonth(field: string): DayTest | null {
  if (field === '?') return () => true;
  if (field === 'LW') return (it) => it.date === nearestWeekday(it, it.last);
  const last = /^L(?:-(\d+))?$/.exec(field);
  if (last) return (it) => it.date === it.last - Number(last[1] ?? 0);
  const nearest = /^(\d+)W$/.exec(field);
  if (nearest) {
    const wanted = Number(nearest[1]);
    if (wanted < 1 || wanted > 31) return null;
    return (it) => wanted <= it.last && it.date === nearestWeekday(it, wanted);
  }
  const dates = parseField(field, 1, 31);
  return dates && ((it) => dates.has(it.date));
}

function parseDayOfWeek(field: string): DayTest | null {
  if (field === '?') return () => true;
  const counted = /^([0-7])(?:L|#([1-9]\d*))$/.exec(field);
  if (counted) {
    const weekday = Number(counted[1]) % 7;
    const nth = counted[2] === undefined ? null : Number(counted[2]);
    return (it) =>
      it.weekday === weekday && (nth === null ? it.date > it.last - 7 : Math.ceil(it.date / 7) === nth);
  }
  // as the beginning of a range, 7 is 0
  const weekdays = parseField(field.replaceAll(/7(?=-)/g, '0'), 0, 7);
  return weekdays && ((it) => weekdays.has(it.weekday) || (it.weekday === 0 && weekdays.has(7)));
}

/** Within the month: a Saturday that is the 1st leads to Monday the 3rd, a Sunday that is the last to the Friday before. */
function nearestWeekday({ date, weekday, last }: Day, wanted: number): number {
  const onWeekday = (((weekday + wanted - date) % 7) + 7) % 7;
  if (onWeekday === 6) return wanted === 1 ? 3 : wanted - 1;
  if (onWeekday === 0) return wanted === last ? wanted - 2 : wanted + 1;
  return wanted;
}

// matching ///////////////////////////////////////////////////////////

const second = 1000;
const hour = 3_600_000;
const day = 24 * hour;

/** Days to look ahead: any 29 February falls on any weekday within 40 years. */
const furthest = 15_000;

const offsetAt = (zone: string, at: number): number =>
  (offsetAtMoment(zone, Math.floor(at / second)) ?? 0) * second;

function matchesDay(cron: Cron, midnight: number): boolean {
  const at = new Date(midnight);
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth() + 1];
  if (!cron.months.has(month)) return false;
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const it = { year, month, date: at.getUTCDate(), weekday: at.getUTCDay(), last };
  return cron.days.every((test) => test(it));
}

/** The first time of day from that one on (milliseconds since midnight) that matches. */
function nextTime({ hours, minutes, seconds }: Cron, from: number): number | null {
  for (let time = from; time < day; ) {
    if (!hours.has(Math.floor(time / hour))) time = (Math.floor(time / hour) + 1) * hour;
    else if (!minutes.has(Math.floor(time / 60_000) % 60)) time = (Math.floor(time / 60_000) + 1) * 60_000;
    else if (!seconds.has(Math.floor(time / second) % 60)) time += second;
    else return time;
  }
  return null;
}
