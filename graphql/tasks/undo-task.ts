/** Who completed a task may take that back; whether it still can be is decided by the instance. */
import type { EngineEvent } from '../../engine/index.ts';
import type { ProcessInstance, Task } from '../../prisma/client/client.ts';
import { undoTask as undo } from '../../workflows/client/index.ts';
import { type Context, viewerOf } from '../context.ts';
import { ApiError, forbidden, names, notFound } from '../errors.ts';
import { expectReason } from '../reason.ts';
import { findTask } from './find-task.ts';

export interface Undone {
  task: Task;
  instance: ProcessInstance;
  /** Only of a dry run. */
  events: EngineEvent[];
}

export async function undoTask(
  context: Context,
  { id, reason, dryRun }: { id: string; reason: string; dryRun?: boolean | null | undefined },
): Promise<Undone> {
  const why = expectReason(reason);
  const found = await findTask(context, id);
  if (!found) throw notFound(names.task);
  if (found.state !== 'COMPLETED') throw new ApiError('CONFLICT', notCompleted);
  if (found.completedById !== viewerOf(context).id) throw forbidden();
  const events = await undo(context, {
    taskId: id,
    actorId: viewerOf(context).id,
    reason: why,
    isDryRun: dryRun === true,
  });
  const { instance, ...task } = await context.db.task.findUniqueOrThrow({
    where: { id },
    include: { instance: true },
  });
  return { task, instance, events };
}

const notCompleted = {
  vi: 'Chỉ hoàn tác được công việc đã hoàn thành.',
  en: 'Only a task that has been completed can be undone.',
};
