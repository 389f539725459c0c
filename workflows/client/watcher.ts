/**
 * Finds instances whose workflow task fails again and again (a version that does not replay their histories, a worker out of memory, a
 * bundle that does not load), opens an incident for each, and closes it when the task has succeeded. Any number of watchers may run.
 *
 * Temporal is not asked about every open instance each round, but about those with an open incident, those that somebody could not
 * reach, those that the server lists itself where it can, and a few of all others in turn: a timer or a job may be what failed.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { isGrpcServiceError } from '@temporalio/client';
import { decodeOptionalFailureToOptionalError } from '@temporalio/common/lib/internal-non-workflow/index.js';
import proto from '@temporalio/proto';
import type { PrismaClient } from '../../prisma/client/client.ts';
import { answerTimeout, type WorkContext } from './context.ts';
import { encryptedEncoding } from './encryption-codec.ts';
import { encodingOf } from './payload-bytes.ts';
import { closePoisoned, openPoisoned, poisonedCode } from './poisoned-incident.ts';

export interface WatcherOptions extends WorkContext {
  /** Told of what failed; it is tried again in the next round. */
  onError: (error: unknown, what: string) => void;
  /** Milliseconds between two rounds. */
  watchInterval?: number;
  /** A task that has been begun more often than this is poisoned. */
  toleratedAttempts?: number;
  /** How many of all open instances are looked at in a round, in turn; where one is poisoned, more. */
  sample?: number;
}

export interface Watcher {
  /** To be looked at in the next rounds. */
  suspect(instanceId: string): void;
  stop(): Promise<void>;
}

/** Who could not reach an instance tells its id here. */
export const doubtfulChannel = 'congvan_doubtful';

const defaultInterval = 15_000;
/** From the second on the SDK lets a failing task time out, 10 s each: a worker that is exchanged is back by then. */
const defaultTolerated = 3;
/** Of each kind in one round. */
const batch = 200;
const defaultSample = 50;
/** Where one of a sample is poisoned others are: up to so many samples in a round. */
const pagesWhereFound = 20;
/** What was in doubt stays so for a while, milliseconds: its task may not have failed often enough yet. */
const doubt = 120_000;
/** While Temporal is away everything is in doubt. */
const mostSuspects = 5_000;
/** Events looked through for the cause, from the last. */
const eventsBack = 20;
const longestCause = 300;
/** gRPC status code. */
const notFound = 5;

const { EventType, WorkflowTaskFailedCause } = proto.temporal.api.enums.v1;

/** Tells the watchers, wherever they run; a lost notice is made up for by their turn through all. */
export function tellDoubtful(db: PrismaClient, instanceId: string): void {
  void db.$executeRaw`SELECT pg_notify(${doubtfulChannel}, ${instanceId})`.catch(() => undefined);
}

/** Of whoever was under way when a process died that would have told: asked for by one that takes its place. */
export function tellAllDoubtful(db: PrismaClient): void {
  tellDoubtful(db, '');
}

