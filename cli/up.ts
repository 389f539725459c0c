/**
 * `congvan up`: the whole system on this machine. This process starts and watches the others (PostgreSQL, Temporal, worker, server)
 * and stops them in order; however it ends, the next start finds a clean field.
 */
import { once } from 'node:events';
import { rename, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Connection } from '@temporalio/client';
import { openDatabase } from '../prisma/database.ts';
import { MigrationError, migrate } from '../prisma/migrate.ts';
import { demoAccounts, loadDemoAccounts, loadReferenceData } from '../prisma/reference-data/index.ts';
import { buildBundle } from '../workflows/bundle.ts';
import { type Configuration, ConfigurationError, readConfiguration } from './configuration.ts';
import {
  DataFolderError,
  defaultDataFolder,
  lockDataFolder,
  openDataFolder,
  removeEnvironment,
  writeChildren,
  writeEnvironment,
} from './data-folder.ts';
import { freePort, isPortFree } from './free-port.ts';
import { databasePassword } from './keys.ts';
import { startNodeChild } from './node-child.ts';
import { ensureDatabase, PostgresError, startPostgres } from './postgres.ts';
import { type ProcessRecord, recordProcess } from './processes.ts';
import { deployStandardProcesses, StandardProcessError } from './standard-processes.ts';
import { createSteps, elapsed, type Steps } from './steps.ts';
import { DevServerError, startDevServer } from './temporal/dev-server.ts';
import { ObtainError, obtainTemporal } from './temporal/obtain.ts';
import { buildWebInterface } from './web-interface.ts';

const help = `Usage: congvan up [--data DIR] [--port N] [--api-only]      (npm start -- [--data DIR] [--port N] [--api-only])

Starts the whole system on this machine: PostgreSQL, Temporal, the worker, the web interface with its API and sign-in.
Everything listens on 127.0.0.1 alone. Ctrl-C stops it; what it holds stays in the data folder.

  --data DIR   data folder, default ${defaultDataFolder}
  --port N     port of the web interface, default 8080
  --api-only   does not build the web interface, for those who need the API alone

Environment: DATABASE_URL and TEMPORAL_ADDRESS use servers that run already; PUBLIC_URL, OIDC_ISSUER, SMTP_URL and
CLAMD_ADDRESS as in docs/architecture.md.`;

/** What a start cannot do; the message is a whole sentence for the operator. */
class UpError extends Error {
  override name = 'UpError';
}

/** Where the embedded servers listen, unless somebody else does. */
const preferredPorts = { postgres: 54_329, temporal: 7233, temporalUi: 8233 };
const logLimit = 10_000_000;
const sentences = [
  UpError,
  ConfigurationError,
  DataFolderError,
  DevServerError,
  MigrationError,
  ObtainError,
  PostgresError,
  StandardProcessError,
];

export async function upCommand(argv: string[]): Promise<number> {
  const options = readOptions(argv);
  if (typeof options === 'number') return options;
  const steps = createSteps();
  const end = endRequest();
  const system: System = { steps, end, stops: new Map(), children: new Map() };
  let failure: unknown;
  try {
    const ready = await start(system, options);
    steps.line(ready);
    if (!end.signal.aborted) await once(end.signal, 'abort');
  } catch (error) {
    if (!end.signal.aborted) failure = error;
  }
  failure ??= end.signal.reason instanceof UpError ? end.signal.reason : undefined;
  if (failure) steps.line(`\n${sentenceOf(failure)}`);
  await stop(system);
  if (process.connected) process.disconnect();
  return failure ? 1 : 0;
}

// ── Call ───────────────────────────────────────────────────────────────────────────────────────

interface Options {
  data: string;
  port: number;
  apiOnly: boolean;
}

