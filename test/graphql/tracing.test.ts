/** One trace from an operation of the API to the transaction that it ends in, as a collector gets it. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { traceContext } from '../../activities/tracing.ts';
import { readConfiguration } from '../../cli/configuration.ts';
import { timeSkippingServer } from '../../cli/temporal/test-environments.ts';
import { startTracing } from '../../cli/tracing.ts';
import { wakeInstance } from '../../workflows/client/index.ts';
import { type Bench, bench, deployModel, workOn } from '../workflows/support.ts';
import { testJobs } from '../workflows/test-jobs.ts';
import { type ApiBench, apiBench } from './support.ts';

interface SentSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: { key: string; value: Record<string, unknown> }[];
  status: { code?: number };
}

let system: Bench;
let api: ApiBench;
let collector: Server;
let received: { service: string; span: SentSpan }[] = [];

beforeAll(async () => {
  collector = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    for (const { resource, scopeSpans } of JSON.parse(text.toString()).resourceSpans)
      for (const { spans } of scopeSpans)
        for (const span of spans)
          received.push({ service: attribute(resource, 'service.name') as string, span });
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((listening) => collector.listen(0, '127.0.0.1', listening));
  system = await bench(await timeSkippingServer(), testJobs);
  api = await apiBench({ database: system.database, temporal: system.temporal });
  await deployModel(system, 'review');
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await system[Symbol.asyncDispose]();
  collector.close();
});

const attribute = ({ attributes }: Pick<SentSpan, 'attributes'>, name: string): unknown => {
  const value = attributes.find(({ key }) => key === name)?.value;
  return value && Object.values(value)[0];
};

/** @returns what the collector gets of the work */
async function tracesOf(work: () => Promise<unknown>, env: NodeJS.ProcessEnv = {}): Promise<SentSpan[]> {
  received = [];
  const { port } = collector.address() as AddressInfo;
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', `http://127.0.0.1:${port}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  const configuration = readConfiguration({ DATABASE_URL: 'postgresql://x@y/z', ...process.env, ...env });
  const stop = await startTracing(configuration, 'congvan-test');
  try {
    await work();
  } finally {
    await stop();
  }
  return received.map(({ span }) => span);
}

async function openTask(instanceId: string): Promise<string> {
  const { id } = await system.db.task.findFirstOrThrow({ where: { instanceId, state: 'OPEN' } });
  return id;
}

const completeMutation = `mutation Finish($input: CompleteTaskInput!) {
  completeTask(input: $input) { task { id } } }`;

describe('a trace', () => {
  it('should lead from an operation through update, workflow task and activity to the transaction', async () => {
    const { instanceId } = await workOn(system).start();
    await wakeInstance(system, instanceId);
    const id = await openTask(instanceId);
    const before = Date.now();

    const spans = await tracesOf(async () => {
      const answer = await api.as('lanhdao')(completeMutation, { input: { id, variables: {} } });
      expect(answer.errors).toBeUndefined();
    });

    const pathOf = (span: SentSpan): string[] => {
      const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
      return [...(parent ? pathOf(parent) : []), span.name];
    };
    const [root] = spans.filter(({ name }) => name === 'GraphQL mutation Finish');
    expect(root).toMatchObject({ kind: 2 });
    expect(root?.parentSpanId).toBeFalsy();
    const own = spans.filter(({ traceId }) => traceId === root?.traceId);
    const update = ['GraphQL mutation Finish', 'update completeTask'];
    const paths = own.map(pathOf);
    expect(paths).toContainEqual([...update, 'workflow task completeTask']);
    expect(paths).toContainEqual([...update, 'activity commit', 'transaction']);
    expect(own.every(({ status }) => status.code !== 2)).toBe(true);
    expect(received.every(({ service }) => service === 'congvan-test')).toBe(true);

    const commit = own.find(({ name }) => name === 'activity commit');
    expect(commit && attribute(commit, 'temporalWorkflowID')).toBe(instanceId);
    const task = own.find(({ name }) => name === 'workflow task completeTask');
    const [from, to] = [task?.startTimeUnixNano, task?.endTimeUnixNano].map((time) => Number(time) / 1e6);
    expect(from).toBeGreaterThan(before - 1000);
    expect(to).toBeGreaterThanOrEqual(from ?? Number.NaN);

    const line = api.logged.map((text) => JSON.parse(text)).find(({ operation }) => operation === 'Finish');
    expect(line.traceId).toBe(root?.traceId);
  });

  it('should hold the jobs of a transaction, and those outside of it with what comes of them', async () => {
    const work = workOn(system);
    const spans = await tracesOf(async () => {
      const { instanceId } = await work.start();
      await work.complete(instanceId, 'assign');
      await work.complete(instanceId, 'process');
      await work.ended(instanceId);
    });

    const job = spans.find(({ name }) => name === 'job test.number');
    expect(job && attribute(job, 'congvan.element')).toBe('register');
    expect(spans.find(({ spanId }) => spanId === job?.parentSpanId)?.name).toBe('transaction');

    const [sealing] = spans.filter(({ name }) => name === 'activity test.seal');
    const [, processed] = spans.filter(({ name }) => name === 'update completeTask');
    expect(sealing?.parentSpanId).toBe(processed?.spanId);
    const commits = spans.filter(
      ({ name, parentSpanId }) => name === 'activity commit' && parentSpanId === processed?.spanId,
    );
    expect(commits).toHaveLength(2);
  });

  it('should say by its code what failed, and nothing of what was written', async () => {
    const { instanceId } = await workOn(system).start({ numberFault: 'Bí mật của hồ sơ' });
    const id = `${instanceId}:nothing`;
    const spans = await tracesOf(async () => {
      await workOn(system).start({ numberFault: 'Bí mật của hồ sơ' });
      await api.as('lanhdao')(completeMutation, { input: { id, variables: { secret: 'Bí mật' } } });
    });

    const failed = spans.filter(({ status }) => status.code === 2);
    const named = failed.map((span) => [span.name, attribute(span, 'error.type')]);
    expect(named).toContainEqual(['job test.number', 'failed']);
    expect(named.some(([name]) => name === 'GraphQL mutation Finish')).toBe(true);
    expect(JSON.stringify(spans)).not.toContain('Bí mật');
  });

  it('should be taken of a share of the operations alone, by whole traces', async () => {
    let instanceId = '';
    const spans = await tracesOf(
      async () => {
        instanceId = (await workOn(system).start()).instanceId;
      },
      { OTEL_TRACES_SAMPLER_ARG: '0' },
    );
    expect(spans.filter((span) => attribute(span, 'temporalWorkflowID') === instanceId)).toEqual([]);
  });

  it('should not be without a collector', async () => {
    received = [];
    const configuration = readConfiguration({ DATABASE_URL: 'postgresql://x@y/z' });
    expect(configuration.tracing).toBeNull();
    const stop = await startTracing(configuration, 'congvan-test');
    expect(traceContext()).toBeNull();
    await stop();
  });
});
