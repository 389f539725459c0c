/**
 * What clocks show in the named zones of the time zone database, from a table of our own (`zone-table.ts`), so that an instance
 * computes the same on every machine and at every replay. Moments are seconds since 1970-01-01T00:00:00Z, offsets are seconds
 * ahead of UTC. Before 1970 a zone has the offset it had then.
 */
import { zoneTable } from './zone-table.ts';

interface Change {
  at: number;
  /** From then on. */
  offset: number;
}

interface Zone {
  first: number;
  changes: Change[];
  rule: string;
}

const day = 86_400;

const encodedByName: Map<string, string> = new Map();
const zones = new Map<string, Zone>();

function encoded(name: string): string | undefined {
  if (encodedByName.size === 0) {
    for (const line of zoneTable.trim().split('\n')) {
      const end = line.indexOf('|');
      for (const of of line.slice(0, end).split(' ')) encodedByName.set(of, line.slice(end + 1));
    }
  }
  return encodedByName.get(name);
}

function decode(text: string): Zone {
  const [first = '', changes = '', rule = ''] = text.split('|');
  let at = 0;
  return {
    first: Number.parseInt(first, 36),
    changes:
      changes === ''
        ? []
        : changes.split(' ').map((change) => {
            const [step = '', offset = ''] = change.split(':');
            at += Number.parseInt(step, 36);
            return { at, offset: Number.parseInt(offset, 36) };
          }),
    rule,
  };
}

function zoneNamed(name: string): Zone | null {
  const known = zones.get(name);
  if (known) return known;
  const text = encoded(name);
  if (text === undefined) return null;
  const zone = decode(text);
  zones.set(name, zone);
  return zone;
}

// rules in the form of POSIX (RFC 8536, 3.3) /////////////////////////

interface Rule {
  standard: number;
  summer: number;
  start: string;
  end: string;
}

const rulePattern =
  /^(?:<[^>]+>|[A-Za-z]+)([+-]?[\d:]+)(?:(?:<[^>]+>|[A-Za-z]+)([+-]?[\d:]+)?(?:,([^,]+),(.+))?)?$/;

function secondsOf(text: string): number {
  const [hours = '0', minutes = '0', seconds = '0'] = text.replace(/^[+-]/, '').split(':');
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return text.startsWith('-') ? -total : total;
}

/** POSIX counts west of Greenwich as positive. */
function readRule(text: string): Rule | null {
  const [, standardText, summerText, start, end] = rulePattern.exec(text) ?? [];
  if (standardText === undefined || start === undefined || end === undefined) return null;
  const standard = 0 - secondsOf(standardText);
  return {
    standard,
    summer: summerText === undefined ? standard + 3600 : 0 - secondsOf(summerText),
    start,
    end,
  };
}

/** `M3.5.0/2`: the last Sunday of March at two; `J60`: the 60th day, not counting 29 February; `59`: counting it, from 0. */
function localMoment(text: string, year: number): number {
  const [date = '', time = '2'] = text.split('/');
  const clock = secondsOf(time);
  const newYear = Date.UTC(year, 0, 1) / 1000;
  if (date.startsWith('J')) {
    const isLeap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
    const dayOfYear = Number(date.slice(1));
    return newYear + (dayOfYear - 1 + (isLeap && dayOfYear > 59 ? 1 : 0)) * day + clock;
  }
  if (!date.startsWith('M')) return newYear + Number(date) * day + clock;
  const [month = 1, week = 1, weekday = 0] = date.slice(1).split('.').map(Number);
  const first = new Date(Date.UTC(year, month - 1, 1));
  let dayOfMonth = 1 + ((weekday - first.getUTCDay() + 7) % 7) + (week - 1) * 7;
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (dayOfMonth > lastDay) dayOfMonth -= 7;
  return first.getTime() / 1000 + (dayOfMonth - 1) * day + clock;
}

/** When clocks change in a year, by the rule; none where it knows no summer time. */
export function ruleMoments(text: string, year: number): Change[] {
  const rule = readRule(text);
  if (!rule) return [];
  return [
    { at: localMoment(rule.start, year) - rule.standard, offset: rule.summer },
    { at: localMoment(rule.end, year) - rule.summer, offset: rule.standard },
  ].toSorted((a, b) => a.at - b.at);
}

function byRule(zone: Zone, moment: number, before: number): number {
  const year = new Date(moment * 1000).getUTCFullYear();
  // beyond what `Date` reaches there are no clocks to ask
  if (Number.isNaN(year)) return readRule(zone.rule)?.standard ?? before;
  const changes = [year - 1, year, year + 1].flatMap((it) => ruleMoments(zone.rule, it));
  return changes.findLast(({ at }) => at <= moment)?.offset ?? before;
}

// asking /////////////////////////////////////////////////////////////

export function isZone(name: string): boolean {
  return encoded(name) !== undefined;
}

/** Null for a zone that there is not. */
export function offsetAtMoment(name: string, moment: number): number | null {
  const zone = zoneNamed(name);
  if (!zone) return null;
  const last = zone.changes.at(-1);
  if (last && moment >= last.at)
    return zone.rule.includes(',') ? byRule(zone, moment, last.offset) : last.offset;
  let [low, high] = [0, zone.changes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((zone.changes[middle]?.at ?? 0) <= moment) low = middle + 1;
    else high = middle;
  }
  if (low === 0 && zone.changes.length === 0 && zone.rule.includes(','))
    return byRule(zone, moment, zone.first);
  return zone.changes[low - 1]?.offset ?? zone.first;
}

/**
 * The offset when clocks show `local` (as seconds, counted as if it were UTC). Of two moments with that time the earlier one
 * is meant; a time that is skipped is read with the offset from before, and so lies as much later.
 */
export function offsetAtLocal(name: string, local: number): number | null {
  const early = offsetAtMoment(name, local - day);
  const late = offsetAtMoment(name, local + day);
  if (early === null || late === null) return null;
  if (early === late) {
    const guess = offsetAtMoment(name, local - early);
    return guess === early ? early : (offsetAtMoment(name, local - (guess ?? early)) ?? early);
  }
  if (offsetAtMoment(name, local - early) === early) return early;
  return offsetAtMoment(name, local - late) === late ? late : early;
}
