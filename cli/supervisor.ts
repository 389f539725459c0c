/**
 * A system of several processes on this machine, whoever starts it: what is shown meanwhile, what is written down for the next start,
 * ports, and the end in order.
 */
import { once } from 'node:events';
import { rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MigrationError } from '../prisma/migrate.ts';
import { ConfigurationError } from './configuration.ts';
import {
  DataFolderError,
  lockDataFolder,
  openDataFolder,
  removeEnvironment,
  writeChildren,
} from './data-folder.ts';
import { guardLeftovers } from './end-leftovers.ts';
import { freePort, isPortFree } from './free-port.ts';
import { startNodeChild } from './node-child.ts';
import { ObtainError } from './obtain-program.ts';
import { PostgresError } from './postgres.ts';
import { type ProcessRecord, recordProcess } from './processes.ts';
import { StandardProcessError } from './standard-processes.ts';
import { createSteps, type Steps } from './steps.ts';
import { DevServerError } from './temporal/dev-server.ts';

/** What a start cannot do; the message is a whole sentence for the operator. */
export class StartError extends Error {
  override name = 'StartError';
}

export interface System {
  steps: Steps;
  /** Aborted when everything is to stop; the reason is a StartError when that is a failure. */
  end: AbortController;
  /** What ends each part; see stopWith. */
  stops: Map<string, (() => Promise<void>)[]>;
  children: Map<string, ProcessRecord>;
}

const logLimit = 10_000_000;
const sentences = [
  StartError,
  ConfigurationError,
  DataFolderError,
  DevServerError,
  MigrationError,
  ObtainError,
  PostgresError,
  StandardProcessError,
];

/**
 * Starts a system, shows what it answers, and waits until somebody asks for the end.
 * @param parts names of what is stopped, first those that use the others, with what to say of it
 * @param start answers with what to show when everything is ready
 * @returns exit code
 */
export async function runSystem(
  parts: readonly (readonly [name: string, title: string | null])[],
  start: (system: System) => Promise<string>,
): Promise<number> {
  const steps = createSteps();
  const end = endRequest();
  const system: System = { steps, end, stops: new Map(), children: new Map() };
  let failure: unknown;
  try {
    const ready = await start(system);
    steps.line(ready);
    if (!end.signal.aborted) await once(end.signal, 'abort');
  } catch (error) {
    if (!end.signal.aborted) failure = error;
  }
  failure ??= end.signal.reason instanceof StartError ? end.signal.reason : undefined;
  if (failure) steps.line(`\n${sentenceOf(failure)}`);
  await stop(system, parts);
  if (process.connected) process.disconnect();
  return failure ? 1 : 0;
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

async function stop(
  { steps, stops, end }: System,
  parts: readonly (readonly [string, string | null])[],
): Promise<void> {
  if (!end.signal.aborted) end.abort();
  for (const [part, title] of parts) {
    const works = stops.get(part);
    if (!works) continue;
    const work = () => allOf(works.map((end) => end())).then(() => undefined);
    await (title ? steps.step(title, work) : work());
  }
  steps.close();
}

// ── For those who start ────────────────────────────────────────────────────────────────────────

/** At the end, when it is the part's turn; what a part has several of ends together. */
export function stopWith({ stops }: System, part: string, work: () => Promise<void>): void {
  stops.set(part, [...(stops.get(part) ?? []), work]);
}

/** Takes the data folder; its parts are `environment` and `lock`. @returns its absolute path */
export async function takeDataFolder(system: System, data: string): Promise<string> {
  const folder = await openDataFolder(data);
  const lock = await lockDataFolder(folder);
  const leaveUnguarded = guardLeftovers(folder);
  stopWith(system, 'lock', async () => {
    leaveUnguarded();
    await lock.release();
  });
  // what a killed predecessor left: nobody is to reach for its servers
  await removeEnvironment(folder);
  system.end.signal.addEventListener('abort', () => void lock.stopping().catch(() => undefined), {
    once: true,
  });
  return folder;
}

/** @throws {StartError} */
export async function checkPort(port: number, host: string): Promise<void> {
  if (!(await isPortFree(port, host)))
    throw new StartError(`Port ${port} is in use: stop what listens there, or choose another with --port N.`);
}

/** Like Promise.all, but fails only when all have come to an end: nothing is left half started. */
export async function allOf<T extends unknown[]>(promises: { [K in keyof T]: Promise<T[K]> }): Promise<T> {
  await Promise.allSettled(promises);
  return (await Promise.all(promises)) as T;
}

/**
 * Starts something on the preferred ports, or on any that are free where those are taken; again on others when it failed because
 * somebody took one in the meantime.
 */
export async function onFreePorts<P extends number[], T>(
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
export function note(system: System, folder: string, name: string, pid: number | null): void {
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

export function lost(system: System, name: string, logFile: string): void {
  if (!system.end.signal.aborted)
    system.end.abort(
      new StartError(`${name} ended unexpectedly, so everything stops: see ${logFile} and start again.`),
    );
}

/** A log that has grown long makes room; the one before is kept. */
export async function shorten(logFile: string): Promise<void> {
  const size = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  );
  if (size > logLimit) await rename(logFile, `${logFile}.old`);
}

/**
 * Starts the worker or the server as a child of this process.
 * @param name of this one, e.g. "worker-2" where there are several
 */
export async function startProgram(
  system: System,
  folder: string,
  part: 'worker' | 'server',
  env: NodeJS.ProcessEnv,
  name: string = part,
): Promise<void> {
  const logFile = join(folder, 'logs', `${name}.log`);
  await shorten(logFile);
  const child = await startNodeChild({
    name,
    module: new URL(`./${part}.ts`, import.meta.url),
    env,
    logFile,
    onPid: (pid) => note(system, folder, name, pid),
    onTrouble: system.steps.line,
  });
  stopWith(system, part, child.stop);
}
