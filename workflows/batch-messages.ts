/** The names and shapes by which a batch is driven. What it is to do, and how far it is, is in the read model (`Batch`). */
import { defineQuery, defineSignal } from '@temporalio/workflow';

/** Workflow type. The workflow id is `batchWorkflowId`. Argument: the batch's id. */
export const batchWorkflow = 'batch';

export const batchWorkflowId = (batchId: string): string => `batch-${batchId}`;

export interface BatchProgress {
  state: string;
  total: number;
  checked: number;
  done: number;
  refused: number;
  failed: number;
  rolledBack: number;
  kept: number;
}

/** A signal: it carries nothing to be refused. The row has been changed: it is looked at again. */
export const batchChangedSignal = defineSignal('batchChanged');

/** Null before the first page. */
export const batchProgressQuery = defineQuery<BatchProgress | null>('batchProgress');

export interface BatchActivities {
  /** Does one page of what the row says. `isAtRest`: there is nothing to be done until somebody changes it. */
  batchPage(batchId: string): Promise<BatchProgress & { isAtRest: boolean }>;
}
