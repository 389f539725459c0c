/**
 * Takes one change back out of a state that has gone on: what the change made is as it was before, what others did since stays as
 * they left it.
 */

/** Where both have changed the same. `path` leads there from the root. */
export class Conflict {
  readonly path: string[];

  constructor(path: string[]) {
    this.path = path;
  }
}

/** Fields that count: what others counted since stays counted. */
const counters = new Set(['children', 'pending', 'held', 'started', 'completed', 'terminated', 'total']);

/** Values are plain JSON, `undefined` for none; a field `waitingTokens` counts by name. None of them is changed. */
export function takeBack(
  before: unknown,
  after: unknown,
  current: unknown,
  path: string[] = [],
): unknown | Conflict {
  if (isEqual(before, after)) return current;
  if (isEqual(current, after)) return before;
  if (isCounter(path) && typeof (after ?? before) === 'number') return count(before, after, current, path);
  if (Array.isArray(after)) return takeBackList(before, after, current, path);
  if (!isRecord(after) || !isRecord(current)) return new Conflict(path);
  // what the change has brought is gone as a whole, or not at all; where others count beside it, what they counted stays
  if (before === undefined && path.at(-1) !== 'waitingTokens') return new Conflict(path);
  return takeBackRecord(isRecord(before) ? before : {}, after, current, path);
}

export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => isEqual(item, b[i]));
  if (!isRecord(a) || !isRecord(b)) return false;
  const names = definedNames(a);
  return names.length === definedNames(b).length && names.every((name) => isEqual(a[name], b[name]));
}

// helpers ////////////////////////////////////////////////////////////

type Json = Record<string, unknown>;

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const definedNames = (record: Json): string[] =>
  Object.keys(record).filter((name) => record[name] !== undefined);

const isCounter = (path: string[]): boolean =>
  !path.includes('variables') && (counters.has(path.at(-1) ?? '') || path.at(-2) === 'waitingTokens');

/** Zero is as none. Fewer than none have been spent by somebody else. */
function count(before: unknown, after: unknown, current: unknown, path: string[]): unknown {
  const left = asNumber(current) + asNumber(before) - asNumber(after);
  if (left < 0 || Number.isNaN(left)) return new Conflict(path);
  return left === 0 && before === undefined ? undefined : left;
}

const asNumber = (value: unknown): number => (value === undefined ? 0 : Number(value));

function takeBackRecord(before: Json, after: Json, current: Json, path: string[]): Json | Conflict {
  const merged: Json = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(current), ...Object.keys(after)])) {
    const value = takeBack(before[name], after[name], current[name], [...path, name]);
    if (value instanceof Conflict) return value;
    if (value !== undefined) merged[name] = value;
  }
  return merged;
}

/** Lists of keys and the like are sets; those in variables are merged place by place. */
function takeBackList(
  before: unknown,
  after: unknown[],
  current: unknown,
  path: string[],
): unknown[] | Conflict {
  if (!Array.isArray(before) || !Array.isArray(current)) return new Conflict(path);
  if (path.includes('variables')) {
    if (before.length !== after.length || current.length !== after.length) return new Conflict(path);
    const merged = current.map((item, i) => takeBack(before[i], after[i], item, [...path, String(i)]));
    return merged.find((item) => item instanceof Conflict) ?? merged;
  }
  const has = (list: unknown[], item: unknown): boolean => list.some((other) => isEqual(other, item));
  const brought = after.filter((item) => !has(before, item));
  if (!brought.every((item) => has(current, item))) return new Conflict(path);
  const taken = before.filter((item) => !has(after, item));
  return [...taken, ...current.filter((item) => !has(brought, item))];
}
