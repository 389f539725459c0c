/** Who works on a task is decided in the instance, not in the table: of two who claim at once one succeeds. */
import type { Task } from '../../prisma/client/client.ts';
import { assignTask, WorkError } from '../../workflows/client/index.ts';
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
  const assigning = assignTask(context, {
    taskId: id,
    assigneeId: move.to,
    expected: move.from,
    // a model assigns by this name
    ...(move.from === null ? {} : { expectedName: viewerOf(context).username }),
    actorId: viewerOf(context).id,
  });
  await assigning.catch((error: unknown) => explain(context, id, error));
  return context.db.task.findUniqueOrThrow({ where: { id } });
}

/** What the model has assigned to a name that nobody has looks free, and is not: to load it again would not help. */
async function explain({ db }: Context, id: string, error: unknown): Promise<never> {
  const isRefused = error instanceof WorkError && error.code === 'CONFLICT' && error.text === null;
  const looksFree =
    isRefused && (await db.task.count({ where: { id, state: 'OPEN', assigneeId: null } })) > 0;
  throw looksFree ? new ApiError('CONFLICT', assignedToNobodyKnown) : error;
}

const assignedToNobodyKnown = {
  vi: 'Quy trình đã giao công việc này cho một tên không có trong hệ thống. Người quản lý cần giao lại cho người khác.',
  en: 'The process has assigned this task to a name that nobody has. A manager has to assign it to somebody else.',
};

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
