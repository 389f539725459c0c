import type { Client } from '@temporalio/client';
import type { ClientBase } from 'pg';
import type { Finding, Ledger, Script } from './ledger.ts';

const atOnce = 8;

/**
 * Every instance that has a workflow stands in Temporal as it stands in the database, and none took a completion twice, neither by its
 * command log nor by its history. In a history one may be missing: a step that was done while the instance had no workflow, or that was
 * committed, and lost by Temporal, is taken over from the database.
 */
export async function checkHistories(db: ClientBase, temporal: Client, ledger: Ledger): Promise<Finding[]> {
  const { rows } = await db.query<Instance>(`
    SELECT "id", "state", "hasWorkflow", ARRAY(SELECT c."activation" FROM "InstanceCommit" c
      WHERE c."instanceId" = i."id" AND c."activation" IS NOT NULL ORDER BY c."sequence") AS "log"
    FROM "ProcessInstance" i`);
  const instances = new Map(rows.map((row) => [row.id, row]));
  const findings: Finding[] = [];
  const queue = [...ledger.yardsticks, ...ledger.scripts].values();
  const lane = async () => {
    for (const script of queue) {
      const instance = instances.get(script.instanceId);
      const faults = instance
        ? [...checkLog(script, instance), ...(await checkHistory(temporal, script, instance))]
        : [`instance ${script.instanceId} is not there`];
      for (const what of faults) findings.push({ law: 'temporal', what });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return findings;
}

interface Instance {
  id: string;
  state: string;
  hasWorkflow: boolean;
  log: string[];
}

/** Of the read model, and of the workflow. */
const statusOf: Record<string, string> = {
  ACTIVE: 'RUNNING',
  COMPLETED: 'COMPLETED',
  TERMINATED: 'COMPLETED',
};

async function checkHistory(
  temporal: Client,
  script: Script,
  { id, state, hasWorkflow }: Instance,
): Promise<string[]> {
  const description = await temporal.workflow
    .getHandle(id)
    .describe()
    .catch(() => null);
  if (!description) return hasWorkflow ? [`workflow ${id} is not there`] : [];
  if (!hasWorkflow) return [`workflow ${id} is there, and its instance does not know of it`];
  const { status, raw } = description;
  const updates = await acceptedUpdates(temporal, id, raw.workflowExecutionInfo?.firstRunId);
  const taken = updates
    .filter(({ name }) => name === 'completeTask')
    .map(({ id }) => id.split(':', 1)[0] ?? '');
  const faults = checkCompletions(script, `workflow ${id}`, taken);
  return status.name === statusOf[state]
    ? faults
    : [`workflow ${id} is ${status.name}, the instance ${state}`, ...faults];
}

function checkLog(script: Script, { id, log }: Instance): string[] {
  const taken = log
    .flatMap((activation) => (JSON.parse(activation) as { commands: { command: Command }[] }).commands)
    .flatMap(({ command }) => (command.kind === 'completeUserTask' ? [command.key] : []));
  return checkCompletions(script, `instance ${id}`, taken);
}

interface Command {
  kind: string;
  key: string;
}

/** @param taken keys of tasks */
function checkCompletions({ completed }: Script, whose: string, taken: string[]): string[] {
  const wanted = new Set(completed.map((taskId) => taskId.slice(taskId.lastIndexOf(':') + 1)));
  const once = new Set(taken);
  const twice = once.size < taken.length ? [`${whose} took twice one of [${taken}]`] : [];
  const unwanted = [...once].filter((key) => !wanted.has(key));
  return [...twice, ...unwanted.map((key) => `${whose} took a completion of ${key} that nobody made`)];
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
