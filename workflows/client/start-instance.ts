/**
 * Starting an instance is an outbox: its row is written in the caller's transaction, together with what it is about, and then
 * dispatched to Temporal, by the caller or, should that fail, by the dispatcher. Neither can exist without the other for long.
 */
import { randomUUIDv7 } from 'node:crypto';
import { type Client, WithStartWorkflowOperation } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/common';
import { namedUuid } from '../../activities/job-identity.ts';
import { databaseJson } from '../../activities/projection/database-json.ts';
import { noteWorkflow } from '../../activities/projection/note-workflow.ts';
import { isHeld, isSuspended } from '../../activities/starts/suspended-definition.ts';
import { currentFlags, type InstanceState, nextDueAt, type Variables } from '../../engine/index.ts';
import { Prisma, type PrismaClient } from '../../prisma/client/client.ts';
import { definitionClaim } from '../definition-claim.ts';
import { viewOf } from '../instance-view.ts';
import {
  type InstanceView,
  type ProcessInstanceInput,
  processInstanceWorkflow,
  startedUpdate,
} from '../messages.ts';
import { type Beginning, beginInstance } from './begin-instance.ts';
import { type Ahead, needsWorkflow } from './commit-ahead.ts';
import { answerTimeout, taskQueue, type WorkContext } from './context.ts';
import { argumentsOf, restoredArguments, type WorkflowArguments } from './restore-instance.ts';
import { storedView } from './stored-view.ts';
import { startsSuspended } from './suspend-definition.ts';
import { tellDoubtful } from './watcher.ts';
import { WorkError, workError } from './work-error.ts';

export interface StartOptions {
  /** BPMN process id. */
  key: string;
  /** Default: the latest. */
  version?: number;
  businessKey?: string;
  variables: Variables;
  agencyCode: string;
  taxCode?: string;
  documentId?: string;
  startedById?: string;
  /** Of the one who starts it: a start repeated with the same key is the same instance. */
  idempotencyKey?: string;
}

/**
 * Writes the instance into the caller's transaction. Call `dispatchInstance` after it has been committed.
 * @returns the instance's id
 * @throws WorkError NOT_FOUND when no such process is deployed, CONFLICT when the agency takes no new instances of it
 */
export async function prepareInstance(tx: Prisma.TransactionClient, options: StartOptions): Promise<string> {
  const { key, version } = options;
  const id = `${key}-${instanceUuid(options)}`;
  // There already: the same start, repeated.
  const definitions = await tx.$queryRaw<{ isRefused: boolean }[]>`
    WITH definition AS (
      SELECT p."id", ${isSuspended(Prisma.sql`p."id"`, Prisma.sql`${options.agencyCode}::text`)} AS "isSuspended"
      FROM "ProcessDefinition" p
      WHERE "key" = ${key} AND "version" = COALESCE(${version ?? null}::int, "version")
      ORDER BY "version" DESC LIMIT 1
    ), added AS (
      INSERT INTO "ProcessInstance" ("id", "definitionId", "businessKey", "startedAt", "activeElements", "agencyCode",
        "taxCode", "documentId", "startedById", "input")
      SELECT ${id}, d."id", ${options.businessKey ?? null}, ${new Date()}::timestamptz, '{}', ${options.agencyCode},
        ${options.taxCode ?? null}, ${options.documentId ?? null}::uuid, ${options.startedById ?? null}::uuid,
        ${databaseJson(options.variables)}::jsonb
      FROM definition d WHERE NOT d."isSuspended"
      ON CONFLICT ("id") DO NOTHING
    )
    SELECT d."isSuspended" AND NOT EXISTS (SELECT 1 FROM "ProcessInstance" WHERE "id" = ${id}) AS "isRefused"
    FROM definition d`;
  if (definitions.length === 0)
    throw new WorkError(
      'NOT_FOUND',
      `The process ${key}${version ? ` version ${version}` : ''} is not deployed.`,
    );
  if (definitions[0]?.isRefused) throw startsSuspended(key);
  return id;
}

async function waitsForResumption(db: PrismaClient, instanceId: string): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`
    SELECT 1 FROM "ProcessInstance" i WHERE i."id" = ${instanceId} AND ${isHeld(Prisma.sql`i`)}`;
  return rows.length > 0;
}

