/**
 * Builtin functions that feelin lacks or computes otherwise than the DMN specification (1.3, 10.3.4), and those of the execution
 * dialect's own library that models of the public modelers use. They reach an expression as entries of its context, where they
 * take precedence over feelin's.
 *
 * Left out on purpose, because an evaluation must give the same result each time: `random number()` and `uuid()`.
 */
import {
  dateAndTime,
  type EvalContext,
  evaluate,
  FeelDate,
  FeelDateTime,
  FeelFunction,
  type FeelRange,
  isRange,
  parseDate,
} from 'feelin';

type Builtin = ((...args: unknown[]) => unknown) & { $args: string[] };

function builtin(parameters: string[], fn: (...args: unknown[]) => unknown): Builtin {
  return Object.assign(fn, { $args: parameters });
}

function comparison(operator: string): (a: unknown, b: unknown) => boolean | null {
  const { value } = evaluate(`function(a, b) a ${operator} b`);
  if (!(value instanceof FeelFunction)) throw new Error(`Expected a function for ${operator}`);
  return (a, b) => {
    const result: unknown = value.fn(a, b);
    return typeof result === 'boolean' ? result : null;
  };
}

const feelEquals = comparison('=');
const isLess = comparison('<');

/** Equality as FEEL's `=` (10.3.2.13, table 53): dates by their moment, contexts and lists by their entries. */
export function isEqual(a: unknown, b: unknown): boolean {
  return feelEquals(a, b) === true;
}

// ranges (10.3.4.7) //////////////////////////////////////////////////

type Bound = 'start' | 'end';

const included = (range: FeelRange, bound: Bound): boolean => range[`${bound} included`];
const less = (a: unknown, b: unknown): boolean => isLess(a, b) === true;
const same = (a: FeelRange, b: FeelRange, bound: Bound): boolean => isEqual(a[bound], b[bound]);

function overlapsBefore(a: FeelRange, b: FeelRange): boolean {
  const begins =
    less(a.start, b.start) || (same(a, b, 'start') && included(a, 'start') && !included(b, 'start'));
  const reaches =
    less(b.start, a.end) || (isEqual(a.end, b.start) && included(a, 'end') && included(b, 'start'));
  const ends = less(a.end, b.end) || (same(a, b, 'end') && (!included(a, 'end') || included(b, 'end')));
  return begins && reaches && ends;
}

function finishes(a: unknown, b: FeelRange): boolean {
  if (!isRange(a)) return included(b, 'end') && isEqual(a, b.end);
  return (
    same(a, b, 'end') &&
    included(a, 'end') === included(b, 'end') &&
    (less(b.start, a.start) || (same(a, b, 'start') && (!included(a, 'start') || included(b, 'start'))))
  );
}

function starts(a: unknown, b: FeelRange): boolean {
  if (!isRange(a)) return included(b, 'start') && isEqual(a, b.start);
  return (
    same(a, b, 'start') &&
    included(a, 'start') === included(b, 'start') &&
    (less(a.end, b.end) || (same(a, b, 'end') && (!included(a, 'end') || included(b, 'end'))))
  );
}

function coincides(a: unknown, b: unknown): boolean | null {
  if (isRange(a) !== isRange(b)) return null;
  return isEqual(a, b);
}

/** The relation of two ranges, or null where one of them is none. */
const ofRanges = (relation: (a: FeelRange, b: FeelRange) => boolean) =>
  builtin(['range1', 'range2'], (a, b) => (isRange(a) && isRange(b) ? relation(a, b) : null));

const ofPointOrRange = (relation: (a: unknown, b: FeelRange) => boolean) =>
  builtin(['point', 'range'], (a, b) => (isRange(b) && a !== null ? relation(a, b) : null));

const toPointOrRange = (relation: (a: unknown, b: FeelRange) => boolean) =>
  builtin(['range', 'point'], (a, b) => (isRange(a) && b !== null ? relation(b, a) : null));

// lists (10.3.4.4) ///////////////////////////////////////////////////

function listOf(args: unknown[]): unknown[] {
  return args.length === 1 && Array.isArray(args[0]) ? args[0] : args;
}

function extreme(isBetter: (candidate: unknown, best: unknown) => boolean | null): Builtin {
  return builtin(['...list'], (...args) => {
    const [first = null, ...rest] = listOf(args);
    let best = first;
    for (const candidate of rest) {
      const better = isBetter(candidate, best);
      if (better === null) return null;
      if (better) best = candidate;
    }
    return best;
  });
}

function numbersOf(args: unknown[]): number[] | null {
  const list = listOf(args);
  return list.every((item) => typeof item === 'number') ? list : null;
}

function median(...args: unknown[]): number | null {
  const sorted = numbersOf(args)?.toSorted((a, b) => a - b);
  if (!sorted || sorted.length === 0) return null;
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
  return (lower + upper) / 2;
}

function mode(...args: unknown[]): number[] | null {
  const numbers = numbersOf(args);
  if (!numbers) return null;
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return [...counts.keys()].filter((number) => counts.get(number) === most).sort((a, b) => a - b);
}

function indexOf(list: unknown, match: unknown): number[] | null {
  if (!Array.isArray(list)) return null;
  return list.flatMap((item, index) => (isEqual(item, match) ? [index + 1] : []));
}

