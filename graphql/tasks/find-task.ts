import type { Task } from '../../prisma/client/client.ts';
import { readableTasks, workableTasks } from '../authorisation/visibility.ts';
import { type Context, viewerOf } from '../context.ts';
import { forbidden, names, notFound } from '../errors.ts';

/** Null when there is none, and when the viewer may not read it. */
export function findTask(context: Context, id: string): Promise<Task | null> {
  return context.db.task.findFirst({ where: { AND: [{ id }, readableTasks(viewerOf(context))] } });
}

/**
 * A task that the viewer may claim and complete.
 * @throws NOT_FOUND when it may not even be read, FORBIDDEN when it may only be read
 */
export async function workableTask(context: Context, id: string): Promise<Task> {
  const task = await findTask(context, id);
  if (!task) throw notFound(names.task);
  const where = { AND: [{ id }, workableTasks(viewerOf(context))] };
  if ((await context.db.task.count({ where })) === 0) throw forbidden();
  return task;
}
