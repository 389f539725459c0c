import { randomUUID } from 'node:crypto';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { throwInTransaction } from '../../activities/projection/signal-throwing.ts';
import type { Variables } from '../../engine/index.ts';
import { signalBroadcastWorkflow } from '../messages.ts';
import { taskQueue, type WorkContext } from './context.ts';
import { dispatchInstance } from './start-instance.ts';
import { workError } from './work-error.ts';

/**
 * Throws a signal to every instance that waits for it now, in whatever agency, and starts the processes that begin with it. It answers
 * when it is on its way: `SignalBroadcast` says how far it has come. With a signal id it may be repeated: it is thrown once.
 * @param signal.agencyCode handles what it starts, where the process is the city's
 * @returns the id of the broadcast
 * @throws WorkError UNAVAILABLE: it is stored, and will be brought on its way by the dispatcher
 */
export async function throwSignal(
  context: WorkContext,
  signal: { name: string; variables: Variables; signalId?: string; agencyCode: string | null },
): Promise<{ id: string }> {
  const { signalId = randomUUID() } = signal;
  const { id, started } = await context.db.$transaction((tx) =>
    throwInTransaction(tx, { ...signal, signalId }),
  );
  await Promise.all([launchBroadcast(context, id), ...started.map((it) => dispatchInstance(context, it))]);
  return { id };
}

/** Starts the workflow that brings a signal to everybody. Doing it again changes nothing. @throws WorkError UNAVAILABLE */
export async function launchBroadcast({ db, temporal }: WorkContext, id: string): Promise<void> {
  const pending = await db.signalBroadcast.count({ where: { id, dispatchedAt: null, completedAt: null } });
  if (pending === 0) return;
  try {
    await temporal.workflow.start(signalBroadcastWorkflow, {
      workflowId: `signal-${id}`,
      taskQueue,
      args: [{ id }],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw workError(error);
  }
  await db.signalBroadcast.updateMany({
    where: { id, dispatchedAt: null },
    data: { dispatchedAt: new Date() },
  });
}
