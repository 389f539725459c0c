/**
 * A worker as `congvan up` runs it, with the jobs of the bench: `node worker.ts ours` interprets, `node worker.ts handwritten` runs the
 * process written by hand. Configured by the environment: DATABASE_URL, TEMPORAL_ADDRESS.
 */
import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createWorker } from '../../../cli/create-worker.ts';
import { cacheSize, quickenSandbox } from '../../../cli/worker-settings.ts';
import { openDatabase } from '../../../prisma/database.ts';
import { buildBundle } from '../../../workflows/bundle.ts';
import { startDispatcher, taskQueue, temporalClient } from '../../../workflows/client/index.ts';
import { handwrittenActivities } from './handwritten-activities.ts';
import { benchJobs } from './jobs.ts';

const { DATABASE_URL: databaseUrl = '', TEMPORAL_ADDRESS: address = '' } = process.env;
const isOurs = process.argv[2] === 'ours';

Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] });
quickenSandbox();
const connection = await NativeConnection.connect({ address });
const db = openDatabase(databaseUrl);
const settings = { maxCachedWorkflows: cacheSize(), shutdownGraceTime: '10 seconds' };
const worker = await (isOurs ? ours() : handwritten());
const dispatcher = isOurs
  ? startDispatcher({
      ...{ db, jobs: benchJobs, temporal: temporalClient({ connection, db }) },
      ...{ timersAreSwept: true, databaseUrl, onError: console.error },
    })
  : null;

process.once('SIGTERM', () => worker.shutdown());
const running = worker.run();
process.send?.('ready');
await running;
await dispatcher?.stop();
await connection.close();
await db.$disconnect();
process.exit();

async function ours(): Promise<Worker> {
  const environment = { storage: undefined as never, pkiFolder: '' };
  const bundlePath = await buildBundle();
  return createWorker({
    ...{ connection, taskQueue, db, jobs: benchJobs, environment, bundlePath, settings },
    timersAreSwept: true,
  });
}

async function handwritten(): Promise<Worker> {
  return Worker.create({
    connection,
    taskQueue: 'handwritten',
    activities: { ...handwrittenActivities(db) },
    workflowsPath: fileURLToPath(new URL('handwritten-workflows.ts', import.meta.url)),
    reuseV8Context: true,
    ...settings,
  });
}