function instanceUuid({ startedById, idempotencyKey }: StartOptions): string {
  return idempotencyKey === undefined
    ? randomUUIDv7()
    : namedUuid(JSON.stringify(['start', startedById ?? null, idempotencyKey]));
}

/**
 * Starts a prepared instance and answers when its first steps are projected. Doing it again changes nothing. One that an event has
 * started while new instances are not taken is left for later.
 * @throws WorkError NOT_FOUND, UNAVAILABLE (the dispatcher will do it)
 */
export async function dispatchInstance(context: WorkContext, instanceId: string): Promise<InstanceView> {
  const { db, temporal } = context;
  const row = await db.processInstance.findUnique({
    where: { id: instanceId },
    include: { definition: { select: { hash: true, key: true } } },
  });
  if (row === null) throw new WorkError('NOT_FOUND', `There is no instance ${instanceId}.`);
  const isNew = row.dispatchedAt === null;
  if (row.state !== 'ACTIVE') {
    if (isNew) await noteDispatched(db, instanceId);
    return await storedView(db, instanceId);
  }
  if (isNew && row.startElementId !== null && (await waitsForResumption(db, instanceId)))
    return await storedView(db, instanceId);
  const input: ProcessInstanceInput = {
    processId: row.definition.key,
    agencyCode: row.agencyCode,
    taxCode: row.taxCode,
    businessKey: row.businessKey,
    variables: (row.input ?? {}) as Variables,
    flags: currentFlags,
    ...(context.timersAreSwept ? { timersAreSwept: true } : {}),
    ...(row.startElementId === null ? {} : { startElementId: row.startElementId }),
  };
  const beginning = { instanceId, hash: row.definition.hash, input };
  try {
    if (row.sequence === 0 && isNew) {
      const view = await startBegun(context, beginning);
      if (view) return view;
    }
    const known = row.sequence > 0 && row.hasWorkflow ? await askWhetherItRuns(temporal, instanceId) : null;
    const view = known ?? (await startUnlessAtRest(context, beginning));
    if (isNew) await noteDispatched(db, instanceId);
    return view;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return await storedView(db, instanceId);
    const failure = workError(error);
    if (isUnavailable(failure)) tellDoubtful(db, instanceId);
    throw failure;
  }
}

