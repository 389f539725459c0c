import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { s3Storage } from '../../../activities/storage/s3-storage.ts';
import { findStorageServer } from '../../../cli/cluster/programs.ts';
import { startStorageServer } from '../../../cli/cluster/storage-server.ts';
import { freePort } from '../../../cli/free-port.ts';
import type { KeptProcess } from '../../../cli/kept-process.ts';
import { itKeepsContents, sha256 } from './storage-laws.ts';

/** Over a real server where there is one; it is built for `npm run test:cluster`. */
const program = findStorageServer();

describe.skipIf(program === undefined)('s3Storage', () => {
  const bucket = 'congvan-test';
  let folder: string;
  let endpoint: string;
  let server: KeptProcess;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'congvan-s3-'));
    await chmod(folder, 0o755);
    const port = await freePort();
    endpoint = `http://127.0.0.1:${port}`;
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'a secret of the test');
    server = await startStorageServer({
      program: program ?? '',
      folder,
      port,
      bucket,
      accessKey: 'test',
      secretKey: 'a secret of the test',
      logFile: join(folder, 'storage.log'),
      onPid: () => undefined,
      onTrouble: () => undefined,
    });
  });
  afterAll(async () => {
    await server?.stop();
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true });
  });

  const storage = () => s3Storage({ bucket, endpoint, region: 'us-east-1' });
  itKeepsContents(storage);

  it('should be shared by all who use the bucket', async () => {
    const content = Buffer.from('gửi ở máy này, đọc ở máy kia');
    await storage().put(content);
    expect(Buffer.from(await storage().get(sha256(content))).equals(content)).toBe(true);
  });

  it('should not hand out a content that has changed under it', async () => {
    const stored = await storage().put(Buffer.from('nguyên vẹn'));
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    const file = files.find((entry) => entry.isFile() && entry.name === stored.sha256);
    const path = join(file?.parentPath ?? '', stored.sha256);
    expect(await readFile(path, 'utf8')).toBe('nguyên vẹn');
    await writeFile(path, 'đã bị đổi!');
    await expect(storage().get(stored.sha256)).rejects.toThrow('damaged');
  });

  it('should say that it cannot be reached, and not that a content is missing', async () => {
    const nowhere = s3Storage({
      bucket,
      endpoint: `http://127.0.0.1:${await freePort()}`,
      region: 'us-east-1',
    });
    await expect(nowhere.has(sha256(Buffer.from('x')))).rejects.toThrow();
  });

  it('should not take a wrong key for a missing content', async () => {
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'another');
    await expect(storage().has(sha256(Buffer.from('x')))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    });
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'a secret of the test');
  });
});
