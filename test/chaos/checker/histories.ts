import type { Client } from '@temporalio/client';
import type { ClientBase } from 'pg';
import type { Finding, Ledger, Script } from './ledger.ts';

const atOnce = 8;

/**
 * Every instance stands in Temporal as it stands in the database, and took no completion twice. One may be missing in a history: a step
 * that was committed, and lost by Temporal, is taken over from the database.
 */
export async function checkHistories(db: ClientBase, temporal: Client, ledger: Ledger): Promise<Finding[]> {
  const { rows } = await db.query<{ id: string; state: string }>(
    'SELECT "id", "state" FROM "ProcessInstance"',
  );
  const states = new Map(rows.map(({ id, state }) => [id, state]));
  const findings: Finding[] = [];
  const queue = [...ledger.yardsticks, ...ledger.scripts].values();
  const lane = async () => {
    for (const script of queue)
      for (const what of await checkHistory(temporal, script, states.get(script.instanceId)))
        findings.push({ law: 'temporal', what });
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return findings;
}

/** Of the read model, and of the workflow. */
const statusOf: Record<string, string> = {
  ACTIVE: 'RUNNING',
  COMPLETED: 'COMPLETED',
  TERMINATED: 'COMPLETED',
};

async function checkHistory(
  temporal: Client,
  { instanceId, completed }: Script,
  state: string | undefined,
): Promise<string[]> {
  const description = await temporal.workflow
    .getHandle(instanceId)
    .describe()
    .catch(() => null);
  if (!description) return [`workflow ${instanceId} is not there`];
  const faults: string[] = [];
  const { status, raw } = description;
  if (status.name !== statusOf[state ?? ''])
    faults.push(`workflow ${instanceId} is ${status.name}, the instance ${state}`);
  const updates = await acceptedUpdates(temporal, instanceId, raw.workflowExecutionInfo?.firstRunId);
  const taken = updates.filter(({ name }) => name === 'completeTask').map(({ id }) => id.split(':', 1)[0]);
  const wanted = new Set(completed.map((taskId) => taskId.slice(taskId.lastIndexOf(':') + 1)));
  if (new Set(taken).size < taken.length) faults.push(`workflow ${instanceId} took twice one of [${taken}]`);
  for (const key of taken)
    if (!wanted.has(key ?? ''))
      faults.push(`workflow ${instanceId} took a completion of ${key} that nobody made`);
  return faults;
}

/** Over all runs of the chain. */
async function acceptedUpdates(
  temporal: Client,
  workflowId: string,
  firstRunId: string | null | undefined,
): Promise<{ id: string; name: string }[]> {
  const updates: { id: string; name: string }[] = [];
  for (let runId = firstRunId; runId; ) {
    const { events } = await temporal.workflow.getHandle(workflowId, runId).fetchHistory();
    runId = null;
    for (const event of events ?? []) {
      const { meta, input } = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest ?? {};
      if (input?.name) updates.push({ id: meta?.updateId ?? '', name: input.name });
      runId ??= event.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
    }
  }
  return updates;
}
