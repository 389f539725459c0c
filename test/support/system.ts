import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../cli/free-port.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface TestSystem {
  /** Of the web interface and the API. */
  url: string;
  port: number;
  dataFolder: string;
  process: ChildProcess;
  /** Milliseconds from the call until everything was ready. */
  startedIn: number;
  /** Everything printed so far. */
  output(): string;
  /** Resolves when the text was printed. */
  printed(text: string): Promise<void>;
  /** Process ids of the children as written down for the next start. */
  childPids(): Record<string, number>;
  /** Ends it in order. @returns the exit code */
  stop(): Promise<number | null>;
  exited: Promise<number | null>;
}

export interface TestSystemOptions {
  dataFolder: string;
  port?: number;
  /** Default "up". */
  command?: 'up' | 'cluster';
  /** Without the web interface, which takes a while to build. */
  apiOnly?: boolean;
  env?: NodeJS.ProcessEnv;
}

/**
 * The whole system as a person starts it, on a port and data folder of the test's own.
 * @throws {Error} with what it printed when it ends instead of becoming ready
 */
export async function startSystem(options: TestSystemOptions): Promise<TestSystem> {
  const since = Date.now();
  const system = await spawnSystem(options);
  await system.printed('Ready in');
  return { ...system, startedIn: Date.now() - since };
}

/** The same, but at once: whether it becomes ready is the test's business. */
export async function spawnSystem(options: TestSystemOptions): Promise<TestSystem> {
  const { dataFolder, apiOnly = true, command = 'up' } = options;
  const port = options.port ?? (await freePort());
  const child = spawn(
    process.execPath,
    [
      'cli/congvan.js',
      command,
      '--data',
      dataFolder,
      '--port',
      String(port),
      ...(apiOnly ? ['--api-only'] : []),
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env: { ...ownEnvironment(), ...options.env } },
  );
  let output = '';
  const waiting = new Set<() => void>();
  const keep = (chunk: Buffer): void => {
    output += chunk.toString();
    for (const check of waiting) check();
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  // Not 'close', which never comes when the test itself disconnects the channel.
  const exited = Promise.all([once(child, 'exit'), child.stdout && once(child.stdout, 'end')]).then(
    ([[code]]) => code as number | null,
  );

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    dataFolder,
    process: child,
    startedIn: Number.NaN,
    exited,
    output: () => output,
    printed: (text) =>
      new Promise((found, failed) => {
        const check = (): void => {
          if (!output.includes(text)) return;
          waiting.delete(check);
          found();
        };
        waiting.add(check);
        void exited.then((code) => failed(new Error(`Ended with ${code} before "${text}":\n${output}`)));
        check();
      }),
    childPids() {
      const records: { name: string; pid: number }[] = JSON.parse(
        readFileSync(`${dataFolder}/children.json`, 'utf8'),
      );
      return Object.fromEntries(records.map(({ name, pid }) => [name, pid]));
    },
    stop() {
      child.kill('SIGTERM');
      return exited;
    },
  };
}

/** What is set on the machine for another system must not be taken for this one's. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const foreign = ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'PUBLIC_URL', 'OIDC_ISSUER', 'HOST'];
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.includes(name)));
}
