/**
 * Brings a signal to everybody who waited for it when it was thrown. Where it has come to stands in the database, so that a call of
 * the activity that was lost is simply made again; a broadcast to very many goes on in new runs.
 */
import { proxyActivities } from '@temporalio/workflow';
import type { SignalActivities } from './messages.ts';
import { continueInNewestVersion } from './newest-version.ts';

const { deliverSignal } = proxyActivities<SignalActivities>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '1 minute',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '30 seconds' },
});

/** Calls of the activity in one run. */
const turns = 100;

export async function signalBroadcast(broadcast: { id: string }): Promise<void> {
  for (let turn = 0; turn < turns; turn++) if ((await deliverSignal(broadcast)).isDone) return;
  await continueInNewestVersion<typeof signalBroadcast>(broadcast);
}