function readOptions(argv: string[]): Options | number {
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        data: { type: 'string' },
        port: { type: 'string' },
        'api-only': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) {
      console.log(help);
      return 0;
    }
    const port = values.port ?? (process.env.PORT || '8080');
    if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535)
      throw new Error(`The port is "${port}": it must be a number from 1 to 65535.`);
    const data = values.data ?? (process.env.CONGVAN_DATA || defaultDataFolder);
    return { data, port: Number(port), apiOnly: values['api-only'] };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`);
    return 2;
  }
}

function sentenceOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return sentences.some((kind) => error instanceof kind)
    ? message
    : `The system could not be started: ${message}`;
}

/** Aborted by Ctrl-C, by SIGTERM, and when the process that started this one is gone; a second Ctrl-C does not wait. */
function endRequest(): AbortController {
  const end = new AbortController();
  const ask = (): void => {
    if (end.signal.aborted) process.exit(1);
    end.abort();
  };
  process.on('SIGINT', ask);
  process.on('SIGTERM', ask);
  process.on('SIGHUP', () => end.abort());
  if (process.connected) process.once('disconnect', () => end.abort());
  return end;
}

// ── Start ──────────────────────────────────────────────────────────────────────────────────────

interface System {
  steps: Steps;
  /** Aborted when everything is to stop; the reason is an UpError when that is a failure. */
  end: AbortController;
  stops: Map<Part, () => Promise<void>>;
  children: Map<string, ProcessRecord>;
}

/** In the order of stopping: first those that use the others. */
const parts = ['environment', 'server', 'worker', 'temporal', 'postgres', 'lock'] as const;
type Part = (typeof parts)[number];

/** @returns what to show when everything is ready */
async function start(system: System, { data, port, apiOnly }: Options): Promise<string> {
  const since = Date.now();
  const { steps, end } = system;
  // What is wrong in the environment is said before anything is started.
  const env: NodeJS.ProcessEnv = { ...process.env, CONGVAN_DATA: data, PORT: String(port) };
  const wanted = readConfiguration({
    ...env,
    DATABASE_URL: env.DATABASE_URL || 'postgresql://127.0.0.1/congvan',
  });
  const folder = await openDataFolder(data);
  const lock = await lockDataFolder(folder);
  system.stops.set('lock', lock.release);
  // what a killed predecessor left: nobody is to reach for its servers
  await removeEnvironment(folder);
  end.signal.addEventListener('abort', () => void lock.stopping().catch(() => undefined), { once: true });
  if (!(await isPortFree(port, wanted.host)))
    throw new UpError(`Port ${port} is in use: stop what listens there, or choose another with --port N.`);

  const database = startDatabase(system, folder);
  const [databaseUrl, temporal] = await allOf([
    database,
    startTemporal(system, folder),
    steps.step('Workflow code', () => buildBundle().then(() => undefined)),
    apiOnly ? Promise.resolve() : steps.step('Web interface', buildWebInterface),
    database.then((url) => steps.step('Database schema', () => migrate(url))),
  ]);
  end.signal.throwIfAborted();

  const environment = {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: wanted.temporalNamespace,
    CONGVAN_DATA: folder,
    HOST: wanted.host,
    PORT: String(port),
    PUBLIC_URL: wanted.publicUrl,
    OIDC_ISSUER: wanted.oidc.issuer,
    // Where the keys are, never the keys.
    ...(env.PAYLOAD_KEYS_FILE ? { PAYLOAD_KEYS_FILE: resolve(env.PAYLOAD_KEYS_FILE) } : {}),
  };
  await allOf([
    fillDatabase(system, databaseUrl, wanted),
    startChild(system, 'worker', { ...env, ...environment }, folder),
    startChild(system, 'server', { ...env, ...environment }, folder),
  ]);
  await writeEnvironment(folder, environment);
  system.stops.set('environment', () => removeEnvironment(folder));
  end.signal.throwIfAborted();
  return summary(wanted, folder, temporal.ui, since);
}

/** Like Promise.all, but fails only when all have come to an end: nothing is left half started. */
async function allOf<T extends unknown[]>(promises: { [K in keyof T]: Promise<T[K]> }): Promise<T> {
  await Promise.allSettled(promises);
  return (await Promise.all(promises)) as T;
}

async function startDatabase(system: System, folder: string): Promise<string> {
  const given = process.env.DATABASE_URL;
  if (given) return given;
  return system.steps.step('PostgreSQL', async () => {
    const logFile = join(folder, 'logs', 'postgres.log');
    await shorten(logFile);
    const password = await databasePassword(join(folder, 'keys'));
    const postgres = await onFreePorts([preferredPorts.postgres], ([port]) =>
      startPostgres({
        folder: join(folder, 'postgres'),
        port,
        password,
        logFile,
        durable: true,
        onSpawn: (pid) => note(system, folder, 'postgres', pid),
      }),
    );
    system.stops.set('postgres', postgres.stop);
    void postgres.exited.then(() => lost(system, 'PostgreSQL', logFile));
    if (postgres.folder !== join(folder, 'postgres'))
      system.steps.line(
        `  The database lies in ${postgres.folder}: as root, PostgreSQL runs as a user who may not enter ${folder}.`,
      );
    await ensureDatabase(postgres, 'congvan');
    return postgres.url('congvan');
  });
}

async function fillDatabase(system: System, url: string, { oidc }: Configuration): Promise<void> {
  const { step } = system.steps;
  const db = openDatabase(url, { poolSize: 4 });
  try {
    await step(oidc.embedded ? 'Reference data and demo accounts' : 'Reference data', async () => {
      await loadReferenceData(db);
      if (oidc.embedded) await loadDemoAccounts(db);
    });
    await step('Standard processes', (tell) => deployStandardProcesses(db, tell));
  } finally {
    await db.$disconnect();
  }
}

async function startTemporal(
  system: System,
  folder: string,
): Promise<{ address: string; ui: string | null }> {
  const given = process.env.TEMPORAL_ADDRESS;
  if (given) {
    await system.steps.step('Temporal', () => checkTemporal(given));
    return { address: given, ui: null };
  }
  return system.steps.step('Temporal', async (tell) => {
    const program = await obtainTemporal({ onProgress: tell, signal: system.end.signal });
    tell('');
    const logFile = join(folder, 'logs', 'temporal.log');
    await shorten(logFile);
    return onFreePorts([preferredPorts.temporal, preferredPorts.temporalUi], async ([port, uiPort]) => {
      const server = await startDevServer({
        program,
        databaseFile: join(folder, 'temporal.db'),
        port,
        uiPort,
        logFile,
        onSpawn: (pid) => note(system, folder, 'temporal', pid),
      });
      system.stops.set('temporal', server.stop);
      void server.exited.then(() => lost(system, 'Temporal', logFile));
      return { address: `127.0.0.1:${port}`, ui: `http://127.0.0.1:${uiPort}` };
    });
  });
}

