/**
 * Starting an instance is an outbox: its row is written in the caller's transaction, together with what it is about, and then
 * dispatched to Temporal, by the caller or, should that fail, by the dispatcher. Neither can exist without the other for long.
 */
import { randomUUIDv7 } from 'node:crypto';
import { type Client, WithStartWorkflowOperation } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/common';
import { namedUuid } from '../../activities/job-identity.ts';
import { currentFlags, type Variables } from '../../engine/index.ts';
import type { Prisma } from '../../prisma/client/client.ts';
import { definitionClaim } from '../definition-claim.ts';
import {
  type InstanceView,
  type ProcessInstanceInput,
  processInstanceWorkflow,
  startedUpdate,
} from '../messages.ts';
import { answerTimeout, taskQueue, type WorkContext } from './context.ts';
import { restoredArguments } from './restore-instance.ts';
import { storedView } from './stored-view.ts';
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
 * @throws WorkError NOT_FOUND when no such process is deployed
 */
export async function prepareInstance(tx: Prisma.TransactionClient, options: StartOptions): Promise<string> {
  const { key, version } = options;
  const definition = await tx.processDefinition.findFirst({
    where: { key, ...(version === undefined ? {} : { version }) },
    orderBy: { version: 'desc' },
    select: { id: true },
  });
  if (definition === null)
    throw new WorkError(
      'NOT_FOUND',
      `The process ${key}${version ? ` version ${version}` : ''} is not deployed.`,
    );
  const id = `${key}-${instanceUuid(options)}`;
  const data = {
    id,
    definitionId: definition.id,
    businessKey: options.businessKey ?? null,
    startedAt: new Date(),
    activeElements: [],
    agencyCode: options.agencyCode,
    taxCode: options.taxCode ?? null,
    documentId: options.documentId ?? null,
    startedById: options.startedById ?? null,
    input: options.variables as Prisma.InputJsonObject,
  };
  // There already: the same start, repeated.
  await tx.processInstance.createMany({ data: [data], skipDuplicates: true });
  return id;
}

function instanceUuid({ startedById, idempotencyKey }: StartOptions): string {
  return idempotencyKey === undefined
    ? randomUUIDv7()
    : namedUuid(JSON.stringify(['start', startedById ?? null, idempotencyKey]));
}

/**
 * Starts a prepared instance and answers when its first steps are projected. Doing it again changes nothing.
 * @throws WorkError NOT_FOUND, UNAVAILABLE (the dispatcher will do it)
 */
export async function dispatchInstance(
  { db, temporal }: WorkContext,
  instanceId: string,
): Promise<InstanceView> {
  const row = await db.processInstance.findUnique({
    where: { id: instanceId },
    include: { definition: { select: { hash: true, key: true } } },
  });
  if (row === null) throw new WorkError('NOT_FOUND', `There is no instance ${instanceId}.`);
  if (row.state !== 'ACTIVE') return await storedView(db, instanceId);
  const input: ProcessInstanceInput = {
    processId: row.definition.key,
    agencyCode: row.agencyCode,
    taxCode: row.taxCode,
    businessKey: row.businessKey,
    variables: (row.input ?? {}) as Variables,
    flags: currentFlags,
    ...(row.startElementId === null ? {} : { startElementId: row.startElementId }),
  };
  try {
    const known = row.sequence > 0 ? await askWhetherItRuns(temporal, instanceId) : null;
    if (known) return known;
    const start = new WithStartWorkflowOperation(processInstanceWorkflow, {
      workflowId: instanceId,
      taskQueue,
      // what was projected before has been lost by Temporal alone
      args:
        row.sequence > 0
          ? await restoredArguments(db, instanceId)
          : [input, definitionClaim(row.definition.hash)],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
    });
    // The first commit of the instance notes that it is dispatched.
    return await temporal.withDeadline(Date.now() + answerTimeout, () =>
      temporal.workflow.executeUpdateWithStart(startedUpdate, { startWorkflowOperation: start }),
    );
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return await storedView(db, instanceId);
    throw workError(error);
  }
}

async function askWhetherItRuns(temporal: Client, instanceId: string): Promise<InstanceView | null> {
  try {
    return await temporal.withDeadline(Date.now() + answerTimeout, () =>
      temporal.workflow.getHandle(instanceId).executeUpdate(startedUpdate),
    );
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/** Both, for callers with nothing else to write. */
export async function startInstance(
  context: WorkContext,
  options: StartOptions,
): Promise<{ instanceId: string; view: InstanceView }> {
  const instanceId = await context.db.$transaction((tx) => prepareInstance(tx, options));
  return { instanceId, view: await dispatchInstance(context, instanceId) };
}
