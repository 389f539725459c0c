import { execFile, execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../prisma/database.ts';
import { demoAccounts } from '../../prisma/reference-data/index.ts';
import { spawnSystem, startSystem, type TestSystem } from '../support/system.ts';

let folder: string;
let system: TestSystem;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvan-up-'));
  await chmod(folder, 0o755);
  system = await startSystem({ dataFolder: join(folder, 'data') });
});

afterAll(async () => {
  await system.stop();
  await rm(folder, { recursive: true, force: true });
});

async function congvan(...args: string[]): Promise<string> {
  const call = ['cli/congvan.js', ...args, '--data', system.dataFolder];
  return (await promisify(execFile)(process.execPath, call)).stdout.trim();
}

async function viewerOf(username: string): Promise<unknown> {
  const answer = await fetch(`${system.url}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await congvan('token', username)}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ query: '{ me { name } }' }),
  });
  return answer.json();
}

function named(username: string): unknown {
  return { data: { me: { name: demoAccounts.find((account) => account.username === username)?.name } } };
}

/** How many others, on average, want each core: 1 on a machine of one's own. */
function crowd(): number {
  return Math.max(1, (loadavg()[0] ?? 0) / cpus().length);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function untilGone(pids: number[]): Promise<void> {
  while (pids.some(isRunning)) await pause(50);
}

/** What a restart must not lose. */
async function definitions(): Promise<{ key: string; version: number }[]> {
  const { DATABASE_URL } = JSON.parse(
    execFileSync('cat', [join(system.dataFolder, 'environment.json')], { encoding: 'utf8' }),
  );
  const db = openDatabase(DATABASE_URL, { poolSize: 1 });
  try {
    return await db.processDefinition.findMany({
      select: { key: true, version: true },
      orderBy: { key: 'asc' },
    });
  } finally {
    await db.$disconnect();
  }
}

describe('congvan up', () => {
  it('should be healthy and ready, on loopback alone', async () => {
    expect(await (await fetch(`${system.url}/healthz`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${system.url}/readyz`)).json()).toEqual({ database: true, temporal: true });
    const pids = Object.values(system.childPids());
    const sockets = pids.flatMap(listeningAddresses);
    expect(sockets.length).toBeGreaterThan(3);
    expect(sockets.filter((address) => address !== '0100007F')).toEqual([]);
  });

  it('should know the demo accounts by the tokens that it hands out', async () => {
    for (const username of ['vanthu', 'doanhnghiep', 'portal'])
      expect(await viewerOf(username)).toEqual(named(username));
  });

  it('should show the sign-in page', async () => {
    const page = await fetch(`${system.url}/auth/login`, { redirect: 'manual' });
    expect(page.headers.get('location')).toMatch(new RegExp(`^${system.url}/oidc/auth\\?`));
  });

  it('should refuse a second system on the same folder, and on the same port', async () => {
    const sameFolder = await spawnSystem({ dataFolder: system.dataFolder });
    expect(await sameFolder.exited).toBe(1);
    expect(sameFolder.output()).toContain(`A system runs on ${system.dataFolder} already (process`);
    const samePort = await spawnSystem({ dataFolder: join(folder, 'other'), port: system.port });
    expect(await samePort.exited).toBe(1);
    expect(samePort.output().trim()).toBe(
      `Port ${system.port} is in use: stop what listens there, or choose another with --port N.`,
    );
  });

  it('should start a worker that died again, and say so', async () => {
    const { worker = 0 } = system.childPids();
    process.kill(worker, 'SIGKILL');
    await system.printed('The worker ended unexpectedly (SIGKILL): it starts again in 1 s.');
    await system.printed('The worker runs again.');
    expect(system.childPids().worker).not.toBe(worker);
  });

  it('should stop every child and exit with 0, and start again within 15 seconds with all it held', async () => {
    const before = await definitions();
    const pids = Object.values(system.childPids());
    expect(await system.stop()).toBe(0);
    expect(pids.filter(isRunning)).toEqual([]);

    system = await startSystem({ dataFolder: system.dataFolder, port: system.port });
    expect(system.startedIn).toBeLessThan(15_000 * crowd());
    expect(await definitions()).toEqual(before);
    expect(before.length).toBeGreaterThan(3);
  });

  it('should leave nothing behind when it is killed, and start again at once', async () => {
    const killed = Object.values(system.childPids());
    expect(killed).toHaveLength(4);
    system.process.kill('SIGKILL');
    await system.exited;
    await untilGone(killed);

    const former = system;
    system = await startSystem({ dataFolder: former.dataFolder, port: former.port });
    const pids = Object.values(system.childPids());
    system.process.kill('SIGKILL');
    await system.exited;
    system = await startSystem({ dataFolder: former.dataFolder, port: former.port });
    expect(pids.filter(isRunning)).toEqual([]);
    expect(await viewerOf('vanthu')).toEqual(named('vanthu'));
  });

  it('should stop when the process that started it is gone', async () => {
    const pids = Object.values(system.childPids());
    system.process.disconnect();
    expect(await system.exited).toBe(0);
    expect(pids.filter(isRunning)).toEqual([]);
  });
});

