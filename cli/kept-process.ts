/** A process that is kept running: started again, later each time, when it ends without being asked to. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

export interface KeptProcessOptions {
  /** In sentences: "The NAME ended unexpectedly". */
  name: string;
  program: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  /** What it prints is added to this file. */
  logFile: string;
  /** With a channel of messages, as between Node processes. Default false. */
  channel?: boolean;
  /** Resolves when it serves; the signal aborts when that does not matter any more. */
  ready: (child: ChildProcess, signal: AbortSignal) => Promise<unknown>;
  /** Told of every new process id, and of null when there is none. */
  onPid: (pid: number | null) => void;
  /** Told in a sentence of what was not asked for. */
  onTrouble: (sentence: string) => void;
}

export interface KeptProcess {
  stop(): Promise<void>;
}

const readyLimitMs = 90_000;
const stopLimitMs = 20_000;
const firstDelayMs = 1_000;
const lastDelayMs = 30_000;
/** Who lived this long starts again at once when it dies. */
const healthyMs = 60_000;

/**
 * @returns once it is ready
 * @throws {Error} when it does not become ready the first time, with the end of its log
 */
export async function startKeptProcess(options: KeptProcessOptions): Promise<KeptProcess> {
  const stopped = new AbortController();
  let current = spawnOne(options);
  let delay = firstDelayMs;

  const keepRunning = async (): Promise<void> => {
    for (;;) {
      const since = Date.now();
      const how = await ended(current);
      options.onPid(null);
      if (Date.now() - since > healthyMs) delay = firstDelayMs;
      if (stopped.signal.aborted) return;
      options.onTrouble(
        `The ${options.name} ended unexpectedly (${how}): it starts again in ${delay / 1000} s. See ${options.logFile}.`,
      );
      await pause(delay, undefined, { signal: stopped.signal }).catch(() => undefined);
      if (stopped.signal.aborted) return;
      delay = Math.min(delay * 2, lastDelayMs);
      current = spawnOne(options);
      if ((await outcomeOf(current, options)) === 'ready')
        options.onTrouble(`The ${options.name} runs again.`);
      else current.kill('SIGKILL');
    }
  };

  const outcome = await outcomeOf(current, options);
  if (outcome !== 'ready') {
    current.kill('SIGKILL');
    await ended(current);
    options.onPid(null);
    throw new Error(
      `The ${options.name} did not start (${outcome}): ${await lastLines(options.logFile)} (${options.logFile})`,
    );
  }
  const keeping = keepRunning();
  return {
    async stop() {
      stopped.abort();
      current.kill('SIGTERM');
      const timer = setTimeout(() => current.kill('SIGKILL'), stopLimitMs);
      await keeping;
      clearTimeout(timer);
    },
  };
}

function spawnOne({ program, args, env, logFile, channel = false, onPid }: KeptProcessOptions): ChildProcess {
  const log = openSync(logFile, 'a');
  // Detached: Ctrl-C in the terminal is for the parent alone, which stops its children in order.
  const child = spawn(program, args, {
    env,
    stdio: ['ignore', log, log, ...(channel ? (['ipc'] as const) : [])],
    detached: true,
  });
  closeSync(log);
  if (child.pid !== undefined) onPid(child.pid);
  return child;
}

/** 'ready', or why not. */
async function outcomeOf(child: ChildProcess, { ready }: KeptProcessOptions): Promise<string> {
  const over = new AbortController();
  const limit = AbortSignal.timeout(readyLimitMs);
  const becomesReady = ready(child, AbortSignal.any([over.signal, limit])).then(
    () => 'ready',
    () => 'no sign of life for too long',
  );
  try {
    return await Promise.race([becomesReady, ended(child)]);
  } finally {
    over.abort();
  }
}

function ended(child: ChildProcess): Promise<string> {
  return new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null)
      return done(String(child.exitCode ?? child.signalCode));
    child.once('exit', (code, signal) => done(signal ?? `exit code ${code}`));
    child.once('error', (error) => done(error.message));
  });
}

async function lastLines(file: string): Promise<string> {
  const lines = (await readFile(file, 'utf8').catch(() => '')).trim().split('\n');
  return lines.slice(-5).join('\n');
}
