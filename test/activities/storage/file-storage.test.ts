import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileStorage } from '../../../activities/storage/file-storage.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvan-storage-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

describe('fileStorage', () => {
  it('should give back every content under its hash', async () => {
    const storage = fileStorage(join(folder, 'any', 'depth'));
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), async (content) => {
        const stored = await storage.put(content);
        expect(stored).toEqual({ sha256: sha256(content), size: content.byteLength });
        expect(Buffer.from(await storage.get(stored.sha256)).equals(content)).toBe(true);
        expect((await buffer(await storage.open(stored.sha256))).equals(content)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('should store one content once, also when many bring it at the same time, and leave no drafts', async () => {
    const root = join(folder, 'same');
    const storage = fileStorage(root);
    const content = Buffer.from('cùng một nội dung');
    await Promise.all(Array.from({ length: 10 }, () => storage.put(content)));
    const files = (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );
    expect(files.map(({ name }) => name)).toEqual([sha256(content)]);
  });

  it('should know what it has', async () => {
    const storage = fileStorage(folder);
    expect(await storage.has(sha256(Buffer.from('chưa có')))).toBe(false);
    await expect(storage.get(sha256(Buffer.from('chưa có')))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(storage.open(sha256(Buffer.from('chưa có')))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('should refuse an address that is no hash, so that none leads out of the folder', async () => {
    const storage = fileStorage(folder);
    for (const address of ['../../etc/passwd', '', 'A'.repeat(64), `${'a'.repeat(63)}/`]) {
      await expect(storage.get(address)).rejects.toThrow('SHA-256');
    }
  });

  it('should not hand out a content that has changed under it', async () => {
    const storage = fileStorage(folder);
    const stored = await storage.put(Buffer.from('nguyên vẹn'));
    const path = join(folder, stored.sha256.slice(0, 2), stored.sha256.slice(2, 4), stored.sha256);
    await chmod(path, 0o600);
    await writeFile(path, 'đã bị sửa');
    await expect(storage.get(stored.sha256)).rejects.toThrow('damaged');
  });
});
