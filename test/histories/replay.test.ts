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
async function replay({ instanceId, graphs, history }: StoredHistory, keys = recordedKeys): Promise<void> {
  const graphOf = async (hash: string) => {
    const graph = graphs.get(hash);
    if (!graph) throw new Error(`Expected the definition ${hash} among those that are stored with it`);
    return graph;
  };
  const dataConverter = workerDataConverter(graphOf, new HistoryCodec({ store, keys }));
  await Worker.runReplayHistory({ workflowBundle: { codePath }, dataConverter }, history, instanceId);
}

let codePath: string;

describe('a running instance', () => {
  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    codePath = await buildBundle();
  });

  it('should have recorded histories to be held to', () => {
    expect(names.length).toBeGreaterThan(0);
  });

  it.each(names)('should go on in this version as it did: %s', async (name) => {
    await replay(await readHistory(name));
  });

  it('should need the keys that its history is encrypted with, those from before a rotation too', async () => {
    const name = names.find((it) => it.startsWith('encrypted-') && it.includes('rotated')) ?? '';
    const [newer = ''] = afterRotation.split(',');
    for (const keys of [noKeys, parsePayloadKeys(newer), parsePayloadKeys(beforeRotation)])
      await expect(replay(await readHistory(name), keys)).rejects.toThrow();
  });

  it('should be held up when this version would do something else', async () => {
    const stored = await readHistory('review-to-the-end');
    // A definition that never waits for the deadline: the timer of the history is not asked for.
    for (const { processes } of stored.graphs.values())
      if (processes.review?.elements.process) processes.review.elements.process.boundaryEvents = [];
    await expect(replay(stored)).rejects.toThrow(/nondeterminism|determin/i);
  });
});