export function startWatcher(options: WatcherOptions): Watcher {
  const stopping = new AbortController();
  const { signal } = stopping;
  /** Until when, by instance. */
  const suspects = new Map<string, number>();
  const turns = { open: '', all: '' };
  const run = async (): Promise<void> => {
    for (;;) {
      await pause(options.watchInterval ?? defaultInterval, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        await round(options, suspects, turns, signal);
      } catch (error) {
        if (!signal.aborted) options.onError(error, 'watching');
      }
    }
  };
  const running = run();
  return {
    suspect(instanceId) {
      if (suspects.size < mostSuspects) suspects.set(instanceId, Date.now() + doubt);
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

// a round /////////////////////////////////////////////////////////////////////////////////////////

async function round(
  options: WatcherOptions,
  suspects: Map<string, number>,
  turns: { open: string; all: string },
  signal: AbortSignal,
): Promise<void> {
  const { db, sample = defaultSample } = options;
  const seen = new Set<string>();
  const look = async (ids: string[]): Promise<number> => {
    let found = 0;
    const healthy: string[] = [];
    const queue = ids.filter((id) => !seen.has(id)).values();
    const lane = async (): Promise<void> => {
      for (const id of queue) {
        if (signal.aborted) return;
        seen.add(id);
        const task = await pendingTask(options, id);
        if (task.attempt <= 1) healthy.push(id);
        if (task.attempt <= (options.toleratedAttempts ?? defaultTolerated)) continue;
        found++;
        await openPoisoned(db, id, await causeOf(options, id, task.runId));
      }
    };
    await Promise.all([lane(), lane(), lane(), lane()]);
    if (healthy.length > 0) await closePoisoned(db, healthy);
    return found;
  };

  const open = await db.incident.findMany({
    where: { code: poisonedCode, resolvedAt: null, instanceId: { gt: turns.open } },
    orderBy: { instanceId: 'asc' },
    select: { instanceId: true },
    take: batch,
  });
  turns.open = open.length < batch ? '' : (open.at(-1)?.instanceId ?? '');
  await look(open.map(({ instanceId }) => instanceId));

  const doubtful = [...suspects].slice(0, batch);
  for (const [id, until] of doubtful) {
    // those that stay in doubt come behind the others
    suspects.delete(id);
    if (Date.now() < until) suspects.set(id, until);
  }
  await look(doubtful.map(([id]) => id));
  await look(await reportedByServer(options));

  for (let page = 0; page < pagesWhereFound && !signal.aborted; page++) {
    const some = await db.processInstance.findMany({
      where: { state: 'ACTIVE', dispatchedAt: { not: null }, id: { gt: turns.all } },
      orderBy: { id: 'asc' },
      select: { id: true },
      take: sample,
    });
    turns.all = some.length < sample ? '' : (some.at(-1)?.id ?? '');
    const found = await look(some.map(({ id }) => id));
    if (found === 0 || turns.all === '') break;
  }
}

/** `attempt`: 0 where no task waits or runs; it begins anew with every task that succeeds. */
async function pendingTask(
  { temporal }: WorkContext,
  workflowId: string,
): Promise<{ attempt: number; runId: string }> {
  try {
    const { pendingWorkflowTask, workflowExecutionInfo } = await temporal.withDeadline(
      Date.now() + answerTimeout,
      () =>
        temporal.workflowService.describeWorkflowExecution({
          namespace: temporal.options.namespace,
          execution: { workflowId },
        }),
    );
    const runId = workflowExecutionInfo?.execution?.runId ?? '';
    return { attempt: pendingWorkflowTask?.attempt ?? 0, runId };
  } catch (error) {
    // one that Temporal does not have fails in another way
    if (isGrpcServiceError(error) && (error.code as number) === notFound) return { attempt: 0, runId: '' };
    throw error;
  }
}

/** Of servers that keep the search attribute TemporalReportedProblems (1.30 and later). */
async function reportedByServer({ temporal }: WorkContext): Promise<string[]> {
  const { workflowService, options } = temporal;
  const { namespace } = options;
  const { namespaceInfo } = await workflowService.describeNamespace({ namespace });
  if (!namespaceInfo?.capabilities?.reportedProblemsSearchAttribute) return [];
  const { executions } = await workflowService.listWorkflowExecutions({
    namespace,
    pageSize: batch,
    query:
      'TemporalReportedProblems IN ("category=WorkflowTaskFailed", "category=WorkflowTaskTimedOut") ' +
      'AND WorkflowType = "processInstance" AND ExecutionStatus = "Running"',
  });
  return (executions ?? []).flatMap(({ execution }) => execution?.workflowId ?? []);
}

/**
 * One line: what the history says of the last task that failed. What is encrypted there may hold variables, and is not told here: only of
 * what kind it is, and how it is read.
 */
async function causeOf({ temporal }: WorkContext, workflowId: string, runId: string): Promise<string> {
  const { history } = await temporal.workflowService.getWorkflowExecutionHistoryReverse({
    namespace: temporal.options.namespace,
    execution: { workflowId, runId },
    maximumPageSize: eventsBack,
  });
  for (const event of history?.events ?? []) {
    if (event.eventType === EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT) return timedOut;
    if (event.eventType !== EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED) continue;
    const { failure, cause } = event.workflowTaskFailedEventAttributes ?? {};
    const kind = `${WorkflowTaskFailedCause[cause ?? 0]}`;
    if (encodingOf(failure?.encodedAttributes ?? {}) === encryptedEncoding)
      return `${kind}: congvan inspect ${workflowId} --history`;
    const error = await decodeOptionalFailureToOptionalError(
      temporal.options.loadedDataConverter,
      failure,
    ).catch(() => undefined);
    const message = (error?.message ?? '').split('\n', 1)[0] ?? '';
    return (message || kind).slice(0, longestCause);
  }
  return timedOut;
}

const timedOut = 'Worker không trả lời kịp (hết bộ nhớ?) / no worker has answered in time (out of memory?)';
