/**
 * `congvan cluster`: the topology of production on this machine, without containers. Temporal with its four services in a process each
 * over PostgreSQL, several workers, several API processes behind one address, storage that speaks S3. Any of them may be killed: it is
 * started again, and the others go on meanwhile.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { migrate } from '../../prisma/migrate.ts';
import { buildBundle } from '../../workflows/bundle.ts';
import { readConfiguration } from '../configuration.ts';
import { removeEnvironment, writeEnvironment } from '../data-folder.ts';
import { fillDatabase, startDatabase } from '../embedded-database.ts';
import { freeLowPorts } from '../free-port.ts';
import { storageSecret } from '../keys.ts';
import { readySummary } from '../ready-summary.ts';
import {
  allOf,
  checkPort,
  note,
  onFreePorts,
  runSystem,
  type System,
  shorten,
  startProgram,
  stopWith,
  takeDataFolder,
} from '../supervisor.ts';
import {
  type RunningTemporalServer,
  startTemporalServer,
  temporalServices,
} from '../temporal/temporal-server.ts';
import { buildWebInterface } from '../web-interface.ts';
import { startBalancer } from './balancer.ts';
import { type ClusterPrograms, obtainClusterPrograms } from './programs.ts';
import { startStorageServer } from './storage-server.ts';

const defaultFolder = '.congvan-cluster';
const help = `Usage: congvan cluster [--data DIR] [--port N] [--workers N] [--servers N] [--api-only]
       npm run start:cluster -- [--data DIR] …

Starts the topology of production on this machine, without containers: PostgreSQL, Temporal with its four services in a
process each, workers, API processes behind one address, and storage that speaks S3. Everything listens on 127.0.0.1
alone. What dies is started again. Ctrl-C stops it all; what it holds stays in the data folder.
The first start builds temporal-server, caddy and versitygw with Go, which takes about ten minutes.

  --data DIR     data folder, default ${defaultFolder}
  --port N       port of the one address, default 8080
  --workers N    default 2
  --servers N    API processes, default 2
  --api-only     does not build the web interface

DATABASE_URL in the environment uses a PostgreSQL that runs already (its user makes the databases "temporal" and
"temporal_visibility"); PUBLIC_URL, OIDC_ISSUER, SMTP_URL, CLAMD_ADDRESS, PAYLOAD_KEYS_FILE as in
docs/how-to/run-in-production.md.`;

/** In the order of stopping. */
const parts = [
  ['environment', null],
  ['balancer', null],
  ['server', 'API processes stopped'],
  ['worker', 'Workers stopped'],
  ['temporal', 'Temporal stopped'],
  ['storage', null],
  ['postgres', 'PostgreSQL stopped'],
  ['lock', null],
] as const;

const temporalPort = 7233;
const historyShards = 64;
const bucket = 'congvan';
/** Temporal's processes take 20 each, our own programs the rest. */
const databaseConnections = '400';

export async function clusterCommand(argv: string[]): Promise<number> {
  const options = readOptions(argv);
  if (typeof options === 'number') return options;
  return runSystem(parts, (system) => start(system, options));
}

// ── Call ───────────────────────────────────────────────────────────────────────────────────────

interface Options {
  data: string;
  port: number;
  workers: number;
  servers: number;
  apiOnly: boolean;
}

