/** What is measured of ours alone: what a step costs by count, what is kept, and what happens when much is due or much is there. */
import { setTimeout as pause } from 'node:timers/promises';
import { isGrpcServiceError } from '@temporalio/client';
import { completeTask, startInstance, type WorkContext } from '../../../workflows/client/index.ts';
import { agencyCode, answers, goThrough, startVariables } from './contenders.ts';
import type { BenchSystem } from './system.ts';

export interface HumanStep {
  /** For each completed task, counted by Temporal's server: requests of clients and answers of workers. */
  updates: number;
  workflowTasks: number;
  /** For each completed task, counted by PostgreSQL: the projection's statement, and all transactions of the database. */
  projections: number;
  transactions: number;
}

/** Completes the second task of so many instances, and looks at what was counted meanwhile. */
export async function countHumanStep(
  system: BenchSystem,
  context: WorkContext,
  instances: number,
): Promise<HumanStep> {
  const open: string[] = [];
  await inLanes(4, instances, async () => {
    const request = { key: 'handling', variables: startVariables(), agencyCode };
    const { instanceId, view } = await startInstance(context, request);
    const [variables = {}] = answers;
    // with the first an instance may get its workflow, which takes a request and statements more
    const first = { taskId: `${instanceId}:${view.openTasks[0]?.key}`, variables, actorId: null };
    const { openTasks } = await completeTask(context, first);
    open.push(`${instanceId}:${openTasks[0]?.key}`);
  });
  const before = await counts(system);
  const [, variables = {}] = answers;
  await inLanes(4, instances, async (index) => {
    await completeTask(context, { taskId: open[index] ?? '', variables, actorId: null });
  });
  const after = await counts(system);
  const each = (name: keyof HumanStep): number =>
    Number(((after[name] - before[name]) / instances).toFixed(3));
  return {
    updates: each('updates'),
    workflowTasks: each('workflowTasks'),
    projections: each('projections'),
    transactions: each('transactions'),
  };
}

async function counts({ db, temporalRequests }: BenchSystem): Promise<HumanStep> {
  // Statistics are gathered with a delay of a second at most.
  await pause(1_500);
  const requests = await temporalRequests();
  const [row] = await db.$queryRaw<{ projections: number; transactions: number }[]>`
    SELECT (SELECT COALESCE(sum("calls"), 0)::float8 FROM pg_stat_statements
        WHERE "query" LIKE 'WITH instance AS (%') AS "projections",
      (SELECT "xact_commit"::float8 FROM pg_stat_database WHERE "datname" = current_database()) AS "transactions"`;
  return {
    updates: requests.get('UpdateWorkflowExecution') ?? 0,
    workflowTasks: requests.get('RespondWorkflowTaskCompleted') ?? 0,
    projections: row?.projections ?? 0,
    transactions: row?.transactions ?? 0,
  };
}

/** Events in Temporal's history of an instance that has gone through to the end: none where it has not heard of it. */
export async function historyEvents(context: WorkContext): Promise<number> {
  const instanceId = await goThrough(context);
  try {
    const { events } = await context.temporal.workflow.getHandle(instanceId).fetchHistory();
    return events?.length ?? 0;
  } catch (error) {
    if (isGrpcServiceError(error) && error.code === 5) return 0;
    throw error;
  }
}

/** How long the first answer takes, milliseconds, of an instance with so many steps when the worker has only just started. */
export async function coldAnswerMs(
  system: BenchSystem,
  context: WorkContext,
  steps: number,
): Promise<number> {
  const { instanceId, view } = await startInstance(context, { key: 'revision', variables: {}, agencyCode });
  let open = view.openTasks;
  const complete = async (enough: boolean): Promise<void> => {
    const taskId = `${instanceId}:${open[0]?.key}`;
    ({ openTasks: open } = await completeTask(context, { taskId, variables: { enough }, actorId: null }));
  };
  for (let step = 1; step < steps; step++) await complete(false);
  await system.restartWorker('ours');
  // So that what is measured is this instance, not a worker that has never done anything.
  for (let other = 0; other < 5; other++) await goThrough(context);
  const began = performance.now();
  await complete(true);
  return performance.now() - began;
}

/** Instances with a deadline at the same moment. */
export interface Deadlines {
  /** Epoch milliseconds. */
  dueAt: number;
  started: number;
  start(count: number, onProgress: (started: number) => void): Promise<void>;
}

/**
 * Starts a few that are due far off, to see how long it takes, and sets the moment for as many as are to come after that.
 * @param restMs what else is done before that moment
 */
export async function setDeadline(system: BenchSystem, count: number, restMs: number): Promise<Deadlines> {
  const startOne = async (dueAt: number): Promise<void> => {
    const variables = { ...startVariables(), dueAt: new Date(dueAt).toISOString() };
    await startInstance(system, { key: 'deadline', variables, agencyCode });
  };
  const tried = Math.min(100, count);
  const began = performance.now();
  const farOff = Date.now() + 365 * 24 * 3_600_000;
  await inLanes(16, tried, () => startOne(farOff));
  const each = (performance.now() - began) / tried;
  const deadlines: Deadlines = {
    dueAt: Date.now() + Math.ceil(1.5 * each * count) + restMs + 5_000,
    started: 0,
    async start(more, onProgress) {
      await inLanes(16, more, async () => {
        await startOne(deadlines.dueAt);
        deadlines.started++;
        if (deadlines.started % 1_000 === 0) onProgress(deadlines.started);
      });
    },
  };
  return deadlines;
}

/** Waits until all have fired, are projected, and have told whom they are to tell. @returns how many a second */
export async function deadlinesPerSecond(
  { db }: BenchSystem,
  { started, dueAt }: Deadlines,
): Promise<number | null> {
  if (Date.now() > dueAt) return null;
  for (;;) {
    await pause(Math.max(250, dueAt - Date.now()));
    const [row] = await db.$queryRaw<{ told: number; last: Date | null }[]>`
      SELECT count(*)::int AS told, max("at") AS last FROM "Notification" WHERE "madeBy" LIKE 'deadline-%'`;
    if (row?.last && row.told >= started) return (started * 1000) / (row.last.getTime() - dueAt);
  }
}

/** So many times, with so many under way at once. */
async function inLanes(lanes: number, count: number, act: (index: number) => Promise<void>): Promise<void> {
  let begun = 0;
  const lane = async (): Promise<void> => {
    while (begun < count) await act(begun++);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
