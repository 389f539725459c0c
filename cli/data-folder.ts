/** The data folder of an installation: who runs on it, and how others of its commands reach what runs. */
import { constants, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { access, chmod, link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { endProcess, isAlive, type ProcessRecord, recordProcess } from './processes.ts';

/** Something the operator can act on; the message is a whole sentence. */
export class DataFolderError extends Error {
  override name = 'DataFolderError';
}

export const defaultDataFolder = '.congvan';

/** Makes the folder and what lies in it. @returns its absolute path */
export async function openDataFolder(given: string): Promise<string> {
  const folder = resolve(given);
  try {
    await mkdir(folder, { recursive: true, mode: 0o755 });
    await access(folder, constants.W_OK | constants.X_OK);
    // access() allows root everything, a read-only file system does not.
    const probe = join(folder, `.probe-${process.pid}`);
    await writeFile(probe, '');
    await rm(probe);
    for (const inner of ['files', 'logs', 'pki']) await mkdir(join(folder, inner), { recursive: true });
    await mkdir(join(folder, 'keys'), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new DataFolderError(
      `The data folder ${folder} cannot be written (${(error as NodeJS.ErrnoException).code}): choose another with --data DIR, or change its owner.`,
    );
  }
  return folder;
}

// ── One instance a folder ──────────────────────────────────────────────────────────────────────

interface Lock {
  holder: ProcessRecord;
  /** On its way out: worth waiting for. */
  stopping: boolean;
}

const stoppingLimitMs = 45_000;

/**
 * Takes the folder for this process, and ends what a killed predecessor left behind.
 * @param options.stopping on its way out from the beginning. Default false
 * @returns functions to give it back, and to say that it soon will be
 */
export async function lockDataFolder(
  folder: string,
  { stopping = false }: { stopping?: boolean } = {},
): Promise<{ stopping(): Promise<void>; release(): Promise<void> }> {
  const file = join(folder, 'lock');
  const holder = recordProcess('congvan', process.pid);
  if (!holder) throw new Error('Expected this process to exist.');
  const draft = join(folder, `lock.${process.pid}`);
  await writeFile(draft, JSON.stringify({ holder, stopping } satisfies Lock));
  try {
    await takeLock(file, draft, folder);
  } finally {
    await rm(draft, { force: true });
  }
  await endLeftovers(folder);
  return {
    async stopping() {
      await writeFile(draft, JSON.stringify({ holder, stopping: true } satisfies Lock));
      await rename(draft, file);
    },
    async release() {
      await rm(join(folder, 'children.json'), { force: true });
      await rm(file, { force: true });
    },
  };
}

async function takeLock(file: string, draft: string, folder: string): Promise<void> {
  const deadline = Date.now() + stoppingLimitMs;
  for (;;) {
    try {
      // Fails when there is one already: of two at once, one gets it.
      await link(draft, file);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const lock = readLock(file);
    if (!lock || !isAlive(lock.holder)) {
      await rm(file, { force: true });
      continue;
    }
    if (!lock.stopping || Date.now() > deadline)
      throw new DataFolderError(
        `A system runs on ${folder} already (process ${lock.holder.pid}): stop it with Ctrl-C or "kill ${lock.holder.pid}", or choose another folder with --data DIR.`,
      );
    await pause(200);
  }
}

function readLock(file: string): Lock | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

// ── Children that outlive a killed parent ──────────────────────────────────────────────────────

const leftoverGraceMs = 15_000;

/** Written at once whenever a child starts or ends: this process may be killed the next moment. */
export function writeChildren(folder: string, children: ProcessRecord[]): void {
  const file = join(folder, 'children.json');
  writeFileSync(`${file}.new`, JSON.stringify(children));
  renameSync(`${file}.new`, file);
}

async function endLeftovers(folder: string): Promise<void> {
  const file = join(folder, 'children.json');
  const children: ProcessRecord[] = await readFile(file, 'utf8')
    .then((text) => JSON.parse(text))
    .catch(() => []);
  // First those that use the others.
  for (const kind of ['balancer', 'server', 'worker', 'temporal', 'storage', 'postgres'])
    for (const child of children)
      if (child.name === kind || child.name.startsWith(`${kind}-`)) await endProcess(child, leftoverGraceMs);
  await rm(file, { force: true });
}

// ── How to reach what runs ─────────────────────────────────────────────────────────────────────

/** Environment variables of the running system, for other commands on this machine; readable by the owner alone. */
export async function writeEnvironment(folder: string, environment: Record<string, string>): Promise<void> {
  const file = join(folder, 'environment.json');
  await writeFile(`${file}.new`, JSON.stringify(environment, null, 2), { mode: 0o600 });
  await chmod(`${file}.new`, 0o600);
  await rename(`${file}.new`, file);
}

export async function removeEnvironment(folder: string): Promise<void> {
  await rm(join(folder, 'environment.json'), { force: true });
}

/**
 * The environment for a command that talks to a running system: of the shell where it says so (DATABASE_URL), else of the system
 * that runs on the folder. Null when there is none.
 */
export async function runningEnvironment(given: string): Promise<NodeJS.ProcessEnv | null> {
  if (process.env.DATABASE_URL) return process.env;
  const folder = resolve(given);
  const lock = readLock(join(folder, 'lock'));
  const text = await readFile(join(folder, 'environment.json'), 'utf8').catch(() => null);
  return text && lock && isAlive(lock.holder) ? { ...process.env, ...JSON.parse(text) } : null;
}
