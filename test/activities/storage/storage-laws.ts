import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ObjectStorage } from '../../../activities/environment.ts';

export const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

/** What holds for every object storage. To be called inside of a `describe`. */
export function itKeepsContents(open: () => ObjectStorage): void {
  it('should give back every content under its hash', async () => {
    const storage = open();
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

  it('should know what it has', async () => {
    const storage = open();
    const content = Buffer.from('đã có');
    await storage.put(content);
    expect(await storage.has(sha256(content))).toBe(true);
    const missing = sha256(Buffer.from('chưa có'));
    expect(await storage.has(missing)).toBe(false);
    await expect(storage.get(missing)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(storage.open(missing)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('should take one content from many at the same time', async () => {
    const storage = open();
    const content = Buffer.from('nhiều người cùng gửi');
    const stored = await Promise.all(Array.from({ length: 10 }, () => storage.put(content)));
    expect(new Set(stored.map((one) => one.sha256))).toEqual(new Set([sha256(content)]));
    expect(Buffer.from(await storage.get(sha256(content))).equals(content)).toBe(true);
  });

  it('should refuse an address that is no hash, so that none leads elsewhere', async () => {
    const storage = open();
    for (const address of ['../../etc/passwd', '', 'A'.repeat(64), `${'a'.repeat(63)}/`])
      await expect(storage.get(address)).rejects.toThrow('SHA-256');
  });
}
