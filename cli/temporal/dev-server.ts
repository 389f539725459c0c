/** Temporal's dev server as a child process: a real server over one SQLite file, on loopback. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
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
  /** Told at once, before it is known whether the server will answer. */
  onSpawn: (pid: number) => void;
}

export interface RunningDevServer {
  exited: Promise<void>;
  stop(): Promise<void>;
}

const startLimitMs = 60_000;
const stopLimitMs = 15_000;

/** @returns once the namespace `default` answers */
export async function startDevServer(options: DevServerOptions): Promise<RunningDevServer> {
  const log = openSync(options.logFile, 'a');
  const child = spawn(
    options.program,
    [
      ...['server', 'start-dev', '--ip', '127.0.0.1'],
      ...['--port', String(options.port), '--ui-port', String(options.uiPort)],
      ...['--db-filename', options.databaseFile, '--log-level', 'error'],
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
  try {
    for (;;) {
      const answers = await connection.workflowService.describeNamespace({ namespace: 'default' }).then(
        () => true,
        () => false,
      );
      if (answers) return { exited, stop: () => stop(child, exited) };
      if (failure !== undefined || Date.now() > deadline) {
        child.kill('SIGKILL');
        const last = (await readFile(options.logFile, 'utf8').catch(() => '')).trim().split('\n').at(-1);
        throw new Error(
          `The Temporal server did not start (${failure ?? 'no answer within a minute'}): ${last} (${options.logFile})`,
        );
      }
      await pause(100);
    }
  } finally {
    await connection.close();
  }
}

async function stop(child: ChildProcess, exited: Promise<void>): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
  await exited;
  clearTimeout(timer);
}
