/** The whole system as its users start it: `congvan up` in a process of its own, on a data folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DemoClient } from '../../cli/demo/client.ts';
import { freePort } from '../../cli/free-port.ts';
import { runningSystem } from '../../cli/running-system.ts';
import { killTree } from './process-tree.ts';

export interface SystemOptions {
  /** Without the web interface, which is quicker to start. Default false. */
  apiOnly?: boolean;
  /** What else is set. */
  env?: NodeJS.ProcessEnv;
}

export interface System extends AsyncDisposable {
  /** Of the web interface and the API, without a slash at the end; the same after every start. */
  url: string;
  /** Data folder. */
  folder: string;
  /** Of the database and of Temporal (host:port), as they are now: an embedded server may listen elsewhere after a start. */
  addresses(): Promise<{ databaseUrl: string; temporalAddress: string }>;
  /** A bearer token of a demo account. */
  token(username: string): Promise<string>;
  client(username: string): Promise<DemoClient>;
  /** SIGKILL hits every process of the system at once; any other signal goes to `congvan up` alone, as Ctrl-C does. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again, on the same folder and the same port, after it has ended; `env` is set beside what was. */
  startAgain(env?: NodeJS.ProcessEnv): Promise<void>;
  /** What `congvan up` printed, and the ends of the logs. */
  report(): Promise<string>;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const startLimitMs = 240_000;
const logLines = 25;

/**
 * @throws {Error} with what it printed and the ends of its logs, when it does not become ready
 * @example await using system = await startSystem({ apiOnly: true });
 */
export async function startSystem({ apiOnly = false, env = {} }: SystemOptions = {}): Promise<System> {
  const folder = await mkdtemp(join(tmpdir(), 'congvan-system-'));
  // The embedded PostgreSQL may run as another user.
  await chmod(folder, 0o755);
  const port = await freePort();
  const argv = ['up', '--data', folder, '--port', String(port), ...(apiOnly ? ['--api-only'] : [])];
  const printed: string[] = [];
  const reportOf = () => report(folder, printed);
  let child = await spawnReady(argv, env, printed, reportOf);

  const running = async () => {
    const found = await runningSystem(folder);
    if (!found) throw new Error(`Nothing runs on ${folder}.\n${await reportOf()}`);
    return found;
  };
  const token = async (username: string) => (await running()).token(username);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    folder,
    token,
    report: reportOf,
    async addresses() {
      const { databaseUrl, configuration } = await running();
      return { databaseUrl, temporalAddress: configuration.temporalAddress };
    },
    client: async (username) => new DemoClient(url, await token(username)),
    kill: (signal) => end(child, signal),
    async startAgain(more = {}) {
      child = await spawnReady(argv, { ...env, ...more }, printed, reportOf);
    },
    async [Symbol.asyncDispose]() {
      await end(child, 'SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What is set on the machine for another system must not be taken for this one's. */
function environment(): NodeJS.ProcessEnv {
  const names = ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'PUBLIC_URL', 'OIDC_ISSUER', 'CONGVAN_DATA', 'PORT'];
  const env = { ...process.env };
  for (const name of names) delete env[name];
  return env;
}

async function spawnReady(
  argv: string[],
  env: NodeJS.ProcessEnv,
  printed: string[],
  reportOf: () => Promise<string>,
): Promise<ChildProcess> {
  const node = join(root, 'node_modules', 'node', 'bin', 'node');
  const child = spawn(node, [join('cli', 'congvan.js'), ...argv], {
    cwd: root,
    env: { ...environment(), ...env },
    // With a channel, the system stops when the process of the tests is gone.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ready = Promise.withResolvers<string>();
  const timer = setTimeout(() => ready.resolve(`was not ready after ${startLimitMs / 1000} s`), startLimitMs);
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      printed.push(text);
      if (/^Ready in /m.test(text)) ready.resolve('');
    });
  }
  child.once('exit', (code, signal) => ready.resolve(`ended with ${signal ?? `exit code ${code}`}`));
  const problem = await ready.promise;
  clearTimeout(timer);
  if (!problem) return child;
  await end(child, 'SIGKILL');
  throw new Error(`The system ${problem}.\n${await reportOf()}`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  if (signal === 'SIGKILL' && child.pid !== undefined) killTree(child.pid);
  else child.kill(signal);
  await ended;
}

async function report(folder: string, printed: string[]): Promise<string> {
  const logs = await readdir(join(folder, 'logs')).catch(() => []);
  const tails = logs.map(async (name) => {
    const text = await readFile(join(folder, 'logs', name), 'utf8').catch(() => '');
    return `── ${name}\n${text.trimEnd().split('\n').slice(-logLines).join('\n')}`;
  });
  return [`── congvan up\n${printed.join('')}`, ...(await Promise.all(tails))].join('\n');
}
