/** The whole system with a saboteur's hands on it: each process can be killed by itself, each way between two of them cut. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readConfiguration } from '../../cli/configuration.ts';
import { openDataFolder } from '../../cli/data-folder.ts';
import { freePort } from '../../cli/free-port.ts';
import { signingKey } from '../../cli/keys.ts';
import { mintToken } from '../../cli/oidc/token.ts';
import { ensureDatabase, startPostgres } from '../../cli/postgres.ts';
import { deployStandardProcesses } from '../../cli/standard-processes.ts';
import { type DevServerOptions, startDevServer } from '../../cli/temporal/dev-server.ts';
import { obtainTemporal, obtainTemporalServer } from '../../cli/temporal/obtain.ts';
import { startTemporalServer, type TemporalServerOptions } from '../../cli/temporal/temporal-server.ts';
import { openDatabase } from '../../prisma/database.ts';
import { migrate } from '../../prisma/migrate.ts';
import { loadDemoAccounts, loadReferenceData } from '../../prisma/reference-data/index.ts';
import { buildBundle } from '../../workflows/bundle.ts';
import { type Clock, openClock } from './clock.ts';
import { Link } from './link.ts';
import { type Mailbox, openMailbox } from './mailbox.ts';
import { Part, type Running } from './part.ts';
import { mountVolume, type Volume } from './volume.ts';

export const partNames = ['worker', 'api', 'temporal', 'postgres'] as const;
export type PartName = (typeof partNames)[number];
export const linkNames = ['worker-temporal', 'worker-postgres', 'api-temporal', 'api-postgres'] as const;
export type LinkName = (typeof linkNames)[number];
/** `dev` keeps what it has in a file of SQLite, `server` in PostgreSQL. */
export const temporalKinds = ['dev', 'server'] as const;
export type TemporalKind = (typeof temporalKinds)[number];

export interface Arena extends AsyncDisposable {
  /** Of the API. */
  url: string;
  folder: string;
  filesFolder: string;
  /** Past the links. */
  databaseUrl: string;
  temporalAddress: string;
  parts: Record<PartName, Part>;
  links: Record<LinkName, Link>;
  clock: Clock;
  mailbox: Mailbox;
  /** Where PostgreSQL and Temporal keep what they have; null where no file system can be mounted. */
  volume: Volume | null;
  token(username: string): Promise<string>;
  /** Resolves when every process runs and the API reaches what it needs. @throws {Error} after five minutes */
  untilWell(): Promise<void>;
  /** Its folder, with logs and databases, outlives it, for whoever is to find out what went wrong. */
  keep(): void;
}

export interface ArenaOptions {
  tell: (line: string) => void;
  /** Megabytes of the volume for databases; 0: none. */
  volumeSize: number;
  temporal: TemporalKind;
}

/** Far above what a quiet machine takes: a busy one is no reason to give up a long run. */
const wellLimitMs = 300_000;

/** Everything is stopped, and removed unless it is to be kept, when it is disposed of. */
export async function startArena({ tell, volumeSize, temporal: kind }: ArenaOptions): Promise<Arena> {
  const folder = await openDataFolder(await openFolder());
  let isKept = false;
  // What has begun ends also where the rest does not begin.
  await using begun = new AsyncDisposableStack();
  begun.defer(async () => {
    if (!isKept) await rm(folder, { recursive: true, force: true });
  });
  const volumeFolder = join(folder, 'volume');
  const volume = volumeSize > 0 ? await mountVolume(volumeFolder, volumeSize) : null;
  begun.defer(() => volume?.unmount({ isKept }));
  if (!volume) await mkdir(volumeFolder, { recursive: true });
  const [clock, mailbox] = await Promise.all([openClock(folder), openMailbox(), buildBundle()]);
  begun.defer(() => mailbox.close());
  const [postgresPort, temporalPort, uiPort, apiPort] = await fourFreePorts();
  const log = (name: string): string => join(folder, 'logs', `${name}.log`);
  const startPart = async (name: string, start: () => Promise<Running>): Promise<Part> => {
    const part = await Part.start(name, start, tell);
    begun.defer(() => part.stop());
    return part;
  };

  const password = 'chaos';
  const openPostgres = () =>
    startPostgres({
      folder: join(volumeFolder, 'postgres'),
      port: postgresPort,
      password,
      logFile: log('postgres'),
      durable: true,
      environment: clock.environment,
      // What it keeps of its log has room on the volume.
      settings: { max_wal_size: '256MB' },
    });
  const first = await openPostgres();
  const postgres = await startPart('postgres', oneThen(first, openPostgres));
  await ensureDatabase(first, 'congvan');
  const databaseUrl = first.url('congvan');
  await fill(databaseUrl);
  const openTemporal =
    kind === 'server'
      ? await temporalServer({ databaseUrl, port: temporalPort, logFolder: join(folder, 'logs') })
      : await devServer({
          databaseFile: join(volumeFolder, 'temporal.db'),
          port: temporalPort,
          uiPort,
          logFile: log('temporal'),
        });
  const temporal = await startPart('temporal', openTemporal);

  const links: Arena['links'] = {
    'worker-temporal': await Link.to(temporalPort),
    'worker-postgres': await Link.to(postgresPort),
    'api-temporal': await Link.to(temporalPort),
    'api-postgres': await Link.to(postgresPort),
  };
  for (const link of Object.values(links)) begun.defer(() => link.close());
  const environment = (side: 'worker' | 'api'): Record<string, string> => ({
    DATABASE_URL: databaseUrl.replace(`:${postgresPort}/`, `:${links[`${side}-postgres`].port}/`),
    TEMPORAL_ADDRESS: `127.0.0.1:${links[`${side}-temporal`].port}`,
    CONGVAN_DATA: folder,
    PORT: String(apiPort),
    SMTP_URL: mailbox.url,
  });
  const configuration = readConfiguration(environment('api'));
  const startNode = (module: string, side: 'worker' | 'api') => () =>
    spawnNode(module, { ...process.env, ...clock.nodeEnvironment, ...environment(side) }, log(side));
  const [worker, api] = await Promise.all([
    startPart('worker', startNode('worker.ts', 'worker')),
    startPart('api', startNode('server.ts', 'api')),
  ]);
  const parts = { worker, api, temporal, postgres };
  const all = begun.move();
  return {
    url: configuration.publicUrl,
    folder,
    filesFolder: configuration.filesFolder,
    databaseUrl,
    temporalAddress: `127.0.0.1:${temporalPort}`,
    parts,
    links,
    clock,
    mailbox,
    volume,
    token: async (username) =>
      mintToken({
        key: await signingKey(configuration.keysFolder),
        issuer: configuration.oidc.issuer,
        audience: configuration.oidc.audience,
        subject: username,
      }),
    untilWell: () => untilWell(Object.values(parts), configuration.publicUrl),
    keep() {
      isKept = true;
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

// helpers //////////////////////////////////////////////////////////////////////////////////////////

async function openFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'congvan-chaos-'));
  // The embedded PostgreSQL may run as another user.
  await chmod(folder, 0o755);
  return folder;
}

