/**
 * Instances that Temporal has lost start again from where their command log leads. Timers keep their due times, tasks their ids and
 * who has claimed them; jobs that were running outside run again under the key that they had.
 */
import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/common';
import type { InstanceState } from '../../engine/index.ts';
import type { PrismaClient } from '../../prisma/client/client.ts';
import { type DefinitionClaim, definitionClaim } from '../definition-claim.ts';
import { type ProcessInstanceInput, processInstanceWorkflow } from '../messages.ts';
import { needsWorkflow } from './commit-ahead.ts';
import { taskQueue, type WorkContext } from './context.ts';
import { type OpenInstance, readOpenInstance } from './open-instance.ts';
import { workError } from './work-error.ts';

export interface RestoreOptions {
  /** Default: all that are open. */
  instanceIds?: string[];
  /** Nothing is started. */
  isDryRun?: boolean;
  /** One that runs is terminated, and starts again from its log. */
  replace?: boolean;
}

export interface Restored {
  instanceId: string;
  /**
   * `restored`, or of a dry run `lost`: it does not run. `running`: it does, and is left alone. `resting`: it has no workflow, and needs
   * none. `ended`: there is nothing to restore. `failed`: `problem` says why.
   */
  outcome: 'restored' | 'lost' | 'running' | 'resting' | 'ended' | 'failed';
  /** Sequence of the event from which it goes on. */
  sequence: number;
  problem: string | null;
}

const pageSize = 200;
const atOnce = 8;

/** How many there are to be looked at. */
export async function countOpenInstances(db: PrismaClient, options: RestoreOptions): Promise<number> {
  return options.instanceIds?.length ?? (await db.processInstance.count({ where: open }));
}

/** In pages, in the order of their ids. It may be stopped and run again: what runs is left alone. */
export async function* restoreInstances(
  context: WorkContext,
  options: RestoreOptions = {},
): AsyncGenerator<Restored[]> {
  const { instanceIds } = options;
  if (instanceIds) {
    for (const instanceId of instanceIds) yield [await restoreInstance(context, instanceId, options)];
    return;
  }
  for (let after = ''; ; ) {
    const page = await context.db.processInstance.findMany({
      where: { ...open, id: { gt: after } },
      orderBy: { id: 'asc' },
      take: pageSize,
      select: { id: true },
    });
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
    const restored: Restored[] = [];
    const queue = page.values();
    const lane = async (): Promise<void> => {
      for (const { id } of queue) restored.push(await restoreInstance(context, id, options));
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
    yield restored;
  }
}

/**
 * The arguments by which an instance goes on from its command log; null when it has not begun, or has ended.
 * @throws LogDoesNotReplay
 */
export async function restoredArguments(
  context: Pick<WorkContext, 'db' | 'timersAreSwept'>,
  instanceId: string,
  options: { isWoken?: boolean } = {},
): Promise<WorkflowArguments | null> {
  const open = await readOpenInstance(context.db, instanceId, options);
  if (!open?.recorded) return null;
  const { state, answered, isAtRest } = open.recorded;
  // one that has nothing to take in, and begins nothing outside, needs not ask the database first
  return argumentsOf(context, open, state, needsWorkflow({ state, isAtRest }) ? answered : null);
}

export type WorkflowArguments = [ProcessInstanceInput, DefinitionClaim];

type Identity = Pick<OpenInstance, 'agencyCode' | 'taxCode' | 'businessKey' | 'hash'>;

/** By which the workflow of an instance goes on from there. `answered`: the database is asked first whether it still stands there. */
export function argumentsOf(
  { timersAreSwept }: Pick<WorkContext, 'timersAreSwept'>,
  { agencyCode, taxCode, businessKey, hash }: Identity,
  state: InstanceState,
  answered: ProcessInstanceInput['answered'] | null,
): WorkflowArguments {
  const input: ProcessInstanceInput = {
    ...{ processId: state.processId, agencyCode, taxCode, businessKey },
    variables: {},
    continued: state,
    ...(answered ? { answered } : {}),
    ...(timersAreSwept ? { timersAreSwept } : {}),
  };
  return [input, definitionClaim(hash)];
}

// one instance ////////////////////////////////////////////////////////////////////////////////////

/** Those that the dispatcher has still to start are its own, and those that rest need no workflow. */
const open = { state: 'ACTIVE', sequence: { gt: 0 }, hasWorkflow: true } as const;

async function restoreInstance(
  context: WorkContext,
  instanceId: string,
  { isDryRun = false, replace = false }: RestoreOptions,
): Promise<Restored> {
  const { db, temporal } = context;
  const answer = (outcome: Restored['outcome'], sequence = 0, problem: string | null = null): Restored => ({
    ...{ instanceId, outcome, sequence, problem },
  });
  try {
    const row = await db.processInstance.findUnique({ where: { id: instanceId } });
    if (row === null) return answer('failed', 0, 'There is no such instance.');
    if (row.state !== 'ACTIVE') return answer('ended', row.sequence);
    if (row.sequence === 0)
      return answer('failed', 0, 'It has not been started yet: the dispatcher will do that.');
    if (!row.hasWorkflow) return answer('resting', row.sequence);
    const runs = await isRunning(context, instanceId);
    if (runs && !replace) return answer('running', row.sequence);
    // before anything is ended: where its log does not lead anywhere, nothing is
    let args = await restoredArguments(context, instanceId);
    if (args === null) return answer('ended', row.sequence);
    const sequence = args[0].continued?.sequence ?? 0;
    if (isDryRun) return answer('lost', sequence);
    if (runs) {
      await temporal.workflow.getHandle(instanceId).terminate('Starts again from its command log');
      args = await restoredArguments(context, instanceId);
      if (args === null) return answer('ended', sequence);
    }
    await temporal.workflow.start(processInstanceWorkflow, {
      workflowId: instanceId,
      taskQueue,
      args,
      workflowIdConflictPolicy: 'FAIL',
      // one that has completed in the meantime stays as it is
      workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
    });
    return answer('restored', args[0].continued?.sequence ?? sequence);
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return answer('running');
    const failure = workError(error);
    return answer('failed', 0, failure instanceof Error ? failure.message : String(failure));
  }
}

async function isRunning({ temporal }: WorkContext, instanceId: string): Promise<boolean> {
  try {
    const { status } = await temporal.workflow.getHandle(instanceId).describe();
    return status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
