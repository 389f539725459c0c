/** A Temporal worker that runs process instances and their jobs. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Environment } from '../activities/environment.ts';
import type { AnyJob } from '../activities/job.ts';
import { createCommit } from '../activities/projection/commit.ts';
import type { Fault } from '../activities/projection/contract.ts';
import { externalActivity, inOwnTransaction } from '../activities/projection/external-job.ts';
import type { PrismaClient } from '../prisma/client/client.ts';
import { createBatchPage } from '../workflows/client/batches/batch-page.ts';
import { workerDataConverter } from '../workflows/client/data-converter.ts';
import { rememberedGraphs } from '../workflows/client/definition-codec.ts';
import { HistoryCodec } from '../workflows/client/history-codec.ts';
import { largePayloads } from '../workflows/client/large-payloads.ts';
import { noKeys, type PayloadKeys } from '../workflows/client/payload-keys.ts';
import { signalActivities } from '../workflows/client/signal-activity.ts';
import { temporalClient } from '../workflows/client/temporal-client.ts';
import { definitionClaim } from '../workflows/definition-claim.ts';
import { nextCommit } from '../workflows/next-commit.ts';
import { tracedActivities, traceSinks } from './traced-activities.ts';
import type { WorkerMetrics } from './worker-metrics.ts';

export interface CreateWorkerOptions {
  connection: NativeConnection;
  namespace?: string;
  taskQueue: string;
  db: PrismaClient;
  jobs: readonly AnyJob[];
  environment: Environment;
  /** Of `buildBundle`. */
  bundlePath: string;
  /**
   * Its place among workers of several versions side by side, each of which keeps the runs that it has begun. Default: none, it takes
   * every instance, which it must then be able to go on with.
   */
  version?: { deploymentName: string; buildId: string } | null;
  /** Default: nothing is encrypted. */
  payloadKeys?: PayloadKeys;
  /** Default: nothing is measured. */
  metrics?: WorkerMetrics;
  /** As of WorkContext. */
  timersAreSwept?: boolean;
  /** Settings of the SDK beyond the defaults here, e.g. the size of the cache. */
  settings?: Partial<WorkerOptions>;
}

export async function createWorker(options: CreateWorkerOptions): Promise<Worker> {
  const { connection, taskQueue, db, jobs, environment, bundlePath, payloadKeys = noKeys } = options;
  const { timersAreSwept = false } = options;
  const codec = new HistoryCodec({ store: largePayloads(db), keys: payloadKeys });
  const byType = new Map(jobs.map((job) => [job.type, job]));
  const graphOf = rememberedGraphs(db);
  const chain = { graphOf, next: nextCommit };
  const temporal = temporalClient({
    ...{ connection, db, keys: payloadKeys },
    ...(options.namespace === undefined ? {} : { namespace: options.namespace }),
  });
  const commit = createCommit(db, (type) => byType.get(type), chain, reportFault);
  const activities: Record<string, (input: never) => Promise<unknown>> = {
    commit: options.metrics?.commit(commit) ?? commit,
    ...signalActivities({ db, temporal, jobs, timersAreSwept }),
    batchPage: createBatchPage({ db, temporal, jobs, timersAreSwept }),
    definition: async (hash: string) => definitionClaim(hash),
  };
  for (const job of jobs)
    activities[job.type] = externalActivity(job.execution === 'external' ? job : inOwnTransaction(job), {
      db,
      environment,
    });
  return Worker.create({
    connection,
    namespace: options.namespace ?? 'default',
    taskQueue,
    activities,
    workflowBundle: { codePath: bundlePath },
    interceptors: { activity: [tracedActivities] },
    sinks: traceSinks,
    dataConverter: workerDataConverter(graphOf, codec),
    reuseV8Context: true,
    ...(options.version
      ? {
          workerDeploymentOptions: {
            useWorkerVersioning: true,
            version: options.version,
            defaultVersioningBehavior: 'PINNED',
          },
        }
      : { buildId: await shortBuildId(bundlePath) }),
    ...options.settings,
  });
}

// helpers ////////////////////////////////////////////////////////////

/** Stands in every workflow task of every history, twice: the SDK's own has 91 characters. */
async function shortBuildId(bundlePath: string): Promise<string> {
  const hash = createHash('sha256').update(await readFile(bundlePath));
  return hash.digest('base64url').slice(0, 8);
}

/** The incident tells people what happened; where in the code is for the log alone. */
function reportFault(instanceId: string, { command, message, stack }: Fault): void {
  console.error(`instance ${instanceId} is held: ${command}: ${message}\n${stack}`);
}