function duplicateValues(list: unknown): unknown[] | null {
  if (!Array.isArray(list)) return null;
  const repeated = list.filter((item, i) => list.findIndex((other) => isEqual(other, item)) < i);
  return repeated.filter((item, i) => repeated.findIndex((other) => isEqual(other, item)) === i);
}

function partition(list: unknown, size: unknown): unknown[] | null {
  if (!Array.isArray(list) || typeof size !== 'number' || size < 1) return null;
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
    list.slice(i * size, (i + 1) * size),
  );
}

// strings (10.3.4.3) /////////////////////////////////////////////////

/** Positions count characters, not UTF-16 units. */
function substring(text: unknown, start: unknown, length: unknown): string | null {
  if (typeof text !== 'string' || typeof start !== 'number') return null;
  const characters = Array.from(text);
  const from = start < 0 ? characters.length + start : start - 1;
  return characters.slice(from, typeof length === 'number' ? from + length : undefined).join('');
}

function extract(text: unknown, pattern: unknown): string[] | null {
  if (typeof text !== 'string' || typeof pattern !== 'string') return null;
  try {
    return text.match(new RegExp(pattern, 'gu')) ?? [];
  } catch {
    return null;
  }
}

const ofString = (fn: (text: string) => unknown): Builtin =>
  builtin(['string'], (text) => (typeof text === 'string' ? fn(text) : null));

// dates //////////////////////////////////////////////////////////////

function lastDayOfMonth(value: unknown): FeelDate | null {
  const date = value instanceof FeelDate || value instanceof FeelDateTime ? value : parseDate(String(value));
  if (!date) return null;
  const last = new Date(Date.UTC(date.year, date.month, 0));
  return parseDate(last.toISOString().slice(0, 10));
}

function fromUnixTimestamp(milliseconds: unknown): FeelDateTime | null {
  if (typeof milliseconds !== 'number' || !Number.isFinite(milliseconds)) return null;
  return dateAndTime(new Date(milliseconds).toISOString());
}

// the list ///////////////////////////////////////////////////////////

const builtins: Record<string, Builtin> = {
  'overlaps before': ofRanges(overlapsBefore),
  'overlaps after': ofRanges((a, b) => overlapsBefore(b, a)),
  finishes: ofPointOrRange(finishes),
  'finished by': toPointOrRange(finishes),
  during: ofPointOrRange((a, range) => range.includes(a) === true),
  starts: ofPointOrRange(starts),
  'started by': toPointOrRange(starts),
  coincides: builtin(['point1', 'point2'], coincides),

  min: extreme(isLess),
  max: extreme((candidate, best) => isLess(best, candidate)),
  median: builtin(['...list'], median),
  mode: builtin(['...list'], mode),
  'index of': builtin(['list', 'match'], indexOf),
  'list contains': builtin(['list', 'element'], (list, element) =>
    Array.isArray(list) ? list.some((item) => isEqual(item, element ?? null)) : null,
  ),
  'duplicate values': builtin(['list'], duplicateValues),
  partition: builtin(['list', 'size'], partition),
  'is empty': builtin(['list'], (list) => (Array.isArray(list) ? list.length === 0 : null)),

  substring: builtin(['string', 'start position', 'length'], substring),
  trim: ofString((text) => text.trim()),
  'is blank': ofString((text) => text.trim() === ''),
  extract: builtin(['string', 'pattern'], extract),

  'is defined': builtin(['value'], (value) => value !== null && value !== undefined),
  'get or else': builtin(['value', 'default'], (value, fallback) => value ?? fallback ?? null),

  'last day of month': builtin(['date'], lastDayOfMonth),
  'from unix timestamp': builtin(['timestamp'], fromUnixTimestamp),
};

/** Names that FEEL itself gives a meaning as functions: as many as a variable of the same name would take away. */
const standardNames =
  'number,string,date,date and time,time,duration,years and months duration,now,today,not,substring,string length,upper case,' +
  'lower case,substring before,substring after,replace,contains,matches,starts with,ends with,split,string join,' +
  'list contains,list replace,count,min,max,sum,mean,all,any,sublist,append,concatenate,insert before,remove,reverse,' +
  'index of,union,distinct values,flatten,product,median,stddev,mode,decimal,floor,ceiling,abs,round up,round down,' +
  'round half up,round half down,modulo,sqrt,log,exp,odd,even,is,before,after,meets,met by,overlaps,includes,day of year,' +
  'day of week,month of year,week of year,sort,get value,get entries,context,context merge,context put';

const invocation = new RegExp(
  `(?<![\\p{L}\\p{N}_])(?:${[...Object.keys(builtins), ...standardNames.split(',')]
    .toSorted((a, b) => b.length - a.length)
    .map((name) => name.replaceAll(' ', '\\s+'))
    .join('|')})\\s*\\(`,
  'gu',
);

/** The text without invocations of builtin functions: where it still says `count`, it means a variable. */
export function withoutBuiltinCalls(expression: string): string {
  return expression.replaceAll(invocation, '(');
}

/** The functions of this file that the expression may call; few, because every name in scope slows the parser. */
export function builtinsIn(expression: string): EvalContext {
  return Object.fromEntries(
    Object.entries(builtins).filter(([name]) => expression.includes(name.split(' ')[0] ?? name)),
  );
}
