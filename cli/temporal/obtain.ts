/**
 * Where the Temporal servers come from. The dev server: TEMPORAL_ADDRESS (somebody runs one), `temporal` on PATH, the cache
 * folder, the download site of Temporal's SDKs, or built with Go. The time-skipping test server: the cache folder, the same
 * download site, or Maven with Java. The production server: PATH, the cache folder, or built with Go. One version is pinned for
 * every way; what was obtained once stays in the cache folder.
 */
import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { chmod, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  type ObtainOptions as AnyObtainOptions,
  cacheFolder,
  findOnPath,
  firstThatWorks,
  goInstall,
  inScratchFolder,
  obtainGoProgram,
  run,
} from '../obtain-program.ts';

/** The newest version that the Go module proxy can build: later ones carry a `replace`. */
export const temporalVersion = 'v1.5.1';
export const testServerVersion = '1.38.0';
/** The server within `temporalVersion`: both behave alike. */
export const temporalServerVersion = 'v1.29.1';

export interface ObtainOptions extends AnyObtainOptions {
  /** Where Temporal's SDKs download from. */
  downloadSite?: string;
}

/**
 * Path of the `temporal` command line, whose `server start-dev` is the dev server.
 * @throws {ObtainError}
 */
export async function obtainTemporal(options: ObtainOptions = {}): Promise<string> {
  const env = options.env ?? process.env;
  const onPath = findOnPath('temporal', env);
  if (onPath) return onPath;
  const folder = join(cacheFolder(env), `temporal-${temporalVersion}`);
  return firstThatWorks(
    join(folder, 'temporal'),
    'Temporal',
    [
      ['download', (target) => download('cli', temporalVersion, target, options)],
      [
        'go install',
        (target) => goInstall(`github.com/temporalio/cli/cmd/temporal@${temporalVersion}`, target, options),
      ],
    ],
    `Install it (https://docs.temporal.io/cli), or install Go, or set TEMPORAL_ADDRESS to a running server.`,
  );
}

/**
 * Path of a program that takes a port as its argument and serves the time-skipping test server on it.
 * @throws {ObtainError}
 */
export async function obtainTestServer(options: ObtainOptions = {}): Promise<string> {
  const env = options.env ?? process.env;
  const folder = join(cacheFolder(env), `temporal-test-server-${testServerVersion}`);
  return firstThatWorks(
    join(folder, 'temporal-test-server'),
    "Temporal's test server",
    [
      ['download', (target) => download('temporal-test-server', `v${testServerVersion}`, target, options)],
      ['Maven', (target) => fromMaven(target, options)],
    ],
    'Install Java 17 and Maven (apt-get install default-jdk-headless maven).',
  );
}

export interface TemporalServerPrograms {
  server: string;
  /** Makes and upgrades the server's databases. */
  sqlTool: string;
}

/**
 * Paths of the production server's programs, `temporal-server` and `temporal-sql-tool`.
 * @throws {ObtainError}
 */
export async function obtainTemporalServer(options: AnyObtainOptions = {}): Promise<TemporalServerPrograms> {
  const program = (name: string, folder: string) => ({
    name,
    source: `go.temporal.io/server/cmd/${folder}`,
    version: temporalServerVersion,
  });
  // One after the other: the second build finds most of its packages compiled.
  const server = await obtainGoProgram(program('temporal-server', 'server'), options);
  return { server, sqlTool: await obtainGoProgram(program('temporal-sql-tool', 'tools/sql'), options) };
}

// ── Ways ───────────────────────────────────────────────────────────────────────────────────────

interface DownloadInfo {
  archiveUrl: string;
  fileToExtract: string;
}

/** As Temporal's SDKs do: ask the site for the archive, unpack the one file. */
async function download(
  artifact: string,
  version: string,
  target: string,
  { downloadSite = 'https://temporal.download', onProgress }: ObtainOptions,
): Promise<void> {
  const platform = process.platform === 'darwin' ? 'darwin' : 'linux';
  const arch = process.arch === 'arm64' ? 'arm64' : 'amd64';
  const asked = await fetch(
    `${downloadSite}/${artifact}/${version}?platform=${platform}&arch=${arch}&format=tar.gz`,
    { signal: AbortSignal.timeout(10_000) },
  );
  if (!asked.ok) throw new Error(`${downloadSite} answered ${asked.status}`);
  const { archiveUrl, fileToExtract } = (await asked.json()) as DownloadInfo;
  onProgress?.('downloading');
  const response = await fetch(archiveUrl);
  if (!response.ok || !response.body) throw new Error(`${archiveUrl} answered ${response.status}`);

  await inScratchFolder(target, async (scratch) => {
    const archive = join(scratch, 'archive.tar.gz');
    const total = Number(response.headers.get('content-length')) || undefined;
    await pipeline(
      Readable.from(counted(response.body as AsyncIterable<Uint8Array>, total, onProgress)),
      createWriteStream(archive),
    );
    await promisify(execFile)('tar', ['-xzf', archive, '-C', scratch, fileToExtract]);
    await chmod(join(scratch, fileToExtract), 0o755);
    await rename(join(scratch, fileToExtract), target);
  });
}

async function* counted(
  body: AsyncIterable<Uint8Array>,
  total: number | undefined,
  onProgress?: (what: string) => void,
): AsyncGenerator<Uint8Array> {
  let received = 0;
  let shown = 0;
  for await (const chunk of body) {
    received += chunk.length;
    const megabytes = Math.floor(received / 1e6);
    if (megabytes !== shown) {
      shown = megabytes;
      onProgress?.(`downloading, ${megabytes}${total ? ` of ${Math.ceil(total / 1e6)}` : ''} MB`);
    }
    yield chunk;
  }
}

async function fromMaven(target: string, { env = process.env, onProgress }: ObtainOptions): Promise<void> {
  const java = await javaMajorVersion(env);
  if (java < 17) throw new Error(`Java 17 or newer is needed, there is ${java}`);
  onProgress?.('fetching with Maven');
  const libraries = join(target, '..', 'lib');
  const pom = fileURLToPath(new URL('test-server.pom.xml', import.meta.url));
  await inScratchFolder(target, async (scratch) => {
    const fetched = join(scratch, 'lib');
    await run(
      'mvn',
      [
        '-q',
        '-B',
        '-f',
        pom,
        'dependency:copy-dependencies',
        `-DoutputDirectory=${fetched}`,
        '-DincludeScope=runtime',
      ],
      env,
    );
    if (!(await readdir(fetched)).some((file) => file.startsWith('temporal-test-server')))
      throw new Error('Maven fetched no test server');
    await rm(libraries, { recursive: true, force: true });
    await rename(fetched, libraries);
    const script = join(scratch, 'temporal-test-server');
    await writeFile(script, testServerScript, { mode: 0o755 });
    await rename(script, target);
  });
}

/** Short-lived and small: the quick compiler and the simplest collector start it in half the time. */
const testServerScript = `#!/bin/sh
here=$(dirname "$0")
exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx256m -cp "$here/lib/*" io.temporal.testserver.TestServer "$@"
`;

async function javaMajorVersion(env: NodeJS.ProcessEnv): Promise<number> {
  const { stderr } = await promisify(execFile)('java', ['-version'], { env });
  return Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0);
}
