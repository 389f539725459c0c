/** Equality and order of values (DMN 1.5, 10.3.2.13). Null where two values cannot be compared. */
import { DaysDuration, FeelDate, MonthsDuration, scaleOf, type Temporal } from './temporal.ts';
import { type Context, FeelFunction, type FeelRange, kindOf } from './value.ts';

const isLocal = (value: Temporal): boolean => !(value instanceof FeelDate) && value.zone === null;

/** Null equals null alone; values of different kinds cannot be compared. */
export function equals(a: unknown, b: unknown): boolean | null {
  if (a === b) return true;
  if (a === null || b === null || a === undefined || b === undefined) return (a ?? null) === (b ?? null);
  if (typeof a !== 'object' && typeof b !== 'object') return typeof a === typeof b ? false : null;
  const kind = kindOf(a);
  if (kind !== kindOf(b)) return null;
  switch (kind) {
    case 'list':
      return equalLists(a as unknown[], b as unknown[]);
    case 'context':
      return equalContexts(a as Context, b as Context);
    case 'range': {
      const [x, y] = [a as FeelRange, b as FeelRange];
      if (x.startIncluded !== y.startIncluded || x.endIncluded !== y.endIncluded) return false;
      return equals(x.start, y.start) === true && equals(x.end, y.end) === true;
    }
    case 'function':
      return null;
    default:
      return isLocal(a as Temporal) === isLocal(b as Temporal) && compare(a, b) === 0;
  }
}

export const isEqual = (a: unknown, b: unknown): boolean => equals(a, b) === true;

function equalLists(a: unknown[], b: unknown[]): boolean {
  return a.length === b.length && a.every((item, i) => isEqual(item, b[i]));
}

function equalContexts(a: Context, b: Context): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isEqual(a[name], b[name]))
  );
}

/** Below zero, zero or above; null for what has no order: values of different kinds, booleans, lists, contexts, null. */
export function compare(a: unknown, b: unknown): number | null {
  if (typeof a === 'number') return typeof b === 'number' ? a - b : null;
  if (typeof a === 'string') return typeof b !== 'string' ? null : a < b ? -1 : a > b ? 1 : 0;
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return null;
  if (a instanceof MonthsDuration) return b instanceof MonthsDuration ? a.months - b.months : null;
  if (a instanceof DaysDuration) return b instanceof DaysDuration ? sign(a.nanos - b.nanos) : null;
  const kind = kindOf(a);
  if (kind !== kindOf(b) || (kind !== 'date' && kind !== 'time' && kind !== 'date and time')) return null;
  return sign(scaleOf(a as Temporal) - scaleOf(b as Temporal));
}

const sign = (value: bigint): number => (value < 0n ? -1 : value > 0n ? 1 : 0);

/** Whether the range holds the value; null for a value of another kind than its bounds. */
export function includes(range: FeelRange, value: unknown): boolean | null {
  if (range.start === null && range.end === null) return null;
  // implicit conversion of a list of one (10.3.2.9.4)
  const point: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  const afterStart = range.start === null ? 1 : compare(point, range.start);
  const beforeEnd = range.end === null ? -1 : compare(point, range.end);
  if (afterStart === null || beforeEnd === null) return null;
  return (
    (range.startIncluded ? afterStart >= 0 : afterStart > 0) &&
    (range.endIncluded ? beforeEnd <= 0 : beforeEnd < 0)
  );
}

/** `is()` (10.3.4.6): the same value of the same kind; moments in different zones are not the same. */
export function isSame(a: unknown, b: unknown): boolean {
  const kind = kindOf(a);
  if (kind !== kindOf(b)) return false;
  if (a instanceof FeelFunction) return a === b;
  if (kind === 'time' || kind === 'date and time')
    return isEqual(a, b) && (a as { zone: unknown }).zone === (b as { zone: unknown }).zone;
  return isEqual(a, b);
}
