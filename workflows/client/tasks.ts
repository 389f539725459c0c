/** What people do with running work. Every function answers when the outcome can be read from the read model. */
import { randomBytes } from 'node:crypto';
import { readActivations } from '../../activities/projection/command-log.ts';
import type { UserTaskChanges, Variables } from '../../engine/index.ts';
import type { InstanceView } from '../messages.ts';
import * as requests from '../requests.ts';
import { askInstance } from './ask-instance.ts';
import type { WorkContext } from './context.ts';
import { storedView } from './stored-view.ts';
import { WorkError } from './work-error.ts';

/**
 * Completes an open task. With the same idempotency key it may be repeated at any time: it happens once, and answers with where
 * the instance stands.
 * @throws WorkError TASK_NOT_OPEN, NOT_FOUND, CONFLICT (somebody else's, or suspended), INVALID, UNAVAILABLE
 */
export async function completeTask(
  context: WorkContext,
  request: {
    taskId: string;
    variables: Variables;
    actorId: string | null;
    /** The actor's sign-in name: when given, a task that somebody else has is refused. */
    username?: string;
    idempotencyKey?: string;
  },
): Promise<InstanceView> {
  const { taskId, variables, actorId, username, idempotencyKey = newKey() } = request;
  const { instanceId, key } = parseId(taskId);
  try {
    return await askInstance(context, instanceId, {
      request: requests.completeTask,
      args: [{ key, variables, actor: actorId, ...(username === undefined ? {} : { assignee: username }) }],
      updateId: updateIdOf(key, idempotencyKey),
      isOpenInReadModel: () => isTaskOpen(context, taskId),
    });
  } catch (error) {
    return await explainMissingTask(context, taskId, error, idempotencyKey);
  }
}

/** Whether a request with that key has completed the task before: it may be open again. Reads the log of its instance. */
export async function hasCompleted(
  { db }: Pick<WorkContext, 'db'>,
  taskId: string,
  idempotencyKey: string,
): Promise<boolean> {
  const { instanceId, key } = parseId(taskId);
  const activations = await readActivations(db, instanceId);
  return activations.some(({ activation }) =>
    activation.commands.some(
      ({ id, command }) => command.kind === 'completeUserTask' && id === updateIdOf(key, idempotencyKey),
    ),
  );
}

/**
 * Assigns an open task to a person, or to nobody.
 * @param request.expected when given, who must be the assignee now, and `expectedName` that person's sign-in name
 * @throws WorkError TASK_NOT_OPEN, NOT_FOUND, CONFLICT (assigned to somebody else), UNAVAILABLE
 */
export async function assignTask(
  context: WorkContext,
  request: {
    taskId: string;
    assigneeId: string | null;
    actorId: string | null;
    expected?: string | null;
    expectedName?: string;
  },
): Promise<InstanceView> {
  const { taskId, assigneeId, actorId, expected, expectedName } = request;
  const { instanceId, key } = parseId(taskId);
  try {
    return await askInstance(context, instanceId, {
      request: requests.assignTask,
      args: [
        {
          ...{ key, assignee: assigneeId, actor: actorId },
          ...(expected === undefined ? {} : { expected }),
          ...(expectedName === undefined ? {} : { expectedName }),
        },
      ],
      isOpenInReadModel: () => isTaskOpen(context, taskId),
    });
  } catch (error) {
    return await explainMissingTask(context, taskId, error, null);
  }
}

/**
 * Changes what is said of an open task. What is left out stays. People are named by their id.
 * @throws WorkError TASK_NOT_OPEN, NOT_FOUND, CONFLICT (suspended), UNAVAILABLE
 */
export async function updateTask(
  context: WorkContext,
  request: { taskId: string; changes: UserTaskChanges; actorId: string | null },
): Promise<InstanceView> {
  const { taskId, changes, actorId } = request;
  const { instanceId, key } = parseId(taskId);
  try {
    return await askInstance(context, instanceId, {
      request: requests.updateTask,
      args: [{ key, changes, actor: actorId }],
      isOpenInReadModel: () => isTaskOpen(context, taskId),
    });
  } catch (error) {
    return await explainMissingTask(context, taskId, error, null);
  }
}

/** Tries again what an incident stopped, with these variables set first. @throws WorkError NOT_FOUND, INVALID, UNAVAILABLE */
export async function resolveIncident(
  context: WorkContext,
  request: { incidentId: string; variables?: Variables; actorId: string | null },
): Promise<InstanceView> {
  const { incidentId, variables = {}, actorId } = request;
  const { instanceId, key } = parseId(incidentId);
  return await askInstance(context, instanceId, {
    request: requests.resolveIncident,
    args: [{ incidentKey: key, variables, actor: actorId }],
    isOpenInReadModel: async () =>
      (await context.db.incident.count({ where: { id: incidentId, resolvedAt: null } })) > 0,
  });
}

/** Ends an instance and all that is open in it. @throws WorkError NOT_FOUND, CONFLICT (has ended), UNAVAILABLE */
export async function cancelInstance(
  context: WorkContext,
  request: { instanceId: string; reason: string; actorId: string | null },
): Promise<InstanceView> {
  const { instanceId, reason, actorId } = request;
  const isActive = async () =>
    (await context.db.processInstance.count({ where: { id: instanceId, state: 'ACTIVE' } })) > 0;
  try {
    return await askInstance(context, instanceId, {
      request: requests.cancelInstance,
      args: [{ reason, actor: actorId }],
      isOpenInReadModel: isActive,
    });
  } catch (error) {
    if (!(error instanceof WorkError) || error.code !== 'NOT_FOUND') throw error;
    await storedView(context.db, instanceId);
    throw new WorkError('CONFLICT', 'The instance has ended.', { cause: error });
  }
}

/** Ids of the read model are "<instanceId>:<key>". */
export function parseId(id: string): { instanceId: string; key: string } {
  const colon = id.lastIndexOf(':');
  if (colon < 1) throw new WorkError('NOT_FOUND', `There is nothing with the id ${id}.`);
  return { instanceId: id.slice(0, colon), key: id.slice(colon + 1) };
}

const updateIdOf = (key: string, idempotencyKey: string): string => `${key}:${idempotencyKey}`;

/** Of a task. Shorter than a UUID: a history has it four times, the read model twice. */
const newKey = (): string => randomBytes(12).toString('base64url');

async function isTaskOpen({ db }: WorkContext, taskId: string): Promise<boolean> {
  return (await db.task.count({ where: { id: taskId, state: 'OPEN' } })) > 0;
}

/** A task that the instance does not have open: completed by this very request, closed, or never there. */
async function explainMissingTask(
  { db }: WorkContext,
  taskId: string,
  error: unknown,
  idempotencyKey: string | null,
): Promise<InstanceView> {
  const isGone = error instanceof WorkError && (error.code === 'TASK_NOT_OPEN' || error.code === 'NOT_FOUND');
  if (!isGone) throw error;
  const task = await db.task.findUnique({
    where: { id: taskId },
    select: { instanceId: true, completionKey: true },
  });
  if (task === null) throw new WorkError('NOT_FOUND', `There is no task ${taskId}.`, { cause: error });
  if (idempotencyKey !== null && task.completionKey === idempotencyKey)
    return await storedView(db, task.instanceId);
  throw new WorkError('TASK_NOT_OPEN', `Task ${taskId} is not open.`, { cause: error });
}
