import { setTimeout as pause } from 'node:timers/promises';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import {
  ApplicationFailure,
  type Workflow,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/common';
import { betweenRuns, type InstanceView } from '../messages.ts';
import type { Request } from '../requests.ts';
import { answerTimeout, type WorkContext } from './context.ts';
import { askAtRest } from './resting-instance.ts';
import { dispatchInstance, startBeforeAsking } from './start-instance.ts';
import { tellDoubtful } from './watcher.ts';
import { WorkError, workError } from './work-error.ts';

export interface Asked<Args extends [unknown, ...unknown[]]> {
  request: Request<Args>;
  args: Args;
  /** Asking again with the same id has the same outcome. */
  updateId?: string;
  /** Whether the read model has open what the instance refuses as gone. */
  isOpenInReadModel: () => Promise<boolean>;
}

/**
 * Asks something of an open instance and waits for the answer. Of one that rests it is done here; else an update is sent to its workflow.
 * When that does not know what the read model shows, a step was committed whose workflow task never reached Temporal: it is brought up to
 * date first, and asked again.
 * @throws WorkError; what the database throws when the same may succeed later
 */
export async function askInstance<Args extends [unknown, ...unknown[]]>(
  context: WorkContext,
  instanceId: string,
  asked: Asked<Args>,
): Promise<InstanceView> {
  try {
    const { request, args, updateId = null } = asked;
    const atRest = await askAtRest(context, instanceId, request, args, updateId);
    return atRest ?? (await ask(context, instanceId, asked));
  } catch (error) {
    if (error instanceof WorkError && error.code === 'UNAVAILABLE') tellDoubtful(context.db, instanceId);
    throw error;
  }
}

async function ask<Args extends [unknown, ...unknown[]]>(
  context: WorkContext,
  instanceId: string,
  asked: Asked<Args>,
): Promise<InstanceView> {
  try {
    return await send(context, instanceId, asked);
  } catch (error) {
    const isGone =
      error instanceof WorkError && (error.code === 'TASK_NOT_OPEN' || error.code === 'NOT_FOUND');
    if (!isGone) throw error;
    const answer = isUnknown(error) ? await startAndSend(context, instanceId, asked) : null;
    if (answer !== null) return answer;
    if (!(await asked.isOpenInReadModel())) throw error;
    await dispatchInstance(context, instanceId);
    return await send(context, instanceId, asked);
  }
}

/** Temporal has not been told of it yet, or no longer knows it. */
const isUnknown = ({ cause }: WorkError): boolean => cause instanceof WorkflowNotFoundError;

/**
 * One that has rested until now, or that Temporal has lost, goes on from its log with what is asked.
 * @returns null where there is no open instance that has begun
 */
async function startAndSend<Args extends [unknown, ...unknown[]]>(
  context: WorkContext,
  instanceId: string,
  { request: { update }, args, updateId }: Asked<Args>,
): Promise<InstanceView | null> {
  const { temporal } = context;
  const startWorkflowOperation = await startBeforeAsking(context, instanceId);
  if (startWorkflowOperation === null) return null;
  try {
    return await temporal.withDeadline(Date.now() + answerTimeout, () =>
      temporal.workflow.executeUpdateWithStart<Workflow, InstanceView, Args>(update, {
        ...{ args, startWorkflowOperation },
        ...(updateId === undefined ? {} : { updateId }),
      }),
    );
  } catch (error) {
    // it has ended, or was ended, in Temporal
    if (error instanceof WorkflowExecutionAlreadyStartedError) return null;
    throw workError(error);
  }
}

async function send<Args extends [unknown, ...unknown[]]>(
  { temporal }: WorkContext,
  instanceId: string,
  { request: { update }, args, updateId }: Asked<Args>,
): Promise<InstanceView> {
  const handle = temporal.workflow.getHandle(instanceId);
  const deadline = Date.now() + answerTimeout;
  for (;;) {
    try {
      return await temporal.withDeadline(deadline, () =>
        handle.executeUpdate<InstanceView, Args>(update, {
          args,
          ...(updateId === undefined ? {} : { updateId }),
        }),
      );
    } catch (error) {
      if (!isBetweenRuns(error) || Date.now() > deadline) throw workError(error);
      await pause(betweenRunsPause);
    }
  }
}

/** Milliseconds in which a new run mostly begins. */
const betweenRunsPause = 50;

const isBetweenRuns = (error: unknown): boolean =>
  error instanceof WorkflowUpdateFailedError &&
  error.cause instanceof ApplicationFailure &&
  error.cause.type === betweenRuns;
