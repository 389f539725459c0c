/**
 * Object storage in a folder: each content once, under its SHA-256, as `ab/cd/abcd…`. A content is there completely or not at
 * all, also after a power cut: it is written beside its place, flushed to disk, and then moved there at once.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { ObjectStorage } from '../environment.ts';

/** Flushes a file's or folder's content to disk. */
async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The folder and those above it that are missing, each entry flushed into its parent. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) await flush(dirname(made));
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

/**
 * @param folder made when it is missing
 * @example
 * const storage = fileStorage('.congvan/files');
 * const { sha256 } = await storage.put(content);
 */
export function fileStorage(folder: string): ObjectStorage {
  function pathOf(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('Expected a SHA-256 in hexadecimal.');
    return join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  }

  async function put(content: Uint8Array): Promise<{ sha256: string; size: number }> {
    const sha256 = createHash('sha256').update(content).digest('hex');
    const path = pathOf(sha256);
    const stored = { sha256, size: content.byteLength };
    if (await exists(path)) return stored;
    await makeFolder(dirname(path));
    const draft = `${path}.${randomUUID()}.draft`;
    try {
      const handle = await open(draft, 'wx');
      try {
        await handle.writeFile(content);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
    await flush(dirname(path));
    return stored;
  }

  /** Storage that has changed under us must not pass for the document: what is read is compared with its address. */
  async function get(sha256: string): Promise<Uint8Array> {
    const content = await readFile(pathOf(sha256));
    if (createHash('sha256').update(content).digest('hex') !== sha256) {
      throw new Error(`The stored content ${sha256} is damaged: its hash is another now.`);
    }
    return content;
  }

  async function openContent(sha256: string): Promise<Readable> {
    const path = pathOf(sha256);
    await stat(path);
    return createReadStream(path);
  }

  return { put, get, open: openContent, has: async (sha256) => exists(pathOf(sha256)) };
}