async function fourFreePorts(): Promise<[number, number, number, number]> {
  const found = new Set<number>();
  while (found.size < 4) found.add(await freePort());
  return [...found] as [number, number, number, number];
}

async function devServer(
  options: Omit<DevServerOptions, 'program' | 'onSpawn'>,
): Promise<() => Promise<Running>> {
  const program = await obtainTemporal({ onProgress: () => undefined });
  return async () => {
    let pid = 0;
    const onSpawn = (started: number) => {
      pid = started;
    };
    const server = await startDevServer({ ...options, program, onSpawn });
    return { ...server, pid };
  };
}

async function temporalServer(
  options: Omit<TemporalServerOptions, 'programs' | 'onPid'>,
): Promise<() => Promise<Running>> {
  const programs = await obtainTemporalServer({ onProgress: () => undefined });
  return async () => {
    let pid = 0;
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const onPid = (_: string, started: number | null) => {
      if (started === null) resolve();
      else pid = started;
    };
    const server = await startTemporalServer({ ...options, programs, onPid });
    // It would start itself again; here that is the part's affair, as for all.
    const exited = ended.then(() => server.stop());
    return { pid, exited, stop: () => server.stop() };
  };
}

/** What runs already is taken the first time. */
function oneThen(first: Running, start: () => Promise<Running>): () => Promise<Running> {
  let isTaken = false;
  return () => {
    if (isTaken) return start();
    isTaken = true;
    return Promise.resolve(first);
  };
}

async function fill(databaseUrl: string): Promise<void> {
  await migrate(databaseUrl);
  const db = openDatabase(databaseUrl, { poolSize: 2 });
  try {
    await loadReferenceData(db);
    await loadDemoAccounts(db);
    await deployStandardProcesses(db);
  } finally {
    await db.$disconnect();
  }
}

const preloads = [
  new URL('./shifted-clock.mjs', import.meta.url),
  new URL('../../cli/child.ts', import.meta.url),
];
const readyLimitMs = 180_000;
const stopLimitMs = 20_000;

/** A process of cli/ that says when it is ready. */
async function spawnNode(module: string, env: NodeJS.ProcessEnv, logFile: string): Promise<Running> {
  const log = await open(logFile, 'a');
  const child = spawn(
    process.execPath,
    [
      ...preloads.flatMap(({ href }) => ['--import', href]),
      fileURLToPath(new URL(`../../cli/${module}`, import.meta.url)),
    ],
    { env, stdio: ['ignore', log.fd, log.fd, 'ipc'] },
  );
  await log.close();
  const exited = new Promise<void>((done) => child.once('exit', () => done()));
  const limit = AbortSignal.timeout(readyLimitMs);
  const isReady = await Promise.race([
    once(child, 'message', { signal: limit }).then(
      () => true,
      () => false,
    ),
    exited.then(() => false),
  ]);
  if (!isReady) {
    child.kill('SIGKILL');
    const lines = (await readFile(logFile, 'utf8')).trim().split('\n');
    throw new Error(`did not become ready: ${lines.slice(-3).join(' | ')}`);
  }
  return { pid: child.pid ?? 0, exited, stop: () => stop(child, exited) };
}

async function stop(child: ChildProcess, exited: Promise<void>): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
  await exited;
  clearTimeout(timer);
}

async function untilWell(parts: readonly Part[], url: string): Promise<void> {
  const limit = AbortSignal.timeout(wellLimitMs);
  const isReady = () =>
    fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) }).then(
      ({ status }) => status === 200,
      () => false,
    );
  do {
    const up = Promise.all(parts.map((part) => part.up)).then(() => undefined);
    await Promise.race([up, once(limit, 'abort')]);
    if (limit.aborted) throw new Error('The system did not recover within five minutes.');
    await pause(100);
  } while (!(await isReady()));
}
