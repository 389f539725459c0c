/** DMN 1.5, 10.3.4.4, and what the execution dialect adds. */
import { invoke } from '../function.ts';
import { compare, equals, isEqual } from '../values/equality.ts';
import { add, divide, multiply, subtract } from '../values/number.ts';
import { DaysDuration, type FeelDuration, MonthsDuration, sumOf } from '../values/temporal.ts';
import type { FeelFunction } from '../values/value.ts';
import { builtin, type Evaluating } from './builtin.ts';

/** Functions of several arguments take a single list of them as well. */
const elementsOf = (list: unknown[]): unknown[] =>
  list.length === 1 && Array.isArray(list[0]) ? list[0] : list;

function onNumbers(
  list: unknown[],
  evaluating: Evaluating,
  compute: (numbers: number[]) => unknown,
): unknown {
  const numbers = elementsOf(list);
  evaluating.spend(numbers.length);
  if (!numbers.every((item) => typeof item === 'number')) return undefined;
  return numbers.length === 0 ? null : compute(numbers);
}

const numeric = (compute: (numbers: number[]) => unknown) => (list: unknown[], evaluating: Evaluating) =>
  onNumbers(list, evaluating, compute);

const total = (numbers: number[]): number => numbers.reduce(add, 0);

/** Of numbers, or of durations of one kind. */
function sum(list: unknown[], evaluating: Evaluating): unknown {
  const [first, ...rest] = elementsOf(list);
  if (!(first instanceof DaysDuration || first instanceof MonthsDuration))
    return onNumbers(list, evaluating, total);
  evaluating.spend(rest.length);
  let result: FeelDuration | null = first;
  for (const item of rest) {
    const isDuration = item instanceof DaysDuration || item instanceof MonthsDuration;
    result = result && isDuration ? sumOf(result, item) : null;
  }
  return result ?? undefined;
}

/** The element that no other is better than; all must be comparable. */
const extreme = (sign: 1 | -1) => (list: unknown[], evaluating: Evaluating) => {
  const elements = elementsOf(list);
  evaluating.spend(elements.length);
  const [first = null, ...rest] = elements;
  if (first !== null && compare(first, first) === null) return undefined;
  let best = first;
  for (const candidate of rest) {
    const order = compare(candidate, best);
    if (order === null) return undefined;
    if (order * sign > 0) best = candidate;
  }
  return best;
};

function median(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
  return divide(add(lower, upper), 2);
}

function stddev(numbers: number[]): number | undefined {
  if (numbers.length < 2) return undefined;
  const mean = divide(total(numbers), numbers.length);
  const squares = numbers.map((number) => multiply(subtract(number, mean), subtract(number, mean)));
  return Math.sqrt(divide(total(squares), numbers.length - 1));
}

function mode(list: unknown[], evaluating: Evaluating): unknown {
  const elements = elementsOf(list);
  if (elements.length === 0) return [];
  return onNumbers(list, evaluating, (numbers) => {
    const counts = new Map<number, number>();
    for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
    const most = Math.max(...counts.values());
    return [...counts.keys()].filter((number) => counts.get(number) === most).sort((a, b) => a - b);
  });
}

/** `settles` decides by itself; anything that is no boolean leaves it open. */
const logical = (settles: boolean) => (list: unknown[]) => {
  const elements = elementsOf(list);
  if (elements.includes(settles)) return settles;
  return elements.every((item) => item === !settles) ? !settles : null;
};

/** Where a position counted from 1, or from the end, is; undefined outside of the list. */
function indexOf(position: number, length: number): number | undefined {
  const whole = Math.trunc(position);
  const index = whole < 0 ? length + whole : whole - 1;
  return whole === 0 || index < 0 || index >= length ? undefined : index;
}

function sublist(
  list: unknown[],
  start: number,
  length: number | null,
  evaluating: Evaluating,
): unknown[] | undefined {
  evaluating.spend(list.length);
  const from = indexOf(start, list.length);
  if (from === undefined) return undefined;
  if (length === null) return list.slice(from);
  const to = from + Math.trunc(length);
  return length < 0 || to > list.length ? undefined : list.slice(from, to);
}

function concatenate(lists: unknown[], evaluating: Evaluating): unknown[] {
  const result = lists.flat(1);
  evaluating.spend(result.length);
  return result;
}

function insertBefore(list: unknown[], position: number, item: unknown, evaluating: Evaluating): unknown {
  evaluating.spend(list.length);
  const index = indexOf(position, list.length);
  return index === undefined ? undefined : list.toSpliced(index, 0, item);
}

function remove(list: unknown[], position: number, evaluating: Evaluating): unknown {
  evaluating.spend(list.length);
  const index = indexOf(position, list.length);
  return index === undefined ? undefined : list.toSpliced(index, 1);
}

function replaceAt(list: unknown[], position: number, item: unknown, evaluating: Evaluating): unknown {
  evaluating.spend(list.length);
  const index = indexOf(position, list.length);
  return index === undefined ? undefined : list.with(index, item);
}

function takes(fn: FeelFunction, count: number): boolean {
  return fn.overloads.some(({ parameters }) => parameters.length === count);
}

