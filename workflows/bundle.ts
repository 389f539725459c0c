/** The workflow code as one file for the sandbox. Bundling takes seconds, so it is done once for each state of the sources. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const root = fileURLToPath(new URL('..', import.meta.url));
const fromRoot = (...path: string[]) => join(root, ...path);
const require = createRequire(import.meta.url);

/** Stateless (or content-addressed) modules, evaluated once for each worker thread instead of once for each instance. */
const preloadModules = [fromRoot('engine', 'index.ts'), fromRoot('workflows', 'definition-cache.ts')];

/** What else decides about the bundle: the versions of what it is made with. */
const packages = ['@temporalio/workflow', '@temporalio/worker'];

export interface BundleOptions {
  /** Module that exports the workflows, relative to the checkout. */
  entry?: string;
  /** Default: `.cache/` of the checkout. */
  cacheFolder?: string;
  /**
   * What fails says so in payloads, which codecs encrypt, instead of in text: for workers with a key. Default: in text, which their log
   * and Temporal's own interface can show.
   */
  encodesFailures?: boolean;
}

/** @returns path of the bundle, for `workflowBundle: { codePath }` of a worker */
export async function buildBundle(options: BundleOptions = {}): Promise<string> {
  const { entry = 'workflows/index.ts', cacheFolder = fromRoot('.cache'), encodesFailures = false } = options;
  const form = encodesFailures ? '.encoding' : '';
  const path = join(cacheFolder, `workflows-${await sourceHash(entry)}${form}.js`);
  try {
    await readFile(path);
    return path;
  } catch {
    // Not built yet.
  }
  const { code } = await bundleWorkflowCode({
    workflowsPath: fromRoot(entry),
    payloadConverterPath: fromRoot('workflows', 'definition-claim.ts'),
    ...(encodesFailures ? { failureConverterPath: fromRoot('workflows', 'encoded-failures.ts') } : {}),
    workflowInterceptorModules: [fromRoot('workflows', 'trace-context.ts')],
    preloadModules,
    logger: new DefaultLogger('WARN'),
  });
  await mkdir(cacheFolder, { recursive: true });
  // Two starts at once may build twice, but neither sees half a file.
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, code);
  await rename(temporary, path);
  return path;
}

/** What tells this workflow code from another, in either form: the build id of a worker that runs it. */
export const buildIdOf = (bundlePath: string): string =>
  basename(bundlePath)
    .replace(/^workflows-/, '')
    .replace(/\..*$/, '');

async function sourceHash(entry: string): Promise<string> {
  const hash = createHash('sha256').update(`${entry}\n`);
  for (const name of packages) hash.update(`${name} ${await packageVersion(name)}\n`);
  for (const file of [
    ...(await sandboxSources('engine', true)),
    ...(await sandboxSources('workflows', false)),
    ...(dirname(entry) === 'workflows' ? [] : await sandboxSources(dirname(entry), false)),
  ])
    hash.update(`${file}\0`).update(await readFile(fromRoot(file)));
  return hash.digest('hex').slice(0, 16);
}

async function sandboxSources(folder: string, recursive: boolean): Promise<string[]> {
  const names = await readdir(fromRoot(folder), { recursive });
  return names
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => join(folder, name));
}

async function packageVersion(name: string): Promise<string> {
  const entry = require.resolve(name);
  const folder = entry.slice(
    0,
    entry.lastIndexOf(join('node_modules', name)) + join('node_modules', name).length,
  );
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')).version;
}
