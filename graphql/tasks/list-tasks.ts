import type { Prisma, Task, TaskState } from '../../prisma/client/client.ts';
import type { Identity } from '../authorisation/identity.ts';
import { readableTasks, workableTasks } from '../authorisation/visibility.ts';
import { type Connection, connect, type PageArguments, type SortKey } from '../connection.ts';
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
  const where = await listCondition(context, filter);
  return connect(
    page,
    sortKeys(sort),
    ({ after, orderBy, take }) => db.task.findMany({ where: { AND: [where, after] }, orderBy, take }),
    () => db.task.count({ where }),
  );
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
  const { db, now } = context;
  const viewer = viewerOf(context);
  const words = filter?.search ? await foldedWords(db, filter.search) : [];
  return {
    AND: [
      listedTasks(viewer, filter),
      filterTasks(filter ?? { state: 'OPEN' }, viewer, now),
      words.length > 0 ? { words: { hasEvery: words } } : {},
    ],
  };
}

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
