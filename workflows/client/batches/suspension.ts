/** Instances stand still; rolled back, they go on. And the other way round. */
import type { Batch } from '../../../prisma/client/client.ts';
import type { WorkContext } from '../context.ts';
import { previewRepair, repairInstance } from '../repair.ts';
import { WorkError } from '../work-error.ts';
import type { BatchKind, Problems } from './kind.ts';

/** `Batch.input` of both kinds: what becomes of timers, see the command `suspend`. */
export interface SuspensionInput {
  timers: 'stop' | 'run';
}

export const suspension: BatchKind = {
  check: (context, batch, instanceId) => preview(context, instanceId, suspend(batch)),
  run: (context, batch, instanceId) => repair(context, instanceId, suspend(batch)),
  rollBack: (context, batch, instanceId) => repair(context, instanceId, resume(batch)),
};

export const resumption: BatchKind = {
  check: (context, batch, instanceId) => preview(context, instanceId, resume(batch)),
  run: (context, batch, instanceId) => repair(context, instanceId, resume(batch)),
  rollBack: (context, batch, instanceId) => repair(context, instanceId, suspend(batch)),
};

// helpers ////////////////////////////////////////////////////////////

type Step = Parameters<typeof repairInstance>[2];

const suspend = ({ input, actorId: actor, reason }: Batch): Step => {
  const { timers } = input as unknown as SuspensionInput;
  return { kind: 'suspend', timers, actor, reason };
};

const resume = ({ actorId: actor, reason }: Batch): Step => ({ kind: 'resume', actor, reason });

const preview = (context: WorkContext, instanceId: string, step: Step): Promise<Problems> =>
  unlessDone(() => previewRepair(context, instanceId, step));

const repair = (context: WorkContext, instanceId: string, step: Step): Promise<Problems> =>
  unlessDone(() => repairInstance(context, instanceId, step));

/** One that has ended, or is there already, is as it should be. */
async function unlessDone(ask: () => Promise<unknown>): Promise<Problems> {
  try {
    await ask();
  } catch (error) {
    const isDone = error instanceof WorkError && (error.code === 'CONFLICT' || error.code === 'NOT_FOUND');
    if (!isDone) throw error;
  }
  return [];
}
