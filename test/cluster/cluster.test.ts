import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoAccounts } from '../../prisma/reference-data/index.ts';
import { spawnSystem, type TestSystem } from '../support/system.ts';

/**
 * The topology of production as `npm run start:cluster` brings it up. The first run on a machine builds its programs with Go, which takes
 * about ten minutes.
 */
let folder: string;
let cluster: TestSystem;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvan-cluster-'));
  await chmod(folder, 0o755);
  cluster = await startCluster();
}, 1_500_000);

afterAll(async () => {
  await cluster?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function startCluster(): Promise<TestSystem> {
  const since = Date.now();
  const started = await spawnSystem({ dataFolder: join(folder, 'data'), command: 'cluster' });
  await started.printed('Ready in');
  return { ...started, startedIn: Date.now() - since };
}

async function congvan(...args: string[]): Promise<string> {
  const call = ['cli/congvan.js', ...args, '--data', cluster.dataFolder];
  return (await promisify(execFile)(process.execPath, call)).stdout.trim();
}

interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: each query has an answer of its own
  data: any;
  errors?: { message: string; extensions: { code: string } }[];
}

const tokens = new Map<string, string>();

/** As a client does it: what was not answered is asked again, with the same idempotency key. */
async function ask(
  username: string,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Answer> {
  const token = tokens.get(username) ?? (await congvan('token', username));
  tokens.set(username, token);
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(`${cluster.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    }).catch(() => null);
    if (response?.status === 200) return response.json() as Promise<Answer>;
    if (attempt === 60) throw new Error(`Status ${response?.status}: ${await response?.text()}`);
    await pause(500);
  }
}

async function upload(content: string): Promise<{ id: string; url: string }> {
  const form = new FormData();
  form.set(
    'operations',
    JSON.stringify({
      query: 'mutation ($file: File!) { uploadFile(file: $file) { id url } }',
      variables: { file: null },
    }),
  );
  form.set('map', JSON.stringify({ 0: ['variables.file'] }));
  form.set('0', new File([content], 'van-ban.txt'));
  const response = await fetch(`${cluster.url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await congvan('token', 'doanhnghiep')}`, 'x-congvan-csrf': '1' },
    body: form,
  });
  return ((await response.json()) as Answer).data.uploadFile;
}

async function submit(subject: string): Promise<string> {
  const file = await upload(subject);
  const { data, errors } = await ask(
    'doanhnghiep',
    'mutation ($input: SubmitDocumentInput!) { submitDocument(input: $input) { document { id } } }',
    {
      input: {
        idempotencyKey: crypto.randomUUID(),
        receiver: 'H26.01',
        subject,
        kind: 'CV',
        fileIds: [file.id],
      },
    },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data.submitDocument.document.id;
}

/** Every instance of a submitted document comes to a task of the agency, whoever dies on the way. */
async function untilTaskFor(documentId: string): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const { data } = await ask('vanthu', '{ tasks(first: 100) { edges { node { id document { id } } } } }');
    const found = data?.tasks.edges.find(
      ({ node }: { node: { document?: { id: string } } }) => node.document?.id === documentId,
    );
    if (found) return found.node.id;
    if (attempt === 240) throw new Error(`No task for ${documentId}.\n${cluster.output()}`);
    await pause(500);
  }
}

function pidOf(name: string): number {
  const pid = cluster.childPids()[name];
  if (pid === undefined) throw new Error(`There is no ${name}: ${Object.keys(cluster.childPids())}`);
  return pid;
}

interface Target {
  targets: string[];
  labels: { job: string; instance: string };
}

function targets(job: string): string[] {
  const all: Target[] = JSON.parse(readFileSync(join(cluster.dataFolder, 'metrics-targets.json'), 'utf8'));
  return all.filter(({ labels }) => labels.job === job).flatMap((target) => target.targets);
}

async function metrics(address: string): Promise<string> {
  return (await fetch(`http://${address}/metrics`)).text();
}

describe('congvan cluster', () => {
  it('should have each part of production as a process of its own', () => {
    const names = Object.keys(cluster.childPids()).sort();
    expect(names).toEqual([
      'balancer',
      'postgres',
      'server-1',
      'server-2',
      'storage',
      'temporal-frontend',
      'temporal-history',
      'temporal-matching',
      'temporal-worker',
      'worker-1',
      'worker-2',
    ]);
  });

  it('should answer under one address through every API process', async () => {
    await Promise.all(Array.from({ length: 20 }, () => ask('vanthu', '{ me { name } }')));
    const counts = await Promise.all(targets('congvan-api').map(metrics));
    expect(
      counts.map((text) => /congvan_api_operations_total\{kind="query",code="OK"\} [1-9]/.test(text)),
    ).toEqual([true, true]);
    expect((await fetch(`${cluster.url}/metrics`)).status).toBe(404);
  });

  it('should give a file to whoever asks any of them, from the storage that all share', async () => {
    const { url } = await upload('Một tệp cho mọi máy');
    const token = await congvan('token', 'doanhnghiep');
    for (let time = 0; time < 4; time++) {
      const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
      expect(await response.text()).toBe('Một tệp cho mọi máy');
    }
  });

  it('should let a person sign in, whichever process answers each step', async () => {
    const jar = new Map<string, string>();
    const go = async (url: string, init: RequestInit = {}): Promise<Response> => {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(url, {
        ...init,
        redirect: 'manual',
        headers: { cookie, ...init.headers },
      });
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        jar.set(name, value);
      }
      const location = response.headers.get('location');
      return location ? go(new URL(location, url).href) : response;
    };
    const page = await go(`${cluster.url}/auth/login`);
    const action = /action="([^"]+)"/.exec(await page.text())?.[1] ?? '';
    await go(new URL(action, cluster.url).href, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ username: 'vanthu', password: 'vanthu' }).toString(),
    });
    const answers = Array.from({ length: 4 }, async () => {
      const response = await go(`${cluster.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-congvan-csrf': '1' },
        body: JSON.stringify({ query: '{ me { name } }' }),
      });
      return ((await response.json()) as Answer).data.me?.name;
    });
    const name = demoAccounts.find(({ username }) => username === 'vanthu')?.name;
    expect(await Promise.all(answers)).toEqual([name, name, name, name]);
  });

  it('should tell a subscriber what any other process has changed', async () => {
    const token = await congvan('token', 'vanthu');
    const streams = await Promise.all(
      Array.from({ length: 2 }, () =>
        fetch(`${cluster.url}/graphql`, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${token}`,
            accept: 'text/event-stream',
            'content-type': 'application/json',
          },
          body: JSON.stringify({ query: 'subscription { tasks { __typename } }' }),
        }),
      ),
    );
    const told = streams.map(async (stream) => {
      for await (const chunk of stream.body?.pipeThrough(new TextDecoderStream()) ?? [])
        if (chunk.includes('"data"')) return true;
      return false;
    });
    await submit('Báo cho mọi người đang xem');
    expect(await Promise.all(told)).toEqual([true, true]);
  });

  it.each([
    'worker-1',
    'server-1',
    'storage',
    'temporal-frontend',
    'temporal-history',
    'temporal-matching',
    'temporal-worker',
    'balancer',
  ])('should go on when %s is killed', async (name) => {
    const killed = pidOf(name);
    const before = submit(`Trước khi ${name} mất`);
    const documentId = await before;
    process.kill(killed, 'SIGKILL');
    await untilTaskFor(documentId);
    await untilTaskFor(await submit(`Sau khi ${name} mất`));
    while ([undefined, killed].includes(cluster.childPids()[name])) await pause(100);
    expect(pidOf(name)).not.toBe(killed);
  });

  it('should measure itself: Temporal, workers and API each', async () => {
    for (const address of targets('temporal')) expect(await metrics(address)).toContain('build_age');
    const workers = (await Promise.all(targets('congvan-worker').map(metrics))).join('\n');
    for (const name of [
      'congvan_projection_lag_seconds_bucket',
      'congvan_commit_seconds_count',
      'temporal_workflow_task_schedule_to_start_latency_seconds_bucket',
    ])
      expect(workers).toContain(name);
    const [api = ''] = await Promise.all(targets('congvan-api').map(metrics));
    expect(api).toContain('congvan_measurement_failed{part="temporal"} 0');
    expect(api).toMatch(/congvan_task_queue_pollers\{queue="congvan",kind="workflow"\} [12]/);
  });

  it('should stop everything, and start again with what it held', async () => {
    const documentId = await submit('Qua một lần khởi động lại');
    await untilTaskFor(documentId);
    const pids = Object.values(cluster.childPids());
    expect(await cluster.stop()).toBe(0);
    expect(pids.filter(isRunning)).toEqual([]);
    tokens.clear();
    cluster = await startCluster();
    await untilTaskFor(documentId);
    expect(await readFile(join(cluster.dataFolder, 'lock'), 'utf8')).toContain('"stopping":false');
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
