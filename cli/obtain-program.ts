/**
 * Programs that are not packages of npm: found on PATH or in the cache folder, else obtained in one way or another. What was obtained
 * once stays in the cache folder.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

export interface ObtainOptions {
  env?: NodeJS.ProcessEnv;
  /** Told in words what takes long. */
  onProgress?: (what: string) => void;
  /** Ends what is under way. */
  signal?: AbortSignal;
}

/** Nothing worked; the message says what was tried and what to do. */
export class ObtainError extends Error {
  override name = 'ObtainError';
}

/** `${XDG_CACHE_HOME:-~/.cache}/congvan`: shared by all data folders of the user. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'congvan');
}

/** A program that Go builds from a module of its own, at a pinned version. */
export interface GoProgram {
  /** Of the program's file. */
  name: string;
  /** Its package. */
  source: string;
  version: string;
}

/**
 * Path of the program: on PATH, in the cache folder, or built now.
 * @throws {ObtainError}
 */
export async function obtainGoProgram(
  { name, source, version }: GoProgram,
  options: ObtainOptions = {},
): Promise<string> {
  const env = options.env ?? process.env;
  return (
    findOnPath(name, env) ??
    firstThatWorks(
      join(cacheFolder(env), `${name}-${version}`, name),
      `"${name}"`,
      [['go install', (target) => goInstall(`${source}@${version}`, target, options)]],
      `Install Go, or put ${name} ${version} on the PATH.`,
    )
  );
}

/** The same where it is there already: on PATH or in the cache folder. */
export function findProgram({ name, version }: GoProgram, env = process.env): string | undefined {
  const cached = join(cacheFolder(env), `${name}-${version}`, name);
  return findOnPath(name, env) ?? (existsSync(cached) ? cached : undefined);
}

// ── Ways ───────────────────────────────────────────────────────────────────────────────────────

export type Way = [name: string, obtain: (target: string) => Promise<void>];

/** Each way puts an executable at `target` by renaming it there, so that it is there whole or not at all. */
export async function firstThatWorks(
  target: string,
  what: string,
  ways: Way[],
  advice: string,
): Promise<string> {
  if (existsSync(target)) return target;
  await mkdir(join(target, '..'), { recursive: true });
  const failures: string[] = [];
  for (const [name, obtain] of ways) {
    try {
      await obtain(target);
      return target;
    } catch (error) {
      failures.push(`${name}: ${reason(error)}`);
    }
  }
  throw new ObtainError(`${what} could not be obtained (${failures.join('; ')}). ${advice}`);
}

function reason(error: unknown): string {
  const { message, cause, code } = error as Error & { code?: unknown };
  if (code === 'ENOENT') return 'not installed';
  const inner = cause instanceof Error ? cause.message : '';
  return (inner || message || String(error)).trim().split('\n').at(-1) ?? '';
}

export function findOnPath(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

/** @param source package of one program, with its version */
export async function goInstall(
  source: string,
  target: string,
  { env = process.env, onProgress, signal }: ObtainOptions,
): Promise<void> {
  onProgress?.('building with Go, about 3 minutes the first time');
  await inScratchFolder(target, async (scratch) => {
    await run('go', ['install', source], { ...env, GOBIN: scratch }, signal);
    const [built] = await readdir(scratch);
    if (!built) throw new Error(`Go built nothing of ${source}`);
    await rename(join(scratch, built), target);
  });
}

/** A folder beside the target, which is gone afterwards. */
export async function inScratchFolder(
  target: string,
  work: (scratch: string) => Promise<void>,
): Promise<void> {
  const scratch = await mkdtemp(join(target, '..', 'scratch-'));
  try {
    await work(scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

export function run(
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((done, failed) => {
    const child = spawn(command, args, {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal ? { signal } : {}),
    });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-4000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', failed);
    child.once('exit', (code) =>
      code === 0 ? done() : failed(new Error(output.trim() || `exit code ${code}`)),
    );
  });
}
