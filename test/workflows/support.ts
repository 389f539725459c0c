/** A server, a database and a worker with jobs of the test's own; what the tests of this folder share. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isGrpcServiceError } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Worker, WorkerOptions } from '@temporalio/worker';
import type { AnyJob } from '../../activities/job.ts';
import { type CreateWorkerOptions, createWorker } from '../../cli/create-worker.ts';
import type { PrismaClient } from '../../prisma/client/client.ts';
import { buildBundle } from '../../workflows/bundle.ts';
import { taskQueue, type WorkContext } from '../../workflows/client/context.ts';
import { deploy } from '../../workflows/client/deploy.ts';
import {
  completeTask,
  dispatchInstance,
  type InstanceView,
  prepareInstance,
  startInstance,
  temporalClient,
} from '../../workflows/client/index.ts';
import { noKeys, type PayloadKeys } from '../../workflows/client/payload-keys.ts';
import { definitionClaim } from '../../workflows/definition-claim.ts';
import { type ProcessInstanceInput, processInstanceWorkflow } from '../../workflows/messages.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

export interface Bench extends WorkContext, AsyncDisposable {
  database: TestDatabase;
  server: TestWorkflowEnvironment;
  jobs: readonly AnyJob[];
  worker: RunningWorker;
}

export interface RunningWorker {
  worker: Worker;
  stop(): Promise<void>;
}

/** No job of the tests uses it. */
const environment = { storage: undefined as never, pkiFolder: '' };

/** @param server ends with the bench */
export async function bench(
  server: TestWorkflowEnvironment,
  jobs: readonly AnyJob[],
  payloadKeys: PayloadKeys = noKeys,
): Promise<Bench> {
  const database = await testDatabase();
  const { db } = database;
  const worker = await startWorker({ server, db, jobs, payloadKeys });
  const made: Bench = {
    database,
    db,
    temporal: temporalClient({ connection: server.connection, db, keys: payloadKeys }),
    server,
    jobs,
    worker,
    async [Symbol.asyncDispose]() {
      await made.worker.stop();
      await made.server.teardown();
      await database[Symbol.asyncDispose]();
    },
  };
  return made;
}

export async function startWorker(options: {
  server: TestWorkflowEnvironment;
  db: PrismaClient;
  jobs: readonly AnyJob[];
  payloadKeys?: PayloadKeys;
  settings?: Partial<WorkerOptions>;
  version?: CreateWorkerOptions['version'];
  timersAreSwept?: boolean;
  bundlePath?: string;
}): Promise<RunningWorker> {
  const { server, db, jobs, payloadKeys = noKeys, settings = {}, version = null } = options;
  const worker = await createWorker({
    connection: server.nativeConnection,
    taskQueue,
    db,
    jobs,
    environment,
    payloadKeys,
    bundlePath: options.bundlePath ?? (await buildBundle({ encodesFailures: payloadKeys.current !== null })),
    version,
    timersAreSwept: options.timersAreSwept ?? false,
    settings: { maxCachedWorkflows: 100, shutdownGraceTime: 0, ...settings },
  });
  const running = worker.run();
  return {
    worker,
    async stop() {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await running;
    },
  };
}

/** Deploys models/<name>.bpmn with the jobs of the bench. */
export async function deployModel({ db, jobs }: Pick<Bench, 'db' | 'jobs'>, name: string): Promise<void> {
  const content = await readFile(new URL(`models/${name}.bpmn`, import.meta.url), 'utf8');
  const jobTypes = Object.fromEntries(
    jobs.map(({ type, execution, retries }) => [type, { execution, retries: retries ?? 3 }]),
  );
  const { definitions, findings } = await deploy(db, {
    resources: [{ name: `${name}.bpmn`, content }],
    actorId: null,
    jobTypes,
  });
  if (definitions.length === 0) throw new Error(`Not deployed: ${JSON.stringify(findings)}`);
}

/** Waits until the condition gives something; for what happens without anybody's asking. */
export async function eventually<T>(
  condition: () => Promise<T | null | undefined | false>,
  what: string,
  limit = 30_000,
): Promise<T> {
  const deadline = Date.now() + limit;
  for (;;) {
    const found = await condition();
    if (found !== null && found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`${what} did not happen within ${limit / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What the tests do with instances of a model. */
export function workOn(system: WorkContext, key = 'review') {
  const { db } = system;

  async function start(variables: Record<string, unknown> = {}) {
    const caseId = randomUUID();
    const started = await startInstance(system, {
      key,
      variables: { caseId, ...variables },
      agencyCode: 'H26.01',
      taxCode: '0199990011',
    });
    return { caseId, ...started };
  }

  /** Starts one that begins a new run after so many events of history. */
  async function startWithHistoryLimit(historyLimit: number, variables: Record<string, unknown> = {}) {
    const caseId = randomUUID();
    const instanceId = await db.$transaction((tx) =>
      prepareInstance(tx, { key: 'review', variables: {}, agencyCode: 'H26.01' }),
    );
    await db.processInstance.update({
      where: { id: instanceId },
      data: { dispatchedAt: new Date(), hasWorkflow: true },
    });
    const { definition } = await db.processInstance.findUniqueOrThrow({
      where: { id: instanceId },
      include: { definition: true },
    });
    const input: ProcessInstanceInput = {
      ...{ processId: 'review', agencyCode: 'H26.01', taxCode: null, businessKey: null },
      ...{ variables: { caseId, ...variables }, historyLimit },
    };
    const { firstExecutionRunId } = await system.temporal.workflow.start(processInstanceWorkflow, {
      workflowId: instanceId,
      taskQueue,
      args: [input, definitionClaim(definition.hash)],
    });
    const view = await dispatchInstance(system, instanceId);
    return { caseId, instanceId, view, firstExecutionRunId };
  }

  /** Completes the open task of that element. */
  async function complete(
    instanceId: string,
    elementId: string,
    variables: Record<string, unknown> = {},
    idempotencyKey?: string,
  ): Promise<InstanceView> {
    const task = await db.task.findFirstOrThrow({ where: { instanceId, elementId, state: 'OPEN' } });
    const key = idempotencyKey === undefined ? {} : { idempotencyKey };
    return await completeTask(system, { taskId: task.id, variables, actorId: null, ...key });
  }

  const stored = (instanceId: string) =>
    db.processInstance.findUniqueOrThrow({
      where: { id: instanceId },
      include: { tasks: { orderBy: { createdAt: 'asc' } }, incidents: true },
    });

  const ended = (instanceId: string) =>
    eventually(async () => {
      const row = await stored(instanceId);
      return row.state !== 'ACTIVE' && row;
    }, `the end of ${instanceId}`);

  return { start, startWithHistoryLimit, complete, stored, ended };
}

/** What Temporal has of the instance; nothing where it has not heard of it. */
export async function historyOf({ temporal }: WorkContext, instanceId: string) {
  try {
    const { events } = await temporal.workflow.getHandle(instanceId).fetchHistory();
    return events ?? [];
  } catch (error) {
    if (isGrpcServiceError(error) && error.code === 5) return [];
    throw error;
  }
}