async function checkTemporal(address: string): Promise<void> {
  const connection = Connection.lazy({ address });
  try {
    await connection.withDeadline(Date.now() + 5000, () => connection.workflowService.getSystemInfo({}));
  } catch {
    throw new UpError(
      `Temporal does not answer at TEMPORAL_ADDRESS ${address}: start it, or unset the variable to use the embedded one.`,
    );
  } finally {
    await connection.close();
  }
}

async function startChild(
  system: System,
  name: 'worker' | 'server',
  env: NodeJS.ProcessEnv,
  folder: string,
): Promise<void> {
  await system.steps.step(name === 'worker' ? 'Worker' : 'Server', async () => {
    const logFile = join(folder, 'logs', `${name}.log`);
    await shorten(logFile);
    const child = await startNodeChild({
      name,
      module: new URL(`./${name}.ts`, import.meta.url),
      env,
      logFile,
      onPid: (pid) => note(system, folder, name, pid),
      onTrouble: system.steps.line,
    });
    system.stops.set(name, child.stop);
  });
}

/**
 * Starts something on the preferred ports, or on any that are free where those are taken; again on others when it failed because
 * somebody took one in the meantime.
 */
async function onFreePorts<P extends number[], T>(
  preferred: [...P],
  work: (ports: P) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const ports = (await Promise.all(preferred.map(portFor))) as P;
    try {
      return await work(ports);
    } catch (error) {
      const taken = (await Promise.all(ports.map((port) => isPortFree(port, '127.0.0.1')))).includes(false);
      if (!taken || attempt === 3) throw error;
    }
  }
}

async function portFor(preferred: number): Promise<number> {
  return (await isPortFree(preferred, '127.0.0.1')) ? preferred : freePort();
}

/** Written down for the next start, in case this process is killed. */
function note(system: System, folder: string, name: string, pid: number | null): void {
  const record = pid === null ? null : recordProcess(name, pid);
  if (record) system.children.set(name, record);
  else system.children.delete(name);
  try {
    writeChildren(folder, [...system.children.values()]);
  } catch (error) {
    // The folder was taken away under us: the children must still be stopped.
    system.steps.line(`The data folder cannot be written any more: ${(error as Error).message}`);
  }
}

function lost(system: System, name: string, logFile: string): void {
  if (!system.end.signal.aborted)
    system.end.abort(
      new UpError(`${name} ended unexpectedly, so everything stops: see ${logFile} and start again.`),
    );
}

async function shorten(logFile: string): Promise<void> {
  const size = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  );
  if (size > logLimit) await rename(logFile, `${logFile}.old`);
}

// ── End ────────────────────────────────────────────────────────────────────────────────────────

async function stop({ steps, stops, end }: System): Promise<void> {
  if (!end.signal.aborted) end.abort();
  const titles: Partial<Record<Part, string>> = {
    server: 'Server stopped',
    worker: 'Worker stopped',
    temporal: 'Temporal stopped',
    postgres: 'PostgreSQL stopped',
  };
  for (const part of parts) {
    const work = stops.get(part);
    const title = titles[part];
    if (work) await (title ? steps.step(title, work) : work());
  }
  steps.close();
}

function summary(
  { publicUrl, oidc }: Configuration,
  folder: string,
  ui: string | null,
  since: number,
): string {
  const rows: [string, string][] = [
    ['Web interface', publicUrl],
    ['GraphQL', `${publicUrl}/graphql`],
    ...(oidc.embedded ? [['Demo accounts', accounts()] as [string, string]] : []),
    ...(ui ? [['Temporal', ui] as [string, string]] : []),
    ['Data folder', folder],
    ['To stop', 'Ctrl-C'],
  ];
  const lines = rows.map(([name, value]) => `  ${name.padEnd(14)} ${value}`);
  return `\nReady in ${elapsed(since)}\n\n${lines.join('\n')}\n`;
}

/** By organisation; the password is the user name. */
function accounts(): string {
  const people = demoAccounts.filter(({ side }) => side !== 'SYSTEM');
  const byOrganisation = Map.groupBy(people, ({ agencyCode, taxCode }) => agencyCode ?? taxCode ?? '');
  const lines = [...byOrganisation].map(
    ([organisation, members]) =>
      `${organisation.padEnd(11)} ${members.map(({ username }) => username).join(', ')}`,
  );
  return ['password = user name', ...lines].join(`\n${' '.repeat(17)}`);
}
