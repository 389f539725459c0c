import { Prisma, type Task, type TaskState } from '../../prisma/client/client.ts';
import type { Identity } from '../authorisation/identity.ts';
import { readableTasks, workableTasks } from '../authorisation/visibility.ts';
import { type Connection, connect, mostCounted, type PageArguments, type SortKey } from '../connection.ts';
import { type Context, viewerOf } from '../context.ts';
import { isUuid } from '../files/file-access.ts';

export interface TaskFilter {
  state?: TaskState | null | undefined;
  mine?: boolean | null | undefined;
  group?: string | null | undefined;
  process?: string | null | undefined;
  overdue?: boolean | null | undefined;
  dueBefore?: Date | null | undefined;
  document?: string | null | undefined;
  search?: string | null | undefined;
}

/** What reading a list takes of a context. */
export type Reading = Pick<Context, 'db' | 'now' | 'viewer'>;

export const taskSorts = ['DUE', 'PRIORITY', 'CREATED', 'NAME'] as const;
export interface TaskSort {
  by: (typeof taskSorts)[number];
  descending?: boolean | null | undefined;
}

/** By due date ascending the overdue ones come first by themselves. */
const mostPressingFirst: readonly SortKey<Task>[] = [
  { field: 'dueAt', direction: 'asc', nullable: true },
  { field: 'priority', direction: 'desc' },
  { field: 'createdAt', direction: 'asc' },
  { field: 'id', direction: 'asc' },
];
const sortFields = { DUE: 'dueAt', PRIORITY: 'priority', CREATED: 'createdAt', NAME: 'name' } as const;

/** @param sort default: the most pressing first */
export async function listTasks(
  context: Reading,
  { filter, sort }: { filter?: TaskFilter | null | undefined; sort?: TaskSort | null | undefined },
  page: PageArguments,
): Promise<Connection<Task>> {
  const { db } = context;
  const words = await searchedWords(db, filter);
  const where = listedWith(words, context, filter);
  return connect(
    page,
    sortKeys(sort),
    ({ after, orderBy, take }) => {
      const query = { where: { AND: [where, after] }, orderBy, take };
      if (words.length > 0 && isOfOpen(filter)) return searchTasks(context, words, filter, query);
      return sort?.by === 'DUE' && sort.descending ? latestDueFirst(db, query) : db.task.findMany(query);
    },
    (take) => db.task.count({ where, take }),
    { countedTo: mostCounted.ofTasks },
  );
}

/** Those without a due date come last, which no index backwards has: they are asked for by themselves. */
async function latestDueFirst(
  db: Context['db'],
  { where, take }: { where: Prisma.TaskWhereInput; take: number },
): Promise<Task[]> {
  const due = await db.task.findMany({
    where: { AND: [where, { dueAt: { not: null } }] },
    orderBy: [{ dueAt: 'desc' }, { id: 'desc' }],
    take,
  });
  if (due.length === take) return due;
  const rest = { AND: [where, { dueAt: null }] };
  const others = await db.task.findMany({ where: rest, orderBy: { id: 'desc' }, take: take - due.length });
  return [...due, ...others];
}

/** So many tasks are fetched and sorted at once, rather than looked for in the order of the list. */
const fewFound = 500;

/**
 * How often words occur among all tasks, each by itself, is what the planner knows: it says little about how often they occur together
 * among one's own, and where that misleads it, it goes through all that is open. So one's own are looked for first, no further than
 * needed, through the index on groups and words. Where they are few it is these that are sorted; else the order of the list soon has a page.
 */
