/** PostgreSQL, Temporal and the two workers on a folder of their own, gone when disposed of. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Client, Connection } from '@temporalio/client';
import pg from 'pg';
import type { AnyJob } from '../../../activities/job.ts';
import { freePort } from '../../../cli/free-port.ts';
import { ensureDatabase, type RunningPostgres, startPostgres } from '../../../cli/postgres.ts';
import { startDevServer } from '../../../cli/temporal/dev-server.ts';
import { obtainTemporal, obtainTemporalServer } from '../../../cli/temporal/obtain.ts';
import { startTemporalServer } from '../../../cli/temporal/temporal-server.ts';
import type { PrismaClient, ProcessDefinition } from '../../../prisma/client/client.ts';
import { openDatabase } from '../../../prisma/database.ts';
import { migrate } from '../../../prisma/migrate.ts';
import { deploy, temporalClient } from '../../../workflows/client/index.ts';
import { benchJobs, createWorkTable } from './jobs.ts';
import { counting, gathering, handling, reminding, repeating, standing } from './models.ts';

export type WorkerKind = 'ours' | 'handwritten';

export interface BenchSystem extends AsyncDisposable {
  db: PrismaClient;
  temporal: Client;
  jobs: readonly AnyJob[];
  timersAreSwept: true;
  /** Of a database of the same cluster, made when it is missing. */
  postgresUrl(database: string): Promise<string>;
  pids: { postgres: number; temporal: number };
  workerPid(kind: WorkerKind): number;
  restartWorker(kind: WorkerKind): Promise<void>;
  /** Sums of Temporal's counters of requests, by operation. */
  temporalRequests(): Promise<Map<string, number>>;
  /** Bytes on disk of Temporal's store and of ours. */
  bytes(): Promise<{ temporal: number; ours: number }>;
}

/** `production`: the server that clusters run, on the same PostgreSQL; `dev`: that of `congvan up`, on SQLite. */
export type ServerKind = 'production' | 'dev';

export async function startSystem(kind: ServerKind, tell: (line: string) => void): Promise<BenchSystem> {
  const stops: (() => Promise<unknown> | undefined)[] = [];
  const stopAll = async (): Promise<void> => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), 'congvan-bench-'));
    stops.push(async () => rmSync(folder, { recursive: true, force: true }));
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, 'logs'));
    return await startParts(kind, folder, stops, stopAll, tell);
  } catch (error) {
    await stopAll();
    throw error;
  }
}

