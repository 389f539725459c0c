/** Completing a task: the form is checked, who did it is added, and the instance goes on. */
import type { Variables } from '../../engine/index.ts';
import type { ProcessInstance, Task } from '../../prisma/client/client.ts';
import { completeTask as complete, dispatchInstance, hasCompleted } from '../../workflows/client/index.ts';
import { type Context, viewerOf } from '../context.ts';
import { fillForm } from '../forms/fill-form.ts';
import { takenByOther, taskNotOpen } from './claim-task.ts';
import { workableTask } from './find-task.ts';
import { readTaskForm } from './task-form.ts';

export interface CompletionInput {
  id: string;
  variables?: unknown;
  idempotencyKey?: string | null | undefined;
}

/** Nobody has to claim a task before completing it; one that another person has claimed is theirs. */
export async function completeTask(
  context: Context,
  { id, variables, idempotencyKey }: CompletionInput,
): Promise<{ task: Task; instance: ProcessInstance }> {
  const viewer = viewerOf(context);
  const task = await workableTask(context, id);
  if (await isRepetition(context, task, idempotencyKey)) {
    // Who repeats had no answer: the step was committed, but may not have reached Temporal. Should it not answer now, dispatchers go on.
    await dispatchInstance(context, task.instanceId).catch(() => undefined);
    return readOutcome(context, id);
  }
  if (task.state !== 'OPEN') throw taskNotOpen();
  if (task.assigneeId !== null && task.assigneeId !== viewer.id) throw takenByOther();
  const form = await readTaskForm(context, task);
  const filled = await fillForm(context, form, task.variables as Variables, variables);
  await complete(context, {
    taskId: id,
    variables: { ...filled, completedBy: { id: viewer.id, name: viewer.name, username: viewer.username } },
    actorId: viewer.id,
    username: viewer.username,
    ...(idempotencyKey ? { idempotencyKey } : {}),
  });
  return readOutcome(context, id);
}

/**
 * A request takes effect once. One that has been taken back does not complete the task anew: its answer shows the task open, and
 * who means to complete it again says so with another key.
 */
async function isRepetition(
  context: Context,
  { id, state, completionKey, completedById }: Task,
  idempotencyKey: string | null | undefined,
): Promise<boolean> {
  if (!idempotencyKey || completionKey === null) return false;
  if (state === 'OPEN') return await hasCompleted(context, id, idempotencyKey);
  return completionKey === idempotencyKey && completedById === viewerOf(context).id;
}

async function readOutcome({ db }: Context, id: string): Promise<{ task: Task; instance: ProcessInstance }> {
  const { instance, ...task } = await db.task.findUniqueOrThrow({
    where: { id },
    include: { instance: true },
  });
  return { task, instance };
}