function replaceWhere(list: unknown[], match: FeelFunction, item: unknown, evaluating: Evaluating): unknown {
  if (!takes(match, 2)) return undefined;
  const result: unknown[] = [];
  for (const element of list) {
    const answer = invoke(match, [element, item], evaluating);
    if (typeof answer !== 'boolean') return undefined;
    result.push(answer ? item : element);
  }
  return result;
}

/** Each once, in the order of their first appearance. */
function distinct(list: unknown[], evaluating: Evaluating): unknown[] {
  const simple = new Set<unknown>();
  const result: unknown[] = [];
  const others: unknown[] = [];
  for (const item of list) {
    const isSimple = item === null || typeof item !== 'object';
    evaluating.spend(isSimple ? 1 : 1 + others.length);
    if (isSimple ? simple.has(item) : others.some((other) => isEqual(other, item))) continue;
    if (isSimple) simple.add(item);
    else others.push(item);
    result.push(item);
  }
  return result;
}

function duplicates(list: unknown[], evaluating: Evaluating): unknown[] {
  evaluating.spend(list.length * list.length);
  return distinct(list, evaluating).filter((item) => list.filter((other) => isEqual(other, item)).length > 1);
}

function flatten(list: unknown[], evaluating: Evaluating): unknown[] {
  const result = list.flat(Number.POSITIVE_INFINITY);
  evaluating.spend(result.length);
  return result;
}

/** Stable merge sort: how often the function is asked must not depend on the machine. */
function sort(list: unknown[], precedes: FeelFunction, evaluating: Evaluating): unknown[] | undefined {
  if (!takes(precedes, 2)) return undefined;
  const merge = (left: unknown[], right: unknown[]): unknown[] => {
    const merged: unknown[] = [];
    let [i, j] = [0, 0];
    while (i < left.length && j < right.length) {
      const goesFirst = invoke(precedes, [right[j], left[i]], evaluating) === true;
      merged.push(goesFirst ? right[j++] : left[i++]);
    }
    return [...merged, ...left.slice(i), ...right.slice(j)];
  };
  const sorted = (part: unknown[]): unknown[] => {
    if (part.length < 2) return part;
    const middle = part.length >> 1;
    return merge(sorted(part.slice(0, middle)), sorted(part.slice(middle)));
  };
  return sorted(list);
}

function partition(list: unknown[], size: number, evaluating: Evaluating): unknown[] | undefined {
  if (size < 1) return undefined;
  evaluating.spend(list.length);
  const whole = Math.trunc(size);
  return Array.from({ length: Math.ceil(list.length / whole) }, (_, i) =>
    list.slice(i * whole, (i + 1) * whole),
  );
}

function contains(list: unknown[], element: unknown, evaluating: Evaluating): boolean {
  evaluating.spend(list.length);
  return list.some((item) => equals(item, element) === true);
}

function positions(list: unknown[], match: unknown, evaluating: Evaluating): number[] {
  evaluating.spend(list.length);
  return list.flatMap((item, index) => (isEqual(item, match) ? [index + 1] : []));
}

export const listFunctions = [
  builtin('list contains(list: list, element: any)', contains),
  builtin('list replace(list: list, position: number, newItem: any)', replaceAt),
  builtin('list replace(list: list, match: function, newItem: any)', replaceWhere),
  builtin('count(list: list)', (list: unknown[]) => list.length),
  builtin('min(...list: any)', extreme(-1)),
  builtin('max(...list: any)', extreme(1)),
  builtin('sum(...list: any)', sum),
  builtin(
    'mean(...list: any)',
    numeric((numbers) => divide(total(numbers), numbers.length)),
  ),
  builtin('all(...list: any)', logical(false)),
  builtin('any(...list: any)', logical(true)),
  builtin('sublist(list: list, start position: number, length?: number)', sublist),
  builtin('sublist(list: list, start: number, length?: number)', sublist),
  builtin('append(list: list, ...item: any)', (list: unknown[], items: unknown[], evaluating: Evaluating) =>
    concatenate([list, items], evaluating),
  ),
  builtin('concatenate(...list: any)', concatenate),
  builtin('insert before(list: list, position: number, newItem: any)', insertBefore),
  builtin('remove(list: list, position: number)', remove),
  builtin('reverse(list: list)', (list: unknown[], evaluating: Evaluating) => {
    evaluating.spend(list.length);
    return list.toReversed();
  }),
  builtin('index of(list: list, match: any)', positions),
  builtin('union(...list: any)', (lists: unknown[], evaluating: Evaluating) =>
    distinct(concatenate(lists, evaluating), evaluating),
  ),
  builtin('distinct values(list: list)', distinct),
  builtin('duplicate values(list: list)', duplicates),
  builtin('flatten(list: list)', flatten),
  builtin(
    'product(...list: any)',
    numeric((numbers) => numbers.reduce(multiply, 1)),
  ),
  builtin('median(...list: any)', numeric(median)),
  builtin('stddev(...list: any)', numeric(stddev)),
  builtin('mode(...list: any)', mode),
  builtin('sort(list: list, precedes: function)', sort),
  builtin('is empty(list: list)', (list: unknown[]) => list.length === 0),
  builtin('partition(list: list, size: number)', partition),
];
