import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileStorage } from '../../../activities/storage/file-storage.ts';
import { itKeepsContents, sha256 } from './storage-laws.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvan-storage-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('fileStorage', () => {
  itKeepsContents(() => fileStorage(join(folder, 'any', 'depth')));

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

  it('should not hand out a content that has changed under it', async () => {
    const storage = fileStorage(folder);
    const stored = await storage.put(Buffer.from('nguyên vẹn'));
    const path = join(folder, stored.sha256.slice(0, 2), stored.sha256.slice(2, 4), stored.sha256);
    await chmod(path, 0o600);
    await writeFile(path, 'đã bị sửa');
    await expect(storage.get(stored.sha256)).rejects.toThrow('damaged');
  });
});
