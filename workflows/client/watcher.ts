/**
 * Finds instances whose workflow task fails again and again (a version that does not replay their histories, a worker out of memory, a
 * bundle that does not load), opens an incident for each, and closes it when the task has succeeded. Any number of watchers may run.
 *
 * A task that failed is a bug, and known as one after a few attempts. One that only timed out is more often a worker that was killed, or
 * a machine with too much to do: that takes minutes without an answer.
 *
 * Temporal is not asked about every open instance each round, but about those with an open incident, those that somebody could not
 * reach, those that the server lists itself where it can, and a few of all others in turn: a timer or a job may be what failed.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { isGrpcServiceError } from '@temporalio/client';
import { decodeOptionalFailureToOptionalError } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { optionalTsToMs } from '@temporalio/common/lib/time.js';
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
  /** A task that has been begun more often than this is poisoned where it has failed, */
  toleratedAttempts?: number;
  /** and where it has only timed out, if it has done so for so long, milliseconds. */
  toleratedSilence?: number;
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
/** A worker whose machine is at twenty times its load answers within a few attempts of 10 s. */
const defaultSilence = 300_000;
/** Of each kind in one round. */
const batch = 200;
const defaultSample = 50;
/** Where one of a sample is poisoned others are: up to so many samples in a round. */
const pagesWhereFound = 20;
/** What was in doubt stays so for a while, milliseconds: its task may not have failed often enough yet. */
const doubt = 120_000;
/** While Temporal is away everything is in doubt. */
const mostSuspects = 5_000;
/** Events looked through for what became of the task, from the last. */
const eventsBack = 50;
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
  /** Since when Temporal could be asked: what went before is no fault of an instance. */
  let watchedSince = Date.now();
  const run = async (): Promise<void> => {
    for (;;) {
      await pause(options.watchInterval ?? defaultInterval, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        await round(options, suspects, turns, watchedSince, signal);
      } catch (error) {
        watchedSince = Date.now();
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
  watchedSince: number,
  signal: AbortSignal,
): Promise<void> {
  const { db, sample = defaultSample } = options;
  const silentUntil = Date.now() - (options.toleratedSilence ?? defaultSilence);
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
        const trouble = await troubleOf(options, id, task.runId);
        const isFaulty = trouble.kind === 'failed' || Math.max(trouble.since, watchedSince) < silentUntil;
        if (!isFaulty) continue;
        found++;
        await openPoisoned(db, id, trouble.kind === 'failed' ? trouble.cause : timedOut);
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

type Trouble =
  /** In one line why, of the last time. */
  | { kind: 'failed'; cause: string }
  /** For the first time, epoch milliseconds. */
  | { kind: 'timedOut'; since: number };

/**
 * What the history says of the task that does not succeed, since the last that did: only of first attempts, which is what tells a failing
 * one from a worker that does not answer, since the SDK lets further ones time out.
 */
async function troubleOf({ temporal }: WorkContext, workflowId: string, runId: string): Promise<Trouble> {
  const { history } = await temporal.workflowService.getWorkflowExecutionHistoryReverse({
    namespace: temporal.options.namespace,
    execution: { workflowId, runId },
    maximumPageSize: eventsBack,
  });
  let since = Date.now();
  for (const event of history?.events ?? []) {
    if (event.eventType === EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED) break;
    if (event.eventType === EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT)
      since = optionalTsToMs(event.eventTime) ?? since;
    if (event.eventType !== EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED) continue;
    const cause = await causeOf(temporal, workflowId, event);
    if (cause !== null) return { kind: 'failed', cause };
    since = optionalTsToMs(event.eventTime) ?? since;
  }
  return { kind: 'timedOut', since };
}

/**
 * One line; null where it took the worker too long. What is encrypted may hold variables, and is not told here: only of what kind it is,
 * and how it is read.
 */
async function causeOf(
  temporal: WorkContext['temporal'],
  workflowId: string,
  event: proto.temporal.api.history.v1.IHistoryEvent,
): Promise<string | null> {
  const { failure, cause } = event.workflowTaskFailedEventAttributes ?? {};
  const isEncrypted = encodingOf(failure?.encodedAttributes ?? {}) === encryptedEncoding;
  const error = await decodeOptionalFailureToOptionalError(
    temporal.options.loadedDataConverter,
    failure,
  ).catch(() => undefined);
  const message = (error?.message ?? '').split('\n', 1)[0] ?? '';
  if (tookTooLong.test(message)) return null;
  const kind = `${WorkflowTaskFailedCause[cause ?? 0]}`;
  if (isEncrypted) return `${kind}: congvan inspect ${workflowId} --history`;
  return (message || kind).slice(0, longestCause);
}

/** As Node says it where the sandbox has reached its limit. */
const tookTooLong = /^Script execution timed out/;
const timedOut = 'Worker không trả lời kịp (hết bộ nhớ?) / no worker has answered in time (out of memory?)';
