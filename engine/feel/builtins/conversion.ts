/** DMN 1.5, 10.3.4.1, and JSON, which the execution dialect adds. */
import { toJson } from '../json.ts';
import type { Node } from '../syntax/node.ts';
import { readExpression } from '../syntax/parser.ts';
import { compare } from '../values/equality.ts';
import { parseNumber } from '../values/number.ts';
import {
  DaysDuration,
  dateFrom,
  FeelDate,
  FeelDateTime,
  FeelTime,
  midnight,
  monthsBetween,
  parseDate,
  parseDateTime,
  parseDuration,
  parseTime,
  timeFrom,
  withZone,
} from '../values/temporal.ts';
import { textOf } from '../values/text.ts';
import { FeelRange } from '../values/value.ts';
import { builtin, type Evaluating } from './builtin.ts';

const dateOf = (value: FeelDate | FeelDateTime): FeelDate => (value instanceof FeelDate ? value : value.date);

function numberOf(text: string, grouping: string | null, decimal: string | null): number | undefined {
  if (grouping !== null && ![' ', ',', '.'].includes(grouping)) return undefined;
  if (decimal !== null && !['.', ','].includes(decimal)) return undefined;
  if (grouping !== null && grouping === decimal) return undefined;
  const ungrouped = grouping === null ? text : text.replaceAll(grouping, '');
  return parseNumber(decimal === null ? ungrouped : ungrouped.replaceAll(decimal, '.')) ?? undefined;
}

function timeOf(value: string | FeelTime | FeelDateTime | FeelDate): FeelTime | undefined {
  if (typeof value === 'string') return parseTime(value) ?? undefined;
  if (value instanceof FeelTime) return value;
  return value instanceof FeelDate ? new FeelTime(0, 0) : value.time;
}

/** Seconds of an offset given as a duration. */
const secondsOf = (offset: DaysDuration | null): number | null =>
  offset && Number(offset.nanos / 1_000_000_000n);

function combined(date: FeelDate | FeelDateTime, time: FeelTime): FeelDateTime {
  return new FeelDateTime(dateOf(date), time);
}

function dateTimeOfParts(...parts: (number | DaysDuration | string)[]): FeelDateTime | undefined {
  const [year, month, day, hour, minute, second] = parts as number[];
  const zone = parts[6];
  const date = dateFrom(year ?? 0, month ?? 0, day ?? 0);
  const offset = zone instanceof DaysDuration ? secondsOf(zone) : null;
  const time = timeFrom(hour ?? 0, minute ?? 0, second ?? 0, offset);
  if (!date || !time) return undefined;
  const local = new FeelDateTime(date, time);
  return typeof zone === 'string' ? (withZone(local, zone) ?? undefined) : local;
}

/** A bound that stands for itself in the text of a range: a literal, or a function that reads one of a text. */
function boundOf(node: Node): unknown {
  if (node.kind === 'constant') return node.value;
  const [argument] = node.kind === 'call' && node.args.length === 1 ? node.args : [];
  if (node.kind !== 'call' || node.target.kind !== 'name') return undefined;
  if (argument?.kind !== 'constant' || typeof argument.value !== 'string') return undefined;
  const read = { date: parseDate, time: parseTime, 'date and time': parseDateTime, duration: parseDuration };
  const reader = (read as Record<string, (text: string) => unknown>)[node.target.name];
  return reader?.(argument.value) ?? undefined;
}

function rangeIn(text: string): FeelRange | undefined {
  const read = readExpression(text, { functions: ['date and time'] });
  if (!read.ok || read.tree.kind !== 'range') return undefined;
  const { startIncluded, endIncluded } = read.tree;
  const [start, end] = [boundOf(read.tree.start), boundOf(read.tree.end)];
  if (start === undefined || end === undefined || (start === null && end === null)) return undefined;
  const order = start === null || end === null ? -1 : compare(start, end);
  if (order === null || order > 0) return undefined;
  if ((start === null && startIncluded) || (end === null && endIncluded)) return undefined;
  return new FeelRange(start, end, startIncluded, endIncluded);
}

function fromJson(text: string, evaluating: Evaluating): unknown {
  evaluating.spend(text.length >> 4);
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

function string(value: unknown, evaluating: Evaluating): string | null {
  const text = textOf(value);
  evaluating.spend((text?.length ?? 0) >> 4);
  return text;
}

export const conversionFunctions = [
  builtin('string(from: any)', string),
  builtin(
    'number(from: string, grouping separator?: string|null, decimal separator?: string|null)',
    numberOf,
  ),
  builtin('date(from: string)', (text: string) => parseDate(text) ?? undefined),
  builtin('date(from: date|date and time)', dateOf),
  builtin(
    'date(year: number, month: number, day: number)',
    (year: number, month: number, day: number) => dateFrom(year, month, day) ?? undefined,
  ),
  builtin('time(from: string|time|date and time|date)', timeOf),
  builtin(
    'time(hour: number, minute: number, second: number, offset?: days and time duration|null)',
    (hour: number, minute: number, second: number, offset: DaysDuration | null) =>
      timeFrom(hour, minute, second, secondsOf(offset)) ?? undefined,
  ),
  builtin('date and time(from: string)', (text: string) => parseDateTime(text) ?? undefined),
  builtin('date and time(from: date and time|date)', (value: FeelDateTime | FeelDate) =>
    value instanceof FeelDate ? midnight(value, 0) : value,
  ),
  builtin('date and time(date: date|date and time, time: time)', combined),
  builtin(
    'date and time(date: date and time, timezone: string)',
    (value: FeelDateTime, zone: string) => withZone(value, zone) ?? undefined,
  ),
  builtin(
    'date and time(year: number, month: number, day: number, hour: number, minute: number, second: number)',
    dateTimeOfParts,
  ),
  builtin(
    'date and time(year: number, month: number, day: number, hour: number, minute: number, second: number, offset: days and time duration|string)',
    dateTimeOfParts,
  ),
  builtin('duration(from: string)', (text: string) => parseDuration(text) ?? undefined),
  builtin(
    'years and months duration(from: date|date and time, to: date|date and time)',
    (from: FeelDate | FeelDateTime, to: FeelDate | FeelDateTime) => monthsBetween(dateOf(from), dateOf(to)),
  ),
  builtin('range(from: string)', rangeIn),
  builtin('from json(json: string)', fromJson),
  builtin('to json(value: any)', (value: unknown, evaluating: Evaluating) => {
    const text = JSON.stringify(toJson(value));
    evaluating.spend(text.length >> 4);
    return text;
  }),
];
