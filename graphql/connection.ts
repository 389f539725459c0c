/**
 * Lists in pages: Relay's cursor connections over keyset pagination, so that a page costs the same however deep it lies and
 * nothing is shown twice when rows are added. A cursor holds the sort key of its row.
 */
import { badInput } from './errors.ts';

export interface PageArguments {
  first?: number | null | undefined;
  after?: string | null | undefined;
}

/** One column of the sort key. The last one must be unique. Nulls come last. */
export interface SortKey<Row> {
  field: keyof Row & string;
  direction: 'asc' | 'desc';
  nullable?: boolean;
}

export interface Connection<Node> {
  edges: { cursor: string; node: Node }[];
  pageInfo: PageInfo;
  total: () => Promise<Total>;
}

/** How many rows a list has, counted no further than a limit (`mostCounted`). */
export interface Total {
  count: number;
  /** There are more. */
  isExceeded: boolean;
}

export interface PageInfo {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor: string | null;
  endCursor: string | null;
}

export const defaultPageSize = 20;
export const maximumPageSize = 100;
/** Of an instance's events: the whole history of most instances, for the trail on the diagram. Rows are small. */
export const maximumEventPageSize = 1000;

/**
 * Counting costs what there is to count: nobody reads more pages than these fill, and nobody needs the number to be exact beyond. Of tasks,
 * whose lists are asked for all day and may be those of a whole agency, fewer.
 */
export const mostCounted = { usually: 10_000, ofTasks: 500 };

export const emptyConnection: Connection<never> = {
  edges: [],
  pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
  total: () => Promise.resolve({ count: 0, isExceeded: false }),
};

type Where = Record<string, unknown>;

/**
 * Reads one page.
 * @param find rows that satisfy the condition, in the order given, at most `take`
 * @param count the rows of the list, at most so many; asked only when their number is selected
 */
export async function connect<Row extends object>(
  page: PageArguments,
  sort: readonly SortKey<Row>[],
  find: (query: { after: Where; orderBy: Where[]; take: number }) => Promise<Row[]>,
  count: (most: number) => Promise<number>,
  { largestPage = maximumPageSize, countedTo = mostCounted.usually } = {},
): Promise<Connection<Row>> {
  const size = pageSize(page.first, largestPage);
  const start = page.after == null ? null : decodeCursor(page.after, sort.length);
  const rows = await find({
    after: start ? { AND: [notBefore(sort, start), { OR: rowsAfter(sort, start) }] } : {},
    orderBy: sort.map(orderBy),
    take: size + 1,
  });
  const shown = rows.slice(0, size);
  return toConnection(shown, (row) => encodeCursor(sort.map(({ field }) => row[field])), {
    hasNextPage: rows.length > size,
    hasPreviousPage: start !== null,
    total: counted(count, countedTo),
  });
}

/** One page of a short list that is in memory already. `key` is unique. */
export function connectAll<Row>(
  page: PageArguments,
  rows: readonly Row[],
  key: (row: Row) => string,
): Connection<Row> {
  const size = pageSize(page.first, maximumPageSize);
  const after = page.after == null ? null : decodeCursor(page.after, 1)[0];
  const start = after == null ? 0 : rows.findIndex((row) => key(row) === after) + 1;
  return toConnection(rows.slice(start, start + size), (row) => encodeCursor([key(row)]), {
    hasNextPage: rows.length > start + size,
    hasPreviousPage: start > 0,
    total: counted(() => Promise.resolve(rows.length), rows.length),
  });
}

// ── Helpers ────────────────────────────────────────────────────────────────────────────────────

function toConnection<Row>(
  rows: readonly Row[],
  cursorOf: (row: Row) => string,
  rest: { hasNextPage: boolean; hasPreviousPage: boolean; total: () => Promise<Total> },
): Connection<Row> {
  const { total, ...flags } = rest;
  const edges = rows.map((node) => ({ cursor: cursorOf(node), node }));
  const startCursor = edges.at(0)?.cursor ?? null;
  const endCursor = edges.at(-1)?.cursor ?? null;
  return { edges, pageInfo: { ...flags, startCursor, endCursor }, total };
}

/** Once, whichever of its fields are selected. */
function counted(count: (most: number) => Promise<number>, most: number): () => Promise<Total> {
  let asked: Promise<Total> | null = null;
  const ask = async (): Promise<Total> => {
    const found = await count(most + 1);
    return { count: Math.min(found, most), isExceeded: found > most };
  };
  return () => (asked ??= ask());
}

function pageSize(first: number | null | undefined, maximum: number): number {
  if (first == null) return defaultPageSize;
  if (first >= 0 && first <= maximum) return first;
  throw badInput('first', {
    vi: `Mỗi trang có từ 0 đến ${maximum} dòng.`,
    en: `A page holds 0 to ${maximum} rows.`,
  });
}

function orderBy<Row>({ field, direction, nullable }: SortKey<Row>): Where {
  return { [field]: nullable ? { sort: direction, nulls: 'last' } : direction };
}

/** (a, b, c) > (x, y, z) as a > x or (a = x and b > y) or (a = x and b = y and c > z). */
function rowsAfter<Row>(sort: readonly SortKey<Row>[], start: readonly unknown[]): Where[] {
  return sort.flatMap(({ field, direction, nullable }, index) => {
    const equal = Object.fromEntries(sort.slice(0, index).map((key, i) => [key.field, start[i]]));
    const value = start[index];
    if (value === null) return [];
    const beyond: Where[] = [{ [field]: { [direction === 'asc' ? 'gt' : 'lt']: value } }];
    if (nullable) beyond.push({ [field]: null });
    return beyond.map((condition) => ({ AND: [equal, condition] }));
  });
}

/** Says nothing that `rowsAfter` does not, but so that an index begins there. */
function notBefore<Row>([key]: readonly SortKey<Row>[], [value]: readonly unknown[]): Where {
  if (!key || key.nullable || value === null) return {};
  return { [key.field]: { [key.direction === 'asc' ? 'gte' : 'lte']: value } };
}

function encodeCursor(values: readonly unknown[]): string {
  const plain = values.map((value) => (value instanceof Date ? { date: value.getTime() } : value));
  return Buffer.from(JSON.stringify(plain)).toString('base64url');
}

function decodeCursor(cursor: string, length: number): unknown[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(values) && values.length === length) return values.map(fromCursor);
  } catch {
    // Not one of ours, like any other text that was not handed out as a cursor.
  }
  throw badInput('after', { vi: 'Con trỏ trang không hợp lệ.', en: 'This is not a cursor.' });
}

function fromCursor(value: unknown): string | number | Date | null {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  const { date } = value as { date?: unknown };
  if (typeof date === 'number' && Number.isFinite(date)) return new Date(date);
  throw new Error('Expected text, a number or a date in a cursor.');
}
