/**
 * Changes of one viewer's list of tasks. A task that comes into the list is OPENED, one that leaves it is CLOSED, whether it
 * was completed, or given to somebody else while `mine` was asked for.
 */
import type { Prisma, Task } from '../../prisma/client/client.ts';
import { readableTasks } from '../authorisation/visibility.ts';
import type { Change } from '../change-feed.ts';
import { type Context, viewerOf } from '../context.ts';
import { watch } from '../watch.ts';
import { listCondition, type TaskFilter } from './list-tasks.ts';

export interface TaskChange {
  kind: 'OPENED' | 'CHANGED' | 'CLOSED';
  task: Task;
}

type Filter = TaskFilter | null | undefined;

/** From the moment on at which the promise is fulfilled. */
export async function watchTasks(context: Context, filter: Filter): Promise<AsyncIterable<TaskChange>> {
  const changes = await watch(context);
  return compareEach(context, filter, changes, new Set(await readListed(context, filter, {})));
}

async function* compareEach(
  context: Context,
  filter: Filter,
  changes: AsyncIterable<Change>,
  listed: Set<string>,
): AsyncGenerator<TaskChange> {
  for await (const { taskIds, resumed } of changes) {
    const concerned = resumed ? [...listed, ...(await readListed(context, filter, {}))] : [...taskIds];
    if (concerned.length > 0) yield* compare(context, filter, concerned, listed);
  }
}

/** Reads these tasks again and brings `listed` up to date. */
async function* compare(
  context: Context,
  filter: Filter,
  taskIds: string[],
  listed: Set<string>,
): AsyncGenerator<TaskChange> {
  const concerned = { id: { in: taskIds } };
  const inList = new Set(await readListed(context, filter, concerned));
  const tasks = await context.db.task.findMany({
    where: { AND: [concerned, readableTasks(viewerOf(context))] },
  });
  for (const task of tasks) {
    const wasListed = listed.has(task.id);
    if (inList.has(task.id)) {
      listed.add(task.id);
      yield { kind: wasListed ? 'CHANGED' : 'OPENED', task };
    } else if (wasListed) {
      listed.delete(task.id);
      yield { kind: 'CLOSED', task };
    }
  }
}

async function readListed(
  context: Context,
  filter: Filter,
  condition: Prisma.TaskWhereInput,
): Promise<string[]> {
  const list = await listCondition(context, filter);
  const rows = await context.db.task.findMany({ where: { AND: [condition, list] }, select: { id: true } });
  return rows.map(({ id }) => id);
}
