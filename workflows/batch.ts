/** Does the same with many instances, page by page: what is done with each is its kind's (client/batches/kinds.ts). */
import { proxyActivities, setHandler, workflowInfo } from '@temporalio/workflow';
import {
  type BatchActivities,
  type BatchProgress,
  batchChangedSignal,
  batchProgressQuery,
} from './batch-messages.ts';
import { continueInNewestVersion } from './newest-version.ts';

/** A page is done again by another worker when its own has died; what was done with an instance is not done twice. */
const { batchPage } = proxyActivities<BatchActivities>({
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '2 minutes',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** Ends when there is nothing to do, done or paused: whoever changes that starts it again by a signal. */
export async function batch(batchId: string): Promise<BatchProgress | null> {
  let progress: BatchProgress | null = null;
  let isChanged = true;
  setHandler(batchChangedSignal, () => {
    isChanged = true;
  });
  setHandler(batchProgressQuery, () => progress);

  while (isChanged) {
    isChanged = false;
    for (;;) {
      const { isAtRest, ...page } = await batchPage(batchId);
      progress = page;
      if (isAtRest) break;
      if (workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > 1_000) {
        return await continueInNewestVersion<typeof batch>(batchId);
      }
    }
  }
  return progress;
}