describe('a start that cannot be', () => {
  async function refused(options: Parameters<typeof spawnSystem>[0]): Promise<string> {
    const attempt = await spawnSystem(options);
    expect(await attempt.exited).toBe(1);
    return attempt.output().trim();
  }

  /** For PATH: what PostgreSQL needs as root, but neither Temporal nor Go. */
  async function bareFolder(): Promise<string> {
    const bin = join(folder, 'bin');
    await mkdir(bin);
    for (const name of ['id', 'test'])
      await symlink(execFileSync('which', [name], { encoding: 'utf8' }).trim(), join(bin, name));
    return bin;
  }

  it('should say so when the data folder cannot be written', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    expect(await refused({ dataFolder: join(file, 'data') })).toBe(
      `The data folder ${file}/data cannot be written (ENOTDIR): choose another with --data DIR, or change its owner.`,
    );
  });

  it('should say so when the demo accounts could be reached by others', async () => {
    const output = await refused({ dataFolder: join(folder, 'open'), env: { HOST: '0.0.0.0' } });
    expect(output).toContain('set OIDC_ISSUER to your identity provider');
  });

  it('should say so when Temporal does not answer, or cannot be obtained', async () => {
    const silent = createServer();
    await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
    const { port } = silent.address() as AddressInfo;
    silent.close();
    const output = await refused({
      dataFolder: join(folder, 'temporal'),
      env: { TEMPORAL_ADDRESS: `127.0.0.1:${port}` },
    });
    expect(output).toContain(`Temporal does not answer at TEMPORAL_ADDRESS 127.0.0.1:${port}: start it`);
    const missing = await refused({
      dataFolder: join(folder, 'temporal'),
      env: { PATH: await bareFolder(), XDG_CACHE_HOME: join(folder, 'cache') },
    });
    expect(missing).toMatch(/Temporal could not be obtained .*Install it .* or set TEMPORAL_ADDRESS/);
  });
});

/** Of a process on Linux: local addresses in hex as in /proc/net/tcp, 0100007F for 127.0.0.1. */
function listeningAddresses(pid: number): string[] {
  const inodes = execFileSync(
    'sh',
    ['-c', `ls -l /proc/${pid}/fd | grep -o 'socket:\\[[0-9]*' | grep -o '[0-9]*' || true`],
    {
      encoding: 'utf8',
    },
  ).split('\n');
  const tables = execFileSync(
    'sh',
    ['-c', `cat /proc/${pid}/net/tcp /proc/${pid}/net/tcp6 2>/dev/null || true`],
    {
      encoding: 'utf8',
    },
  );
  return tables.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const [address = '', state, inode = ''] = [fields[1], fields[3], fields[9]];
    return state === '0A' && inodes.includes(inode) ? [address.split(':')[0] ?? ''] : [];
  });
}
