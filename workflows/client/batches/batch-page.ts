/**
 * The activity of a batch: one page of instances. What each came to is noted in the same statement that counts it, so that a page done
 * again goes on where it stopped.
 */
import { Context } from '@temporalio/activity';
import { type Batch, type BatchItemState, type BatchState, Prisma } from '../../../prisma/client/client.ts';
import type { BatchActivities, BatchProgress } from '../../batch-messages.ts';
import type { WorkContext } from '../context.ts';
import { WorkError } from '../work-error.ts';
import type { BatchKind, Problems } from './kind.ts';
import { batchKinds } from './kinds.ts';

/** Instances asked at once: more would only wait for each other on one machine, and hold up what people ask. */
const atOnce = 24;
/** Between two looks at whether the batch is paused. */
const chunkSize = 48;
const chunksInPage = 8;

interface Phase {
  from: BatchItemState;
  /** What is noted where it can be done, where it cannot, and where nobody answers. */
  to: { fine: BatchItemState; problems: BatchItemState; unreachable: BatchItemState };
  work: keyof BatchKind;
  /** When none are left. */
  next: (batch: Batch) => BatchState;
}

const phases: Partial<Record<BatchState, Phase>> = {
  CHECKING: {
    from: 'NEW',
    to: { fine: 'READY', problems: 'REFUSED', unreachable: 'FAILED' },
    work: 'check',
    next: () => 'CHECKED',
  },
  RUNNING: {
    from: 'READY',
    to: { fine: 'DONE', problems: 'REFUSED', unreachable: 'FAILED' },
    work: 'run',
    next: () => 'DONE',
  },
  ROLLING_BACK: {
    from: 'DONE',
    to: { fine: 'ROLLED_BACK', problems: 'KEPT', unreachable: 'KEPT' },
    work: 'rollBack',
    next: () => 'ROLLED_BACK',
  },
};

export function createBatchPage(context: WorkContext): BatchActivities['batchPage'] {
  const { db } = context;
  return async (batchId) => {
    for (let chunk = 0; chunk < chunksInPage; chunk++) {
      const batch = await db.batch.findUniqueOrThrow({ where: { id: batchId } });
      const phase = phases[batch.state];
      if (!phase) return { ...progressOf(batch), isAtRest: true };
      const items = await db.batchItem.findMany({
        where: { batchId, state: phase.from },
        orderBy: { instanceId: 'asc' },
        take: chunkSize,
        select: { instanceId: true },
      });
      if (items.length === 0) await finish(context, batch, phase);
      else
        await work(
          context,
          batch,
          phase,
          items.map(({ instanceId }) => instanceId),
        );
      Context.current().heartbeat();
    }
    const batch = await db.batch.findUniqueOrThrow({ where: { id: batchId } });
    return { ...progressOf(batch), isAtRest: !phases[batch.state] };
  };
}

// helpers ////////////////////////////////////////////////////////////

interface Outcome {
  instanceId: string;
  state: BatchItemState;
  problems: Problems | null;
}

async function work(context: WorkContext, batch: Batch, phase: Phase, ids: string[]): Promise<void> {
  const kind = batchKinds[batch.kind];
  if (!kind) throw new Error(`Expected a kind of batch, but got ${batch.kind}.`);
  const outcomes: Outcome[] = [];
  const open = [...ids];
  let unreachable = 0;
  await Promise.all(
    Array.from({ length: Math.min(atOnce, ids.length) }, async () => {
      for (let instanceId = open.shift(); instanceId !== undefined; instanceId = open.shift()) {
        try {
          const problems = await kind[phase.work](context, batch, instanceId);
          const { fine, problems: refused } = phase.to;
          outcomes.push(
            problems.length > 0
              ? { instanceId, state: refused, problems }
              : { instanceId, state: fine, problems: null },
          );
        } catch (error) {
          if (!(error instanceof WorkError)) throw error;
          unreachable++;
          const reason = { vi: 'Hồ sơ đang chạy không trả lời.', en: error.message };
          outcomes.push({
            instanceId,
            state: phase.to.unreachable,
            problems: [{ elementId: '', key: null, reason }],
          });
        }
        Context.current().heartbeat();
      }
    }),
  );
  // then it is not they: the page is done again a moment later
  if (unreachable > 3 && unreachable * 2 > ids.length)
    throw new Error(`${unreachable} of ${ids.length} instances did not answer.`);
  await note(context, batch, phase, outcomes);
}

const columns: Partial<Record<BatchItemState, string>> = {
  DONE: 'done',
  REFUSED: 'refused',
  FAILED: 'failed',
  ROLLED_BACK: 'rolledBack',
  KEPT: 'kept',
};

async function note({ db }: WorkContext, { id }: Batch, phase: Phase, outcomes: Outcome[]): Promise<void> {
  const rows = JSON.stringify(outcomes);
  const counted = Object.entries(columns).map(
    ([state, column]) =>
      Prisma.sql`${Prisma.raw(`"${column}"`)} = b.${Prisma.raw(`"${column}"`)} + (SELECT count(*) FROM noted WHERE "state" = ${state}::"BatchItemState")::int`,
  );
  if (phase.work === 'check')
    counted.push(Prisma.sql`"checked" = b."checked" + (SELECT count(*) FROM noted)::int`);
  if (phase.work === 'rollBack')
    counted[0] = Prisma.sql`"done" = b."done" - (SELECT count(*) FROM noted)::int`;
  await db.$executeRaw`
    WITH noted AS (
      UPDATE "BatchItem" i SET "state" = o."state"::"BatchItemState", "problems" = o."problems"
      FROM jsonb_to_recordset(${rows}::jsonb) AS o("instanceId" text, "state" text, "problems" jsonb)
      WHERE i."batchId" = ${id}::uuid AND i."instanceId" = o."instanceId" AND i."state" = ${phase.from}::"BatchItemState"
      RETURNING i."state")
    UPDATE "Batch" b SET ${Prisma.join(counted, ', ')} WHERE b."id" = ${id}::uuid`;
}

/** Nobody may have changed it meanwhile. */
async function finish({ db }: WorkContext, batch: Batch, { next }: Phase): Promise<void> {
  const state = next(batch);
  await db.batch.updateMany({
    where: { id: batch.id, state: batch.state },
    data: { state, endedAt: state === 'CHECKED' ? null : new Date() },
  });
}

export function progressOf(batch: Batch): BatchProgress {
  const { state, total, checked, done, refused, failed, rolledBack, kept } = batch;
  return { state, total, checked, done, refused, failed, rolledBack, kept };
}
