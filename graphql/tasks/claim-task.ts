/** Who works on a task is decided in the instance, not in the table: of two who claim at once one succeeds. */
import type { Task } from '../../prisma/client/client.ts';
import { assignTask } from '../../workflows/client/index.ts';
import { type Context, viewerOf } from '../context.ts';
import { ApiError } from '../errors.ts';
import { workableTask } from './find-task.ts';

export function claimTask(context: Context, id: string): Promise<Task> {
  return assign(context, id, { from: null, to: viewerOf(context).id });
}

export function unclaimTask(context: Context, id: string): Promise<Task> {
  return assign(context, id, { from: viewerOf(context).id, to: null });
}

/** A task that is where it should go already stays there. */
async function assign(
  context: Context,
  id: string,
  move: { from: string | null; to: string | null },
): Promise<Task> {
  const task = await workableTask(context, id);
  if (task.state !== 'OPEN') throw taskNotOpen();
  if (task.assigneeId === move.to) return task;
  if (task.assigneeId !== move.from) throw takenByOther();
  await assignTask(context, {
    taskId: id,
    assigneeId: move.to,
    expected: move.from,
    // a model assigns by this name
    ...(move.from === null ? {} : { expectedName: viewerOf(context).username }),
    actorId: viewerOf(context).id,
  });
  return context.db.task.findUniqueOrThrow({ where: { id } });
}

export function taskNotOpen(): ApiError {
  return new ApiError('TASK_NOT_OPEN', {
    vi: 'Công việc này đã được xử lý xong hoặc đã đóng.',
    en: 'This task has been dealt with or is closed.',
  });
}

export function takenByOther(): ApiError {
  return new ApiError('CONFLICT', {
    vi: 'Công việc này đã có người khác nhận.',
    en: 'Somebody else has taken this task.',
  });
}