async function startParts(
  kind: ServerKind,
  folder: string,
  stops: (() => Promise<unknown> | undefined)[],
  stopAll: () => Promise<void>,
  tell: (line: string) => void,
): Promise<BenchSystem> {
  const postgres = await startPostgres({
    folder: join(folder, 'postgres'),
    port: await freePort(),
    password: 'bench',
    logFile: join(folder, 'logs', 'postgres.log'),
    durable: true,
    settings: { shared_preload_libraries: 'pg_stat_statements' },
  });
  stops.push(postgres.stop);
  const databaseUrl = await makeDatabase(postgres);
  const temporal = await (kind === 'dev'
    ? devServer(folder, tell)
    : productionServer(folder, databaseUrl, tell));
  stops.push(temporal.stop);
  const { address } = temporal;
  const workers = new Map<WorkerKind, ChildProcess>();
  // they are groups of their own, which a Ctrl-C does not reach; nobody needs what they have stored
  const interrupt = (): void => {
    for (const pid of [...[...workers.values()].map((worker) => worker.pid ?? 0), temporal.pid, postgres.pid])
      if (pid > 0) process.kill(pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    process.exit(130);
  };
  process.once('SIGINT', interrupt);
  stops.push(async () => process.removeListener('SIGINT', interrupt));
  const db = openDatabase(databaseUrl);
  stops.push(() => db.$disconnect());
  await db.$executeRawUnsafe(createWorkTable);
  await deployModels(db);

  const start = async (kind: WorkerKind): Promise<void> => {
    workers.set(kind, await startWorker(kind, { DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: address }));
  };
  const stop = async (kind: WorkerKind): Promise<void> => {
    const child = workers.get(kind);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  stops.push(() => Promise.all([stop('ours'), stop('handwritten')]));
  await Promise.all([start('ours'), start('handwritten')]);

  const connection = await Connection.connect({ address });
  stops.push(() => connection.close());
  return {
    db,
    temporal: temporalClient({ connection, db }),
    jobs: benchJobs,
    timersAreSwept: true,
    async postgresUrl(database) {
      await ensureDatabase(postgres, database);
      return postgres.url(database);
    },
    pids: { postgres: postgres.pid, temporal: temporal.pid },
    workerPid: (kind) => workers.get(kind)?.pid ?? 0,
    async restartWorker(kind) {
      await stop(kind);
      await start(kind);
    },
    temporalRequests: () => requestsOf(`http://${temporal.metrics}/metrics`),
    async bytes() {
      const rows = await db.$queryRaw<{ name: string; size: bigint }[]>`
        SELECT datname AS name, pg_database_size(datname) AS size FROM pg_database`;
      const databases = (pattern: RegExp): number =>
        rows.reduce((sum, { name, size }) => sum + (pattern.test(name) ? Number(size) : 0), 0);
      const files = temporal.files.map((file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0);
      return {
        temporal: files.reduce((sum, size) => sum + size, databases(/^temporal/)),
        ours: databases(/^congvan$/),
      };
    },
    [Symbol.asyncDispose]: stopAll,
  };
}

interface Server {
  address: string;
  pid: number;
  /** host:port */
  metrics: string;
  /** What it keeps outside of PostgreSQL. */
  files: string[];
  stop(): Promise<void>;
}

async function devServer(folder: string, tell: (line: string) => void): Promise<Server> {
  const program = await obtainTemporal({ onProgress: tell });
  const databaseFile = join(folder, 'temporal.db');
  const [port, uiPort, metricsPort] = [await freePort(), await freePort(), await freePort()];
  let pid = 0;
  const { stop } = await startDevServer({
    program,
    databaseFile,
    port,
    uiPort,
    metricsPort,
    logFile: join(folder, 'logs', 'temporal.log'),
    onSpawn: (spawned) => {
      pid = spawned;
    },
  });
  const files = [databaseFile, `${databaseFile}-wal`];
  return { address: `127.0.0.1:${port}`, pid, metrics: `127.0.0.1:${metricsPort}`, files, stop };
}

async function productionServer(
  folder: string,
  databaseUrl: string,
  tell: (line: string) => void,
): Promise<Server> {
  const { address, pids, metrics, stop } = await startTemporalServer({
    programs: await obtainTemporalServer({ onProgress: tell }),
    databaseUrl,
    logFolder: join(folder, 'logs'),
    port: await freePort(),
    metrics: true,
    onTrouble: tell,
  });
  return { address, pid: pids.get('server') ?? 0, metrics: metrics.get('server') ?? '', files: [], stop };
}

async function makeDatabase(postgres: RunningPostgres): Promise<string> {
  await ensureDatabase(postgres, 'congvan');
  const url = postgres.url('congvan');
  await migrate(url);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
  await client.end();
  return url;
}

async function deployModels(db: PrismaClient): Promise<void> {
  for (const [name, content] of Object.entries({
    handling,
    reminding,
    repeating,
    standing,
    counting,
    gathering,
  })) {
    await deployModel(db, name, content);
  }
}

export async function deployModel(
  db: PrismaClient,
  name: string,
  content: string,
): Promise<ProcessDefinition> {
  const resources = [{ name: `${name}.bpmn`, content }];
  const jobTypes = Object.fromEntries(
    benchJobs.map(({ type, execution, retries }) => [type, { execution, retries: retries ?? 3 }]),
  );
  const { definitions, findings } = await deploy(db, { resources, actorId: null, jobTypes });
  if (!definitions[0]) throw new Error(`Not deployed: ${JSON.stringify(findings)}`);
  return definitions[0];
}

async function startWorker(kind: WorkerKind, env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('worker.ts', import.meta.url)), [kind], {
    env: { ...process.env, ...env },
    execArgv: ['--import', new URL('../../../cli/child.ts', import.meta.url).href],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    detached: true,
  });
  const outcome = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  if (outcome[0] !== 'ready')
    throw new Error(`The worker (${kind}) did not start: it ended with ${outcome[0]}.`);
  return child;
}

/** `service_requests{operation="…"}` of the frontend, in the text form of Prometheus. */
async function requestsOf(url: string): Promise<Map<string, number>> {
  const text = await (await fetch(url)).text();
  const requests = new Map<string, number>();
  for (const line of text.split('\n')) {
    const found = /^service_requests\{(.*)\} ([\d.e+]+)$/.exec(line);
    const labels = found?.[1] ?? '';
    const operation = /(?:^|,)operation="(\w+)"/.exec(labels)?.[1];
    if (!operation || !/service_name="frontend"/.test(labels)) continue;
    requests.set(operation, (requests.get(operation) ?? 0) + Number(found?.[2]));
  }
  return requests;
}