async function searchTasks(
  { db, viewer }: Reading,
  words: readonly string[],
  filter: TaskFilter | null | undefined,
  {
    where,
    ...query
  }: { where: Prisma.TaskWhereInput; orderBy: Prisma.TaskOrderByWithRelationInput[]; take: number },
): Promise<Task[]> {
  const agencyCode = viewer?.roles.includes('PROCESS_MANAGER') ? viewer.agencyCode : null;
  const has = Prisma.sql`@> ${words}::text[]`;
  const own = filter?.mine
    ? []
    : [
        Prisma.sql`"candidateGroups" && ${[...(viewer?.groups ?? [])]}::text[] AND "words" ${has}`,
        ...(agencyCode ? [Prisma.sql`"agencyCode" = ${agencyCode} AND "words" ${has}`] : []),
      ];
  // Few: going by the index on words as well would be to go through those of the whole city.
  own.push(Prisma.sql`"assigneeId" = ${viewer?.id}::uuid AND "state" = 'OPEN' AND "words" || '{}' ${has}`);
  const candidates = own.map((is) => Prisma.sql`SELECT "id" FROM "Task" WHERE "closedAt" IS NULL AND ${is}`);
  return await db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT set_config('enable_indexscan', 'off', true), set_config('enable_seqscan', 'off', true),
      set_config('max_parallel_workers_per_gather', '0', true)`;
    const found = await tx.$queryRaw<
      { id: string }[]
    >`${Prisma.join(candidates, ' UNION ALL ')} LIMIT ${fewFound}`;
    if (found.length < fewFound)
      return await tx.task.findMany({
        where: { AND: [where, { id: { in: found.map(({ id }) => id) } }] },
        ...query,
      });
    await tx.$executeRaw`SELECT set_config('enable_indexscan', 'on', true), set_config('enable_bitmapscan', 'off', true)`;
    return await tx.task.findMany({ where, ...query });
  });
}

function sortKeys(sort: TaskSort | null | undefined): readonly SortKey<Task>[] {
  if (!sort) return mostPressingFirst;
  const direction = sort.descending ? 'desc' : 'asc';
  return [
    { field: sortFields[sort.by], direction, nullable: sort.by === 'DUE' },
    { field: 'id', direction },
  ];
}

export async function listCondition(
  context: Reading,
  filter: TaskFilter | null | undefined,
): Promise<Prisma.TaskWhereInput> {
  return listedWith(await searchedWords(context.db, filter), context, filter);
}

function listedWith(
  words: string[],
  context: Reading,
  filter: TaskFilter | null | undefined,
): Prisma.TaskWhereInput {
  const viewer = viewerOf(context);
  return {
    AND: [
      listedTasks(viewer, filter),
      filterTasks(filter ?? { state: 'OPEN' }, viewer, context.now),
      words.length > 0 ? { words: { hasEvery: words } } : {},
    ],
  };
}

/** What the indexes of open tasks are for. */
const isOfOpen = (filter: TaskFilter | null | undefined): boolean =>
  (filter?.state === 'OPEN' || filter?.overdue === true) && !filter.document;

const searchedWords = async (db: Context['db'], filter: TaskFilter | null | undefined): Promise<string[]> =>
  filter?.search ? await foldedWords(db, filter.search) : [];

/** As the database folds what it keeps. */
async function foldedWords(db: Context['db'], text: string): Promise<string[]> {
  const [row] = await db.$queryRaw<
    { words: string[] }[]
  >`SELECT folded_words(${text.slice(0, 200)}::text) AS "words"`;
  return row?.words ?? [];
}

/**
 * One's own work; about one document also the work of others in the agency; managers look after everything in theirs. No more than
 * `readableTasks` allows, told by the columns of the task alone, for which there are indexes.
 */
export function listedTasks(viewer: Identity, filter: TaskFilter | null | undefined): Prisma.TaskWhereInput {
  if (filter?.document) return readableTasks(viewer);
  const { agencyCode } = viewer;
  return viewer.roles.includes('PROCESS_MANAGER') && agencyCode
    ? { OR: [workableTasks(viewer), { agencyCode }] }
    : workableTasks(viewer);
}

export function filterTasks(filter: TaskFilter, viewer: Identity, now: Date): Prisma.TaskWhereInput {
  const { state, mine, group, process, overdue, dueBefore, document } = filter;
  const isOverdue: Prisma.TaskWhereInput = { closedAt: null, dueAt: { lt: now } };
  return {
    AND: [
      // Whether it has been closed is what the indexes know. That it is open is said once: two conditions that go together look to the
      // planner as if hardly anything satisfied both.
      state === 'OPEN' ? { closedAt: null } : state ? { state, closedAt: { not: null } } : {},
      mine == null
        ? {}
        : mine
          ? { assigneeId: viewer.id }
          : { OR: [{ assigneeId: null }, { assigneeId: { not: viewer.id } }] },
      group ? { candidateGroups: { has: group } } : {},
      process ? { instance: { definition: { key: process } } } : {},
      overdue == null ? {} : overdue ? isOverdue : { OR: [{ dueAt: null }, { NOT: isOverdue }] },
      dueBefore ? { dueAt: { lt: dueBefore } } : {},
      document ? { documentId: { in: [document].filter(isUuid) } } : {},
    ],
  };
}
