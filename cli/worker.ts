/**
 * The worker's process: runs instances and their jobs, and dispatches the outbox. Ends on SIGTERM, SIGINT, or when its parent is
 * gone, after what is under way; what it cannot finish in time another worker takes up.
 */
import { fstatSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import type { Environment } from '../activities/environment.ts';
import { jobs } from '../activities/index.ts';
import { type SmtpMailer, smtpMailer } from '../activities/mail/smtp-mailer.ts';
import { openDatabase } from '../prisma/database.ts';
import { buildBundle, buildIdOf } from '../workflows/bundle.ts';
import { startDispatcher, taskQueue, temporalClient } from '../workflows/client/index.ts';
import { type Configuration, readConfiguration } from './configuration.ts';
import { createWorker } from './create-worker.ts';
import { openStorage } from './open-storage.ts';
import { ensureNamespace, namespaceRetentionDays } from './temporal/namespace.ts';
import { startTracing } from './tracing.ts';
import { metricsTelemetry, workerMetrics } from './worker-metrics.ts';
import { cacheSize, quickenSandbox } from './worker-settings.ts';

/** How long jobs under way may take to end, before they are left to be repeated. */
const shutdownGraceTime = '10 seconds';
const connectLimit = 30_000;

async function main(): Promise<void> {
  const configuration = readConfiguration(process.env);
  const { workerDeployment, metricsAddress } = configuration;
  const encodesFailures = configuration.payloadKeys.current !== null;
  const runtime = Runtime.install({
    logger: new DefaultLogger('WARN'),
    shutdownSignals: [],
    ...metricsTelemetry(metricsAddress),
  });
  const metrics = metricsAddress === null ? null : workerMetrics(runtime.metricMeter);
  quickenSandbox();

  const stopped = stopRequest();
  const stopTracing = await startTracing(configuration, 'congvan-worker');
  const [connection, bundlePath] = await Promise.all([
    connect(configuration),
    buildBundle({ encodesFailures }),
  ]);
  const db = openDatabase(configuration.databaseUrl);
  const worker = await createWorker({
    connection,
    namespace: configuration.temporalNamespace,
    taskQueue,
    db,
    jobs,
    environment: await environmentOf(configuration),
    payloadKeys: configuration.payloadKeys,
    bundlePath,
    timersAreSwept: true,
    version: workerDeployment && {
      deploymentName: workerDeployment.name,
      buildId: workerDeployment.buildId ?? buildIdOf(bundlePath),
    },
    ...(metrics ? { metrics } : {}),
    settings: { maxCachedWorkflows: cacheSize(), shutdownGraceTime },
  });
  const temporal = temporalClient({
    connection,
    namespace: configuration.temporalNamespace,
    db,
    keys: configuration.payloadKeys,
  });
  const mailer = mailerOf(configuration);
  const dispatcher = startDispatcher({
    db,
    temporal,
    timersAreSwept: true,
    mailer,
    databaseUrl: configuration.databaseUrl,
    onError: (error, what) => {
      metrics?.countDispatcherError();
      console.error(`dispatcher: ${what}: ${sentence(error)}`);
    },
  });
  const running = worker.run();
  console.log('worker ready');
  process.send?.('ready');

  const reason = await Promise.race([stopped, running.then(() => 'ended by itself')]);
  console.log(`worker stops: ${reason}`);
  if (worker.getState() === 'RUNNING') worker.shutdown();
  await Promise.all([running, dispatcher.stop()]);
  mailer?.close();
  await connection.close();
  await db.$disconnect();
  await stopTracing();
}

/** Resolves with the reason when the process is to end. */
function stopRequest(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
    if (process.channel) process.once('disconnect', () => resolve('the parent is gone'));
    else if (isPipe(0)) process.stdin.once('end', () => resolve('the parent is gone')).resume();
  });
}

/** A parent that holds the other end: not a terminal, not /dev/null. */
function isPipe(descriptor: number): boolean {
  try {
    const status = fstatSync(descriptor);
    return status.isFIFO() || status.isSocket();
  } catch {
    return false;
  }
}

async function connect({ temporalAddress, temporalNamespace }: Configuration): Promise<NativeConnection> {
  const deadline = Date.now() + connectLimit;
  for (;;) {
    try {
      const connection = await NativeConnection.connect({ address: temporalAddress });
      // A cluster of one's own begins without any.
      await ensureNamespace(connection, {
        namespace: temporalNamespace,
        retentionDays: namespaceRetentionDays,
        signal: AbortSignal.timeout(connectLimit),
      });
      return connection;
    } catch (error) {
      if (Date.now() > deadline)
        throw new Error(`Temporal does not answer at ${temporalAddress}: ${sentence(error)}`);
      await pause(500);
    }
  }
}

function mailerOf({ smtpUrl, mailFrom, publicUrl }: Configuration): SmtpMailer | null {
  return smtpUrl === null ? null : smtpMailer({ url: smtpUrl, from: mailFrom, publicUrl });
}

async function environmentOf(configuration: Configuration): Promise<Environment> {
  return { storage: await openStorage(configuration), pkiFolder: configuration.pkiFolder };
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

try {
  await main();
} catch (error) {
  console.error(`worker: ${sentence(error)}`);
  process.exitCode = 1;
}
// Connections that others left open must not hold the process.
process.exit();