/** Has it make sure that it knows what the database knows. @returns null where Temporal does not have it, or it has ended there */
export async function askWhetherItRuns(temporal: Client, instanceId: string): Promise<InstanceView | null> {
  try {
    return await temporal.withDeadline(Date.now() + answerTimeout, () =>
      temporal.workflow.getHandle(instanceId).executeUpdate(startedUpdate),
    );
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/**
 * Does the first steps here. Where they have led to rest, or to its end, that is all (resting-instance.ts). Else its workflow is started.
 * @returns null when the workflow is to be asked: it does what cannot be done here, and repeats it until it can
 */
async function startBegun(context: WorkContext, beginning: Beginning): Promise<InstanceView | null> {
  const { db, jobs } = context;
  const { instanceId, hash, input } = beginning;
  const begun = await beginInstance(db, beginning, jobs).catch(() => null);
  if (begun === null) return null;
  const view =
    needsWorkflow(begun) || needsTimer(context, begun.state)
      ? await goOnInWorkflow(context, { ...input, instanceId, hash }, begun)
      : viewOf(begun.state);
  // Nobody waits for it: without this note the dispatcher comes once more.
  void noteDispatched(db, instanceId).catch(() => undefined);
  return view;
}

/** Of an instance that a step done here has led to where only its workflow goes on: starts that. */
async function goOnInWorkflow(
  context: WorkContext,
  instance: Parameters<typeof argumentsOf>[1] & { instanceId: string },
  { state, answered, isAtRest }: Ahead,
  patience = answerTimeout,
): Promise<InstanceView> {
  const { db, temporal } = context;
  const { instanceId } = instance;
  // one that has nothing to take in needs not ask the database first
  const args = argumentsOf(context, instance, state, isAtRest ? null : answered);
  await noteWorkflow(db, instanceId);
  if (!isAtRest) return await startAndAsk(context, instanceId, args, patience);
  try {
    await temporal.withDeadline(Date.now() + patience, () =>
      temporal.workflow.start(processInstanceWorkflow, {
        ...{ workflowId: instanceId, taskQueue, args },
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
      }),
    );
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return (await askWhetherItRuns(temporal, instanceId)) ?? viewOf(state);
  }
  return viewOf(state);
}

/** How long whoever did a step waits until its workflow has started, milliseconds: the step is done. */
const startPatience = 3_000;

/** As `goOnInWorkflow`; where Temporal is not there, what was done is done, and a dispatcher starts it as soon as it is. */
export async function continueInWorkflow(
  context: WorkContext,
  instance: Parameters<typeof goOnInWorkflow>[1],
  ahead: Ahead,
): Promise<InstanceView> {
  try {
    return await goOnInWorkflow(context, instance, ahead, startPatience);
  } catch (error) {
    if (!isUnavailable(workError(error))) throw error;
    tellDoubtful(context.db, instance.instanceId);
    return viewOf(ahead.state);
  }
}

const isUnavailable = (error: unknown): boolean => error instanceof WorkError && error.code === 'UNAVAILABLE';

/** Whether an instance at rest is to be woken by a timer of its own. */
const needsTimer = ({ timersAreSwept }: WorkContext, state: InstanceState): boolean =>
  !timersAreSwept && nextDueAt(state) !== null;

/** Something is due that dispatchers have left to the workflow. */
function isOverdue(state: InstanceState): boolean {
  const dueAt = nextDueAt(state);
  return dueAt !== null && dueAt <= Date.now();
}

/**
 * Of one that Temporal does not have: starts it, and lets it make sure that it knows what the database knows. One that has come to rest
 * is left there: it starts when it is asked for something.
 */
async function startUnlessAtRest(context: WorkContext, beginning: Beginning): Promise<InstanceView> {
  const { instanceId, hash, input } = beginning;
  const args = await restoredArguments(context, instanceId);
  if (args !== null) {
    const [{ continued, answered }] = args;
    if (continued && !answered && !needsTimer(context, continued) && !isOverdue(continued))
      return viewOf(continued);
  }
  await noteWorkflow(context.db, instanceId);
  return await startAndAsk(context, instanceId, args ?? [input, definitionClaim(hash)]);
}

/** Starts one that is at rest, or that Temporal has lost. @throws WorkError NOT_FOUND when it is not open */
export async function wakeInstance(context: WorkContext, instanceId: string): Promise<InstanceView> {
  const args = await restoredArguments(context, instanceId, { isWoken: true });
  if (args === null) throw new WorkError('NOT_FOUND', 'The instance is not running.');
  return await startAndAsk(context, instanceId, args);
}

/** By which a question starts an instance that is at rest, or that Temporal has lost; null where none is open. */
export async function startBeforeAsking(context: WorkContext, instanceId: string) {
  const args = await restoredArguments(context, instanceId, { isWoken: true });
  return args && startOperation(instanceId, args);
}

const startOperation = (instanceId: string, args: WorkflowArguments) =>
  new WithStartWorkflowOperation(processInstanceWorkflow, {
    ...{ workflowId: instanceId, taskQueue, args },
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
  });

/** Starts the workflow unless it is there, and lets it make sure that it knows what the database knows. */
async function startAndAsk(
  { temporal }: WorkContext,
  instanceId: string,
  args: WorkflowArguments,
  patience = answerTimeout,
): Promise<InstanceView> {
  const startWorkflowOperation = startOperation(instanceId, args);
  return await temporal.withDeadline(Date.now() + patience, () =>
    temporal.workflow.executeUpdateWithStart(startedUpdate, { startWorkflowOperation }),
  );
}

async function noteDispatched(db: PrismaClient, instanceId: string): Promise<void> {
  await db.$executeRaw`
    UPDATE "ProcessInstance" SET "dispatchedAt" = now() WHERE "id" = ${instanceId} AND "dispatchedAt" IS NULL`;
}

/** Both, for callers with nothing else to write. */
export async function startInstance(
  context: WorkContext,
  options: StartOptions,
): Promise<{ instanceId: string; view: InstanceView }> {
  const instanceId = await prepareInstance(context.db, options);
  return { instanceId, view: await dispatchInstance(context, instanceId) };
}
