/** Instances, or an element of each, stand still; rolled back, they go on. And the other way round. */
import type { Bilingual } from '../../../engine/index.ts';
import type { Batch } from '../../../prisma/client/client.ts';
import type { WorkContext } from '../context.ts';
import { previewRepair, repairInstance } from '../repair.ts';
import { WorkError } from '../work-error.ts';
import type { BatchKind, Problems } from './kind.ts';

/** `Batch.input` of these kinds: what becomes of timers, see the command `suspend`. */
export interface SuspensionInput {
  timers: 'stop' | 'run';
  /** The kinds of one element: its id. */
  elementId?: string;
}

export const suspension = kindOf(suspend, resume, {
  vi: 'Hồ sơ đã tạm dừng từ trước.',
  en: 'It had been suspended before.',
});
export const resumption = kindOf(resume, suspend, {
  vi: 'Hồ sơ không bị tạm dừng.',
  en: 'It was not suspended.',
});
/** One that is suspended as a whole is refused as well. */
export const elementSuspension = kindOf(suspendElement, resumeElement, {
  vi: 'Bước này, hoặc cả hồ sơ, đã tạm dừng từ trước.',
  en: 'The element, or the whole instance, had been suspended before.',
});
export const elementResumption = kindOf(resumeElement, suspendElement, {
  vi: 'Bước này không bị tạm dừng, hoặc cả hồ sơ đang tạm dừng.',
  en: 'The element was not suspended, or the whole instance is.',
});

// helpers ////////////////////////////////////////////////////////////

type Step = Parameters<typeof repairInstance>[2];

/** @param already why it is left to whoever has brought an instance there before */
function kindOf(forth: (batch: Batch) => Step, back: (batch: Batch) => Step, already: Bilingual): BatchKind {
  return {
    check: (context, batch, instanceId) =>
      ask(context, instanceId, already, () => previewRepair(context, instanceId, forth(batch))),
    run: (context, batch, instanceId) =>
      ask(context, instanceId, already, () => repair(context, batch, instanceId, forth(batch))),
    rollBack: (context, batch, instanceId) =>
      ask(context, instanceId, null, () => repair(context, batch, instanceId, back(batch))),
  };
}

const inputOf = ({ input }: Batch): SuspensionInput => input as unknown as SuspensionInput;

function suspend(batch: Batch): Step {
  return { kind: 'suspend', timers: inputOf(batch).timers, actor: batch.actorId, reason: batch.reason };
}

function resume({ actorId: actor, reason }: Batch): Step {
  return { kind: 'resume', actor, reason };
}

function suspendElement(batch: Batch): Step {
  const { timers, elementId = '' } = inputOf(batch);
  return { kind: 'suspendElement', elementId, timers, actor: batch.actorId, reason: batch.reason };
}

function resumeElement(batch: Batch): Step {
  const { elementId = '' } = inputOf(batch);
  return { kind: 'resumeElement', elementId, actor: batch.actorId, reason: batch.reason };
}

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
