/** Temporal's dev server as a child process: a real server over one SQLite file, on loopback. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from '@temporalio/client';

export interface DevServerOptions {
  /** Of obtainTemporal. */
  program: string;
  databaseFile: string;
  port: number;
  uiPort: number;
  logFile: string;
  /** Of its metrics in the text form of Prometheus; default any. */
  metricsPort?: number;
  /** Told at once, before it is known whether the server will answer. */
  onSpawn: (pid: number) => void;
}

export interface RunningDevServer {
  exited: Promise<void>;
  stop(): Promise<void>;
}

const startLimitMs = 60_000;
const stopLimitMs = 15_000;
const quietMs = 5_000;

/** @returns once the namespace `default` answers */
export async function startDevServer(options: DevServerOptions): Promise<RunningDevServer> {
  const log = openSync(options.logFile, 'a');
  const printedBefore = fstatSync(log).size;
  const child = spawn(
    options.program,
    [
      ...['server', 'start-dev', '--ip', '127.0.0.1'],
      ...['--port', String(options.port), '--ui-port', String(options.uiPort)],
      ...['--db-filename', options.databaseFile, '--log-level', 'error'],
      // A commit is one write to the disk instead of several, and as safe; `synchronous=1` would lose the last ones when the power fails.
      ...['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=2'],
      ...(options.metricsPort === undefined ? [] : ['--metrics-port', String(options.metricsPort)]),
    ],
    { stdio: ['ignore', log, log], detached: true },
  );
  closeSync(log);
  const exited = new Promise<void>((done) => {
    child.once('exit', () => done());
    child.once('error', () => done());
  });
  if (child.pid !== undefined) options.onSpawn(child.pid);
  let failure: string | undefined;
  child.once('error', (error) => {
    failure = error.message;
  });
  child.once('exit', (code) => {
    failure ??= `exit code ${code}`;
  });
  const connection = Connection.lazy({ address: `127.0.0.1:${options.port}` });
  const deadline = Date.now() + startLimitMs;
  let answersSince: number | undefined;
  try {
    for (;;) {
      const answers = await connection.workflowService.describeNamespace({ namespace: 'default' }).then(
        () => true,
        () => false,
      );
      const printed = (await readFile(options.logFile)).subarray(printedBefore).toString();
      if (failure !== undefined || Date.now() > deadline) {
        child.kill('SIGKILL');
        throw new DevServerError(
          `The Temporal server did not start (${failure ?? 'no answer within a minute'}): ${printed.trim().split('\n').at(-1)} (${options.logFile})`,
        );
      }
      if (answers) answersSince ??= Date.now();
      if (answers && isOurs(printed, answersSince ?? 0)) return { exited, stop: () => stop(child, exited) };
      await pause(100);
    }
  } finally {
    await connection.close();
  }
}

/** The message is a whole sentence. */
export class DevServerError extends Error {
  override name = 'DevServerError';
}

/**
 * Somebody else's server may answer on a port that was free a moment ago, while ours is about to fail for it. Ours says where it
 * serves; one that says nothing of the kind is taken for ours when it has lived on for a while.
 */
function isOurs(printed: string, answersSince: number): boolean {
  return /^Server:/m.test(printed) || Date.now() - answersSince > quietMs;
}

async function stop(child: ChildProcess, exited: Promise<void>): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
  await exited;
  clearTimeout(timer);
}
