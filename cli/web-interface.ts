/** Builds the web interface, once for each state of its sources. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const built = join(root, 'admin-ui', 'dist');
const stamp = join(built, '.built-from');
/** What it is made of: its own sources, the engine that simulates and validates in the designer, and the packages. */
const sources = ['admin-ui', 'engine', 'package-lock.json'];

/**
 * @param tell told while it builds
 * @throws {Error} with the beginning of what the build printed
 */
export async function buildWebInterface(tell: (detail: string) => void): Promise<void> {
  const hash = await sourceHash();
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === hash) return;
  tell('building');
  // Beside, then into place: whoever is served meanwhile gets the old one whole.
  const draft = `${built}.${process.pid}`;
  try {
    await promisify(execFile)(
      process.execPath,
      [
        join(root, 'node_modules', 'vite', 'bin', 'vite.js'),
        ...['build', 'admin-ui', '--outDir', draft, '--emptyOutDir', '--logLevel', 'error'],
      ],
      {
        cwd: root,
        env: { ...process.env, NODE_ENV: 'production', NO_COLOR: '1', FORCE_COLOR: '0' },
        maxBuffer: 1e8,
      },
    );
    await writeFile(join(draft, '.built-from'), hash);
    await rm(built, { recursive: true, force: true });
    await rename(draft, built);
  } catch (error) {
    const { stderr, stdout, message } = error as Error & { stderr?: string; stdout?: string };
    throw new Error(
      `The web interface could not be built:\n${(stderr || stdout || message).trim().slice(0, 2000)}`,
    );
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function sourceHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const source of sources)
    for (const file of await filesOf(join(root, source)))
      hash.update(`${relative(root, file)}\0`).update(await readFile(file));
  return hash.digest('hex');
}

async function filesOf(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => null);
  if (!entries) return [path];
  const inner = entries
    .filter(({ name }) => !name.startsWith('dist') && name !== 'node_modules')
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return (await Promise.all(inner.map(({ name }) => filesOf(join(path, name))))).flat();
}
