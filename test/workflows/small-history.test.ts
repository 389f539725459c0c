/** What reaches Temporal's store: with a key nothing that can be read, and little however much an instance knows. */
import { randomBytes } from 'node:crypto';
import type { Payload } from '@temporalio/common';
import proto from '@temporalio/proto';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { devServer } from '../../cli/temporal/test-environments.ts';
import { buildBundle } from '../../workflows/bundle.ts';
import { workerDataConverter } from '../../workflows/client/data-converter.ts';
import { deployedGraphs } from '../../workflows/client/definition-codec.ts';
import { HistoryCodec } from '../../workflows/client/history-codec.ts';
import { temporalClient, wakeInstance } from '../../workflows/client/index.ts';
import { largePayloads } from '../../workflows/client/large-payloads.ts';
import { noKeys, type PayloadKeys, parsePayloadKeys } from '../../workflows/client/payload-keys.ts';
import { type Bench, bench, deployModel, startWorker, workOn } from './support.ts';
import { testJobs } from './test-jobs.ts';

const { History } = proto.temporal.api.history.v1;
const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const [older, newer] = [key('2025-03'), key('2026-11')];
const keys = parsePayloadKeys(older);

let system: Bench;
beforeAll(async () => {
  system = await bench(await devServer(), testJobs, keys);
  await deployModel(system, 'review');
});
afterAll(() => system[Symbol.asyncDispose]());

const historyOf = (instanceId: string) => system.temporal.workflow.getHandle(instanceId).fetchHistory();
type InstanceHistory = Awaited<ReturnType<typeof historyOf>>;
const bytesOf = (history: InstanceHistory) => Buffer.from(History.encode(history).finish());

async function replay(history: InstanceHistory, instanceId: string, ring: PayloadKeys) {
  const codec = new HistoryCodec({ store: largePayloads(system.db), keys: ring });
  const dataConverter = workerDataConverter(deployedGraphs(system.db), codec);
  const workflowBundle = { codePath: await buildBundle() };
  // as it is read back from disk
  const read = History.decode(bytesOf(history));
  await Worker.runReplayHistory({ workflowBundle, dataConverter }, read, instanceId);
}

describe('the history of an instance', () => {
  it('should show nothing of its variables, errors included, and be replayed with its key', async () => {
    const { start, complete, ended } = workOn(system);
    const name = 'Nguyễn Văn A, 0912 345 678';
    const { instanceId } = await start({ name, sealFault: 'once' });
    await complete(instanceId, 'assign', { note: `of ${name}` });
    await complete(instanceId, 'process');
    expect((await ended(instanceId)).variables).toMatchObject({ name, sealedBy: 'attempt 2' });

    const history = await historyOf(instanceId);
    const text = bytesOf(history).toString();
    for (const secret of ['0912 345', 'sealedBy', 'caseId', 'The seal is broken'])
      expect(text).not.toContain(secret);
    expect(text).toContain('congvan/aes-256-gcm');

    await replay(history, instanceId, keys);
    await replay(history, instanceId, parsePayloadKeys(`${newer},${older}`));
    await expect(replay(history, instanceId, noKeys)).rejects.toThrow();
  });

  it('should stay small when the variables are a megabyte', async () => {
    const { start, complete, ended } = workOn(system);
    const attachment = randomBytes(500_000).toString('hex');
    const { instanceId } = await start({ attachment });
    await complete(instanceId, 'assign', { second: attachment.toUpperCase() });
    await complete(instanceId, 'process');
    expect((await ended(instanceId)).variables).toMatchObject({ attachment });

    const history = await historyOf(instanceId);
    const after = bytesOf(history).length;
    const before = await bytesWithoutCodec(history);
    console.log(
      `History of an instance with 2 MB of variables: ${before} bytes as it was, ${after} as it is.`,
    );
    expect(before).toBeGreaterThan(2_000_000);
    expect(after).toBeLessThan(15_000);
    await replay(history, instanceId, keys);
  });

  it('should go on with a new key while the old one is there for reading', async () => {
    const { instanceId } = await workOn(system).start({ note: 'before' });
    await wakeInstance(system, instanceId);
    const rotated = parsePayloadKeys(`${newer},${older}`);
    await system.worker.stop();
    system.worker = await startWorker({ ...system, payloadKeys: rotated });
    const temporal = temporalClient({ connection: system.server.connection, db: system.db, keys: rotated });
    const { complete, ended } = workOn({ db: system.db, temporal });
    await complete(instanceId, 'assign', { note: 'after' });
    await complete(instanceId, 'process');
    expect((await ended(instanceId)).variables).toMatchObject({ note: 'after', sealedBy: 'attempt 1' });
    const history = await historyOf(instanceId);
    const text = bytesOf(history).toString();
    for (const id of ['2025-03', '2026-11']) expect(text).toContain(id);
    await replay(history, instanceId, rotated);
    await expect(replay(history, instanceId, keys)).rejects.toThrow();
  });
});

/** The size that the same history would have if each payload were in it as the workflow gave it. */
async function bytesWithoutCodec(history: InstanceHistory): Promise<number> {
  const codec = new HistoryCodec({ store: largePayloads(system.db), keys });
  let bytes = bytesOf(history).length;
  for (const payload of payloadsIn(history)) {
    const [decoded] = await codec.decode([payload]);
    bytes += (decoded?.data?.length ?? 0) - (payload.data?.length ?? 0);
  }
  return bytes;
}

function* payloadsIn(value: unknown): Generator<Payload> {
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return;
  if ('metadata' in value && 'data' in value) yield value as Payload;
  else for (const inner of Object.values(value)) yield* payloadsIn(inner);
}
