import type { QueryDefinition } from '@temporalio/common';
import { instanceViewQuery } from '../messages.ts';
import { answerTimeout, type WorkContext } from './context.ts';
import { askWhetherItRuns } from './start-instance.ts';
import { workError } from './work-error.ts';

/**
 * Asks a running instance for what only it knows. One that does not know yet what the read model shows is brought up to date first.
 * @throws WorkError NOT_FOUND, UNAVAILABLE
 */
export async function queryInstance<T, Args extends unknown[]>(
  { db, temporal }: WorkContext,
  instanceId: string,
  query: QueryDefinition<T, Args>,
  ...args: Args
): Promise<T> {
  const handle = temporal.workflow.getHandle(instanceId);
  try {
    return await inTurn(instanceId, () =>
      temporal.withDeadline(Date.now() + answerTimeout, async () => {
        const [row, known] = await Promise.all([
          db.processInstance.findUnique({ where: { id: instanceId }, select: { sequence: true } }),
          handle.query(instanceViewQuery),
        ]);
        if (row !== null && known.sequence < row.sequence) await askWhetherItRuns(temporal, instanceId);
        return await handle.query(query, ...args);
      }),
    );
  } catch (error) {
    throw workError(error);
  }
}

// helpers ////////////////////////////////////////////////////////////

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
