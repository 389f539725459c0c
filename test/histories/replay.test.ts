import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildBundle } from '../../workflows/bundle.ts';
import { workerDataConverter } from '../../workflows/client/data-converter.ts';
import { HistoryCodec } from '../../workflows/client/history-codec.ts';
import { noKeys, parsePayloadKeys } from '../../workflows/client/payload-keys.ts';
import { afterRotation, beforeRotation, recordedKeys } from './keys.ts';
import { readHistory, type StoredHistory, storedHistories } from './stored-history.ts';

const names = await storedHistories();
/** Small histories: nothing in them is a claim. */
const store = {
  put: async () => undefined,
  get: async (): Promise<never> => {
    throw new Error('Expected a history without claims');
  },
};

/** All have gone by the same definitions: one worker does for them. @returns those that do not replay, and why */
async function replay(histories: StoredHistory[], keys = recordedKeys): Promise<Map<string, Error>> {
  const graphs = histories[0]?.graphs ?? new Map();
  const graphOf = async (hash: string) => {
    const graph = graphs.get(hash);
    if (!graph) throw new Error(`Expected the definition ${hash} among those that are stored with it`);
    return graph;
  };
  const dataConverter = workerDataConverter(graphOf, new HistoryCodec({ store, keys }));
  const failures = new Map<string, Error>();
  const results = Worker.runReplayHistories(
    { workflowBundle: { codePath }, dataConverter },
    histories.map(({ instanceId, history }) => ({ workflowId: instanceId, history })),
  );
  for await (const { workflowId, error } of results) if (error) failures.set(workflowId, error);
  return failures;
}

let codePath: string;
const stored = new Map<string, StoredHistory>();
const failures = new Map<string, Error>();

describe('a running instance', () => {
  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined) });
    codePath = await buildBundle();
    for (const name of names) stored.set(name, await readHistory(name));
    for (const histories of Map.groupBy(stored.values(), ({ definitions }) => definitions).values())
      for (const [instanceId, error] of await replay(histories)) failures.set(instanceId, error);
  }, 300_000);

  it('should have recorded histories to be held to', () => {
    expect(names.length).toBeGreaterThan(0);
  });

  it.each(names)('should go on in this version as it did: %s', (name) => {
    const { instanceId = '' } = stored.get(name) ?? {};
    expect(instanceId).not.toBe('');
    expect(failures.get(instanceId)).toBeUndefined();
  });

  it('should need the keys that its history is encrypted with, those from before a rotation too', async () => {
    const name = names.find((it) => it.startsWith('encrypted-') && it.includes('rotated')) ?? '';
    const [newer = ''] = afterRotation.split(',');
    for (const keys of [noKeys, parsePayloadKeys(newer), parsePayloadKeys(beforeRotation)])
      expect((await replay([await readHistory(name)], keys)).size).toBe(1);
  });

  it('should be held up when this version would do something else', async () => {
    const history = await readHistory('review-to-the-end');
    // A definition that never waits for the deadline: the timer of the history is not asked for.
    for (const { processes } of history.graphs.values())
      if (processes.review?.elements.process) processes.review.elements.process.boundaryEvents = [];
    const error = (await replay([history])).get(history.instanceId);
    expect(error?.message).toMatch(/determin/i);
  });
});
