/** Beginning, pausing, resuming, ending and rolling back a batch. The row says what is to be done; the workflow is told to look. */
import { randomUUIDv7 } from 'node:crypto';
import { type Batch, type BatchState, Prisma } from '../../../prisma/client/client.ts';
import { batchChangedSignal, batchWorkflow, batchWorkflowId } from '../../batch-messages.ts';
import { answerTimeout, taskQueue, type WorkContext } from '../context.ts';
import { WorkError, workError } from '../work-error.ts';
import { batchKinds } from './kinds.ts';

/** Which running instances: all of these conditions. */
export interface BatchSelection {
  definitionId?: string;
  agencyCode?: string;
  /** Those with a token there. */
  elementId?: string;
  instanceIds?: string[];
  /** Those with such an open incident; null: any code, or any element. */
  incident?: { code: string | null; elementId: string | null };
}

export interface BatchOptions {
  /** Of kinds.ts. */
  kind: string;
  /** What its kind is to do: JSON. */
  input: object;
  selection: BatchSelection;
  agencyCode: string | null;
  actorId: string | null;
  reason: string;
  /** `check`: finds out what cannot go, and waits for `resumeBatch`. `run`: each instance is checked when its turn comes. */
  begin: 'check' | 'run';
}

/** The instances are those of this moment. @throws WorkError UNAVAILABLE: `resumeBatch` goes on */
export async function startBatch(context: WorkContext, options: BatchOptions): Promise<Batch> {
  const { db } = context;
  const { kind, input, selection, agencyCode, actorId, reason, begin } = options;
  if (!batchKinds[kind]) throw new Error(`Expected a kind of batch, but got ${kind}.`);
  const id = randomUUIDv7();
  const batch = await db.$transaction(async (tx) => {
    await tx.batch.create({
      data: {
        ...{ id, kind, agencyCode, actorId, reason, total: 0, createdAt: new Date() },
        input: input as unknown as Prisma.InputJsonObject,
        state: begin === 'check' ? 'CHECKING' : 'RUNNING',
      },
    });
    const total = await tx.$executeRaw`
      INSERT INTO "BatchItem" ("batchId", "instanceId", "state")
      SELECT ${id}::uuid, "id", ${begin === 'check' ? 'NEW' : 'READY'}::"BatchItemState" FROM "ProcessInstance"
      WHERE ${conditionOf(selection)}`;
    return await tx.batch.update({ where: { id }, data: { total } });
  });
  await tell(context, id);
  return batch;
}

const pausable: BatchState[] = ['CHECKING', 'RUNNING', 'ROLLING_BACK'];

/** What is under way with an instance is done with; no other is begun. @throws WorkError NOT_FOUND, CONFLICT */
export async function pauseBatch({ db }: WorkContext, id: string): Promise<Batch> {
  const { state } = await requireBatch(db, id);
  if (!pausable.includes(state)) throw conflict(state);
  await change(db, id, state, { state: 'PAUSED', pausedFrom: state });
  return await requireBatch(db, id);
}

/** Goes on with what was paused, runs what was checked, tries again what could not be reached. @throws WorkError */
export async function resumeBatch(context: WorkContext, id: string): Promise<Batch> {
  const { db } = context;
  const { state, pausedFrom, failed } = await requireBatch(db, id);
  if (state === 'PAUSED') await change(db, id, state, { state: pausedFrom ?? 'RUNNING', pausedFrom: null });
  else if (state === 'CHECKED') await change(db, id, state, { state: 'RUNNING' });
  else if (state === 'DONE' && failed > 0) {
    await db.$transaction([
      db.batchItem.updateMany({ where: { batchId: id, state: 'FAILED' }, data: { state: 'READY' } }),
      db.batch.update({ where: { id }, data: { state: 'RUNNING', failed: 0, endedAt: null } }),
    ]);
  } else if (!pausable.includes(state)) throw conflict(state);
  await tell(context, id);
  return await requireBatch(db, id);
}

const reversible: BatchState[] = ['RUNNING', 'PAUSED', 'DONE', 'CANCELLED'];

/** Takes back what was done with each instance that has not gone on in a way that cannot go back. @throws WorkError */
export async function rollBackBatch(context: WorkContext, id: string): Promise<Batch> {
  const { state } = await requireBatch(context.db, id);
  if (!reversible.includes(state)) throw conflict(state);
  await change(context.db, id, state, { state: 'ROLLING_BACK', pausedFrom: null, endedAt: null });
  await tell(context, id);
  return await requireBatch(context.db, id);
}

const cancellable: BatchState[] = ['CHECKING', 'CHECKED', 'RUNNING', 'PAUSED'];

/** No other instance is begun. What was done stays, until it is rolled back. @throws WorkError */
export async function cancelBatch({ db }: WorkContext, id: string): Promise<Batch> {
  const { state } = await requireBatch(db, id);
  if (!cancellable.includes(state)) throw conflict(state);
  await change(db, id, state, { state: 'CANCELLED', pausedFrom: null, endedAt: new Date() });
  return await requireBatch(db, id);
}

// helpers ////////////////////////////////////////////////////////////

function conditionOf({
  definitionId,
  agencyCode,
  elementId,
  instanceIds,
  incident,
}: BatchSelection): Prisma.Sql {
  const conditions = [
    Prisma.sql`"state" = 'ACTIVE'`,
    ...(definitionId === undefined ? [] : [Prisma.sql`"definitionId" = ${definitionId}::uuid`]),
    ...(agencyCode === undefined ? [] : [Prisma.sql`"agencyCode" = ${agencyCode}`]),
    ...(elementId === undefined ? [] : [Prisma.sql`${elementId} = ANY("activeElements")`]),
    ...(incident === undefined ? [] : [hasIncident(incident)]),
    ...(instanceIds === undefined ? [] : [Prisma.sql`"id" = ANY(${instanceIds}::text[])`]),
  ];
  return Prisma.join(conditions, ' AND ');
}

const hasIncident = ({
  code,
  elementId,
}: NonNullable<BatchSelection['incident']>): Prisma.Sql => Prisma.sql`EXISTS (
  SELECT 1 FROM "Incident" n WHERE n."instanceId" = "ProcessInstance"."id" AND n."resolvedAt" IS NULL
    AND (${code}::text IS NULL OR n."code" = ${code}) AND (${elementId}::text IS NULL OR n."elementId" = ${elementId}))`;

async function requireBatch(db: WorkContext['db'], id: string): Promise<Batch> {
  const batch = await db.batch.findUnique({ where: { id } });
  if (!batch) throw new WorkError('NOT_FOUND', `There is no batch ${id}.`);
  return batch;
}

const conflict = (state: BatchState): WorkError => new WorkError('CONFLICT', `The batch is ${state}.`);

async function change(
  db: WorkContext['db'],
  id: string,
  state: BatchState,
  data: Prisma.BatchUpdateManyMutationInput,
): Promise<void> {
  const { count } = await db.batch.updateMany({ where: { id, state }, data });
  if (count === 0) throw conflict((await requireBatch(db, id)).state);
}

/** Starts the workflow, or has it look again. */
async function tell({ temporal }: WorkContext, batchId: string): Promise<void> {
  try {
    await temporal.withDeadline(Date.now() + answerTimeout, () =>
      temporal.workflow.signalWithStart(batchWorkflow, {
        workflowId: batchWorkflowId(batchId),
        taskQueue,
        args: [batchId],
        signal: batchChangedSignal,
      }),
    );
  } catch (error) {
    throw workError(error);
  }
}
