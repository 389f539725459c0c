import { spawnSync } from 'node:child_process';
import { mkdir, open, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';

/** A file system of its own, that can run full without harm to the machine. */
export interface Volume {
  folder: string;
  /** Takes all that is left. */
  fill(): Promise<void>;
  free(): Promise<void>;
  /** @param isKept what is on it lies in its folder afterwards */
  unmount(options: { isKept: boolean }): Promise<void>;
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
  const free = () => rm(ballast, { force: true });
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
    free,
    async unmount({ isKept }) {
      const saved = `${folder}.saved`;
      await free();
      // cp keeps owners, without whom PostgreSQL does not start on them
      if (isKept) spawnSync('cp', ['-a', folder, saved]);
      spawnSync('umount', ['-l', folder]);
      if (!isKept) return;
      await rm(folder, { recursive: true });
      await rename(saved, folder);
    },
  };
}
