/**
 * `congvan up`: the whole system on this machine. This process starts and watches the others (PostgreSQL, Temporal, worker, server)
 * and stops them in order; however it ends, the next start finds a clean field.
 */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Connection } from '@temporalio/client';
import { migrate } from '../prisma/migrate.ts';
import { buildBundle } from '../workflows/bundle.ts';
import { readConfiguration } from './configuration.ts';
import { defaultDataFolder, removeEnvironment, writeEnvironment } from './data-folder.ts';
import { fillDatabase, startDatabase } from './embedded-database.ts';
import { readySummary } from './ready-summary.ts';
import {
  allOf,
  checkPort,
  lost,
  note,
  onFreePorts,
  runSystem,
  StartError,
  type System,
  shorten,
  startProgram,
  stopWith,
  takeDataFolder,
} from './supervisor.ts';
import { startDevServer } from './temporal/dev-server.ts';
import { obtainTemporal } from './temporal/obtain.ts';
import { buildWebInterface } from './web-interface.ts';

const help = `Usage: congvan up [--data DIR] [--port N] [--api-only]      (npm start -- [--data DIR] [--port N] [--api-only])

Starts the whole system on this machine: PostgreSQL, Temporal, the worker, the web interface with its API and sign-in.
Everything listens on 127.0.0.1 alone. Ctrl-C stops it; what it holds stays in the data folder.

  --data DIR   data folder, default ${defaultDataFolder}
  --port N     port of the web interface, default 8080
  --api-only   does not build the web interface, for those who need the API alone

Environment: DATABASE_URL and TEMPORAL_ADDRESS use servers that run already; PUBLIC_URL, OIDC_ISSUER, SMTP_URL and
CLAMD_ADDRESS as in docs/architecture.md.`;

/** Where the embedded servers listen, unless somebody else does. */
const preferredPorts = { temporal: 7233, temporalUi: 8233 };

/** In the order of stopping. */
const parts = [
  ['environment', null],
  ['server', 'Server stopped'],
  ['worker', 'Worker stopped'],
  ['temporal', 'Temporal stopped'],
  ['postgres', 'PostgreSQL stopped'],
  ['lock', null],
] as const;

export async function upCommand(argv: string[]): Promise<number> {
  const options = readOptions(argv);
  if (typeof options === 'number') return options;
  return runSystem(parts, (system) => start(system, options));
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

// ── Start ──────────────────────────────────────────────────────────────────────────────────────

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
  const folder = await takeDataFolder(system, data);
  await checkPort(port, wanted.host);

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
    steps.step('Worker', () => startProgram(system, folder, 'worker', { ...env, ...environment })),
    steps.step('Server', () => startProgram(system, folder, 'server', { ...env, ...environment })),
  ]);
  await writeEnvironment(folder, environment);
  stopWith(system, 'environment', () => removeEnvironment(folder));
  end.signal.throwIfAborted();
  return readySummary(wanted, folder, since, temporal.ui ? [['Temporal', temporal.ui]] : []);
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
      stopWith(system, 'temporal', server.stop);
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
    throw new StartError(
      `Temporal does not answer at TEMPORAL_ADDRESS ${address}: start it, or unset the variable to use the embedded one.`,
    );
  } finally {
    await connection.close();
  }
}
