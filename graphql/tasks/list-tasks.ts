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
}

/** By due date ascending the overdue ones come first by themselves. */
const mostPressingFirst: readonly SortKey<Task>[] = [
  { field: 'dueAt', direction: 'asc', nullable: true },
  { field: 'priority', direction: 'desc' },
  { field: 'createdAt', direction: 'asc' },
  { field: 'id', direction: 'asc' },
];

export function listTasks(
  context: Context,
  filter: TaskFilter | null | undefined,
  page: PageArguments,
): Promise<Connection<Task>> {
  const { db, now } = context;
  const viewer = viewerOf(context);
  const where = { AND: [listedTasks(viewer, filter), filterTasks(filter ?? { state: 'OPEN' }, viewer, now)] };
  return connect(
    page,
    mostPressingFirst,
    ({ after, orderBy, take }) => db.task.findMany({ where: { AND: [where, after] }, orderBy, take }),
    () => db.task.count({ where }),
  );
}

/** One's own work; about one document also the work of others in the agency; managers look after everything in theirs. */
export function listedTasks(viewer: Identity, filter: TaskFilter | null | undefined): Prisma.TaskWhereInput {
  const all = viewer.roles.includes('PROCESS_MANAGER') || filter?.document;
  return all ? readableTasks(viewer) : workableTasks(viewer);
}

export function filterTasks(filter: TaskFilter, viewer: Identity, now: Date): Prisma.TaskWhereInput {
  const { state, mine, group, process, overdue, dueBefore, document } = filter;
  const isOverdue: Prisma.TaskWhereInput = { state: 'OPEN', dueAt: { lt: now } };
  return {
    AND: [
      state ? { state } : {},
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