function readOptions(argv: string[]): Options | number {
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        data: { type: 'string', default: defaultFolder },
        port: { type: 'string', default: '8080' },
        workers: { type: 'string', default: '2' },
        servers: { type: 'string', default: '2' },
        'api-only': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) {
      console.log(help);
      return 0;
    }
    return {
      data: values.data,
      port: numberOf('port', values.port, 65_535),
      workers: numberOf('workers', values.workers, 64),
      servers: numberOf('servers', values.servers, 64),
      apiOnly: values['api-only'],
    };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`);
    return 2;
  }
}

function numberOf(name: string, text: string, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= most) return value;
  throw new Error(`--${name} is "${text}": it must be a number from 1 to ${most}.`);
}

// ── Start ──────────────────────────────────────────────────────────────────────────────────────

/** @returns what to show when everything is ready */
async function start(system: System, options: Options): Promise<string> {
  const since = Date.now();
  const { steps, end } = system;
  const { data, port, apiOnly } = options;
  const env: NodeJS.ProcessEnv = { ...process.env, CONGVAN_DATA: data, PORT: String(port) };
  // What is wrong in the environment is said before anything is started.
  const wanted = readConfiguration({
    ...env,
    DATABASE_URL: env.DATABASE_URL || 'postgresql://127.0.0.1/congvan',
  });
  const folder = await takeDataFolder(system, data);
  await checkPort(port, wanted.host);
  const programs = await steps.step('Programs', (tell) =>
    obtainClusterPrograms({ onProgress: tell, signal: end.signal }),
  );

  const database = startDatabase(system, folder, { max_connections: databaseConnections });
  const [databaseUrl, temporal, storage] = await allOf([
    database,
    database.then((url) => startTemporal(system, folder, programs, url)),
    startStorage(system, folder, programs),
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
    TRUSTED_PROXIES: '127.0.0.1',
    ...storage,
    // Where the keys are, never the keys.
    ...(env.PAYLOAD_KEYS_FILE ? { PAYLOAD_KEYS_FILE: resolve(env.PAYLOAD_KEYS_FILE) } : {}),
  };
  const serverPorts = await freeLowPorts(options.servers + options.workers + 1);
  const workerPorts = serverPorts.splice(0, options.workers);
  const [adminPort = 0] = serverPorts.splice(0, 1);
  // On its own: at the first start all the others would ask the database for a great deal at the same time.
  await fillDatabase(system, databaseUrl, wanted);
  await allOf([
    steps.step(`Workers (${options.workers})`, () =>
      allOf(
        workerPorts.map((metricsPort, index) =>
          startProgram(
            system,
            folder,
            'worker',
            { ...env, ...environment, METRICS_ADDRESS: `127.0.0.1:${metricsPort}` },
            `worker-${index + 1}`,
          ),
        ),
      ),
    ),
    steps.step(`API processes (${options.servers})`, () =>
      allOf(
        serverPorts.map((serverPort, index) =>
          startProgram(
            system,
            folder,
            'server',
            { ...env, ...environment, PORT: String(serverPort) },
            `server-${index + 1}`,
          ),
        ),
      ),
    ),
    startFront(system, folder, programs, { ...wanted, port, adminPort, serverPorts }),
  ]);
  const targets = metricsTargets(temporal, workerPorts, serverPorts, adminPort);
  const targetsFile = join(folder, 'metrics-targets.json');
  await writeFile(targetsFile, JSON.stringify(targets, null, 2));
  await writeEnvironment(folder, environment);
  stopWith(system, 'environment', () => removeEnvironment(folder));
  end.signal.throwIfAborted();
  return readySummary(wanted, folder, since, [
    ['Temporal', temporal.address],
    ['Storage', `${storage.S3_ENDPOINT}/${bucket}`],
    ['Metrics', targetsFile],
  ]);
}

async function startTemporal(
  system: System,
  folder: string,
  programs: ClusterPrograms,
  databaseUrl: string,
): Promise<RunningTemporalServer> {
  return system.steps.step('Temporal, 4 services', async () => {
    const logFolder = join(folder, 'logs');
    for (const service of temporalServices) await shorten(join(logFolder, `temporal-${service}.log`));
    return onFreePorts([temporalPort], async ([port]) => {
      const server = await startTemporalServer({
        programs: programs.temporal,
        databaseUrl,
        logFolder,
        port,
        apart: true,
        shards: historyShards,
        metrics: true,
        onPid: (service, pid) => note(system, folder, `temporal-${service}`, pid),
        onTrouble: system.steps.line,
      });
      stopWith(system, 'temporal', server.stop);
      return server;
    });
  });
}

/** @returns the environment of those who use it */
async function startStorage(
  system: System,
  folder: string,
  { versitygw }: ClusterPrograms,
): Promise<Record<'S3_BUCKET' | 'S3_ENDPOINT' | 'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY', string>> {
  return system.steps.step('Storage', async () => {
    const logFile = join(folder, 'logs', 'storage.log');
    await shorten(logFile);
    const [port = 0] = await freeLowPorts(1);
    const secretKey = await storageSecret(join(folder, 'keys'));
    const server = await startStorageServer({
      program: versitygw,
      folder: join(folder, 'storage'),
      port,
      bucket,
      accessKey: bucket,
      secretKey,
      logFile,
      onPid: (pid) => note(system, folder, 'storage', pid),
      onTrouble: system.steps.line,
    });
    stopWith(system, 'storage', server.stop);
    return {
      S3_BUCKET: bucket,
      S3_ENDPOINT: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: bucket,
      AWS_SECRET_ACCESS_KEY: secretKey,
    };
  });
}

async function startFront(
  system: System,
  folder: string,
  { caddy }: ClusterPrograms,
  {
    host,
    port,
    adminPort,
    serverPorts,
  }: { host: string; port: number; adminPort: number; serverPorts: number[] },
): Promise<void> {
  await system.steps.step('Balancer', async () => {
    const own = join(folder, 'balancer');
    await mkdir(own, { recursive: true });
    const logFile = join(folder, 'logs', 'balancer.log');
    await shorten(logFile);
    const balancer = await startBalancer({
      program: caddy,
      host,
      port,
      adminAddress: `127.0.0.1:${adminPort}`,
      servers: serverPorts.map((serverPort) => `${host}:${serverPort}`),
      folder: own,
      logFile,
      onPid: (pid) => note(system, folder, 'balancer', pid),
      onTrouble: system.steps.line,
    });
    stopWith(system, 'balancer', balancer.stop);
  });
}

// ── Metrics ────────────────────────────────────────────────────────────────────────────────────

interface Target {
  targets: string[];
  labels: { job: string; instance: string };
}

/** Who can be asked for metrics, in the form of Prometheus's `file_sd_configs`. */
function metricsTargets(
  temporal: RunningTemporalServer,
  workerPorts: number[],
  serverPorts: number[],
  adminPort: number,
): Target[] {
  const target = (job: string, instance: string, address: string): Target => ({
    targets: [address],
    labels: { job, instance },
  });
  return [
    ...[...temporal.metrics].map(([service, address]) => target('temporal', service, address)),
    ...workerPorts.map((port, index) => target('congvan-worker', `worker-${index + 1}`, `127.0.0.1:${port}`)),
    ...serverPorts.map((port, index) => target('congvan-api', `server-${index + 1}`, `127.0.0.1:${port}`)),
    target('balancer', 'balancer', `127.0.0.1:${adminPort}`),
  ];
}
