/** Instances stand still; rolled back, they go on. And the other way round. */
import type { Bilingual } from '../../../engine/index.ts';
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
  check: (context, batch, instanceId) =>
    ask(context, instanceId, wasSuspended, () => previewRepair(context, instanceId, suspend(batch))),
  run: (context, batch, instanceId) =>
    ask(context, instanceId, wasSuspended, () => repair(context, batch, instanceId, suspend(batch))),
  rollBack: (context, batch, instanceId) =>
    ask(context, instanceId, null, () => repair(context, batch, instanceId, resume(batch))),
};

export const resumption: BatchKind = {
  check: (context, batch, instanceId) =>
    ask(context, instanceId, wasGoingOn, () => previewRepair(context, instanceId, resume(batch))),
  run: (context, batch, instanceId) =>
    ask(context, instanceId, wasGoingOn, () => repair(context, batch, instanceId, resume(batch))),
  rollBack: (context, batch, instanceId) =>
    ask(context, instanceId, null, () => repair(context, batch, instanceId, suspend(batch))),
};

// helpers ////////////////////////////////////////////////////////////

type Step = Parameters<typeof repairInstance>[2];

const suspend = ({ input, actorId: actor, reason }: Batch): Step => {
  const { timers } = input as unknown as SuspensionInput;
  return { kind: 'suspend', timers, actor, reason };
};

const resume = ({ actorId: actor, reason }: Batch): Step => ({ kind: 'resume', actor, reason });

const wasSuspended = { vi: 'Hồ sơ đã tạm dừng từ trước.', en: 'It had been suspended before.' };
const wasGoingOn = { vi: 'Hồ sơ không bị tạm dừng.', en: 'It was not suspended.' };

/** Asked again it is the same request: what the batch itself has done is no hindrance to it. */
const repair = (context: WorkContext, batch: Batch, instanceId: string, step: Step): Promise<unknown> =>
  repairInstance(context, instanceId, step, `batch:${batch.id}:${step.kind}`);

/**
 * One that has ended is as it should be. One that somebody else has brought there before is left to them, also by a roll-back.
 * @param already why, where that is to be told
 */
async function ask(
  { db }: WorkContext,
  instanceId: string,
  already: Bilingual | null,
  act: () => Promise<unknown>,
): Promise<Problems> {
  try {
    await act();
  } catch (error) {
    const isDone = error instanceof WorkError && (error.code === 'CONFLICT' || error.code === 'NOT_FOUND');
    if (!isDone) throw error;
    const isOpen = await db.processInstance.count({ where: { id: instanceId, state: 'ACTIVE' } });
    if (already && isOpen > 0) return [{ elementId: '', key: null, reason: already }];
  }
  return [];
}
