/**
 * What a system leaves behind when it is killed, its database and Temporal above all, is ended at once by a shell that waits for the
 * end of a pipe, which closes in whatever way the system goes.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { DataFolderError, lockDataFolder } from './data-folder.ts';

const script = fileURLToPath(import.meta.url);

/** @returns ends it: who stops in order leaves nothing behind */
export function guardLeftovers(folder: string): () => void {
  const guard = spawn('/bin/sh', ['-c', 'cat >/dev/null; exec "$0" "$@"', process.execPath, script, folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // Ctrl-C in the terminal is for the system alone.
    detached: true,
  });
  // Where there is no shell the next start does it.
  guard.once('error', () => undefined);
  guard.unref();
  return () => {
    if (guard.pid === undefined || guard.exitCode !== null) return;
    try {
      process.kill(-guard.pid, 'SIGKILL');
    } catch {
      // Gone already.
    }
  };
}

if (process.argv[1] === script) {
  try {
    // Whoever starts meanwhile waits for it.
    const lock = await lockDataFolder(process.argv[2] ?? '', { stopping: true });
    await lock.release();
  } catch (error) {
    // The next system runs already, and has done it.
    if (!(error instanceof DataFolderError)) throw error;
  }
}
