import { type QueryDefinition, WorkflowNotFoundError } from '@temporalio/common';
import { type InstanceView, instanceViewQuery } from '../messages.ts';
import { answerTimeout, type WorkContext } from './context.ts';
import { askWhetherItRuns, wakeInstance } from './start-instance.ts';
import { workError } from './work-error.ts';

/**
 * Asks a running instance for what only it knows. One that does not know yet what the read model shows is brought up to date first.
 * @throws WorkError NOT_FOUND, UNAVAILABLE
 */
export async function queryInstance<T, Args extends unknown[]>(
  context: WorkContext,
  instanceId: string,
  query: QueryDefinition<T, Args>,
  ...args: Args
): Promise<T> {
  return await asked(context, instanceId, async () => {
    await viewUpToDate(context, instanceId);
    return await context.temporal.workflow.getHandle(instanceId).query(query, ...args);
  });
}

/** Where a running instance stands, as it knows itself. @throws WorkError NOT_FOUND, UNAVAILABLE */
export async function viewInstance(context: WorkContext, instanceId: string): Promise<InstanceView> {
  return await asked(context, instanceId, () => viewUpToDate(context, instanceId));
}

// helpers ////////////////////////////////////////////////////////////

/** One that has been at rest since its start is woken, and knows then what the read model shows. */
async function viewUpToDate(context: WorkContext, instanceId: string): Promise<InstanceView> {
  const { db, temporal } = context;
  try {
    const [row, known] = await Promise.all([
      db.processInstance.findUnique({ where: { id: instanceId }, select: { sequence: true } }),
      temporal.workflow.getHandle(instanceId).query(instanceViewQuery),
    ]);
    if (row === null || known.sequence >= row.sequence) return known;
    return (await askWhetherItRuns(temporal, instanceId)) ?? known;
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    return await wakeInstance(context, instanceId);
  }
}

async function asked<T>({ temporal }: WorkContext, instanceId: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await inTurn(instanceId, () => temporal.withDeadline(Date.now() + answerTimeout, ask));
  } catch (error) {
    throw workError(error);
  }
}

const turns = new Map<string, Promise<unknown>>();

/**
 * One question at a time to each instance: of two that reach a workflow before its first task is done, the worker has lost one, and
 * stood still with that workflow (seen with the SDK's 1.24).
 */
async function inTurn<T>(instanceId: string, ask: () => Promise<T>): Promise<T> {
  const turn = (turns.get(instanceId) ?? Promise.resolve()).then(ask, ask);
  turns.set(instanceId, turn);
  try {
    return await turn;
  } finally {
    if (turns.get(instanceId) === turn) turns.delete(instanceId);
  }
}
