import { spawnSync } from 'node:child_process';
import { mkdir, open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';

/** A file system of its own, that can run full without harm to the machine. */
export interface Volume {
  folder: string;
  /** Takes all that is left. */
  fill(): Promise<void>;
  free(): Promise<void>;
  unmount(): Promise<void>;
}

/**
 * Mounts a file system in memory; only root may, on Linux.
 * @returns null where it cannot be mounted
 */
export async function mountVolume(folder: string, megabytes: number): Promise<Volume | null> {
  await mkdir(folder, { recursive: true });
  const options = `size=${megabytes}m,mode=0755`;
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'congvan-chaos', folder]).status !== 0) return null;
  const ballast = join(folder, 'ballast');
  return {
    folder,
    async fill() {
      const { bavail, bsize } = await statfs(folder);
      const file = await open(ballast, 'w');
      const piece = Buffer.alloc(1 << 20, 1);
      try {
        for (let left = bavail * bsize; left > 0; left -= piece.length)
          await file.write(piece.subarray(0, Math.min(piece.length, left)));
      } catch (error) {
        // The others write too: it is full sooner than counted.
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      } finally {
        await file.close();
      }
    },
    free: () => rm(ballast, { force: true }),
    async unmount() {
      spawnSync('umount', ['-l', folder]);
    },
  };
}
