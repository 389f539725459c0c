import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildBundle } from '../../workflows/bundle.ts';
import { workerDataConverter } from '../../workflows/client/data-converter.ts';
import { HistoryCodec } from '../../workflows/client/history-codec.ts';
import { noKeys } from '../../workflows/client/payload-keys.ts';
import { readHistory, storedHistories } from './stored-history.ts';

const names = await storedHistories();
/** Small histories: nothing in them is a claim. */
const store = {
  put: async () => undefined,
  get: async (): Promise<never> => {
    throw new Error('Expected a history without claims');
  },
};
const codec = new HistoryCodec({ store, keys: noKeys });

describe('a running instance', () => {
  let codePath: string;
  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    codePath = await buildBundle();
  });

  it('should have recorded histories to be held to', () => {
    expect(names.length).toBeGreaterThan(0);
  });

  it.each(names)('should go on in this version as it did: %s', async (name) => {
    const { instanceId, graph, history } = await readHistory(name);
    const options = { workflowBundle: { codePath }, dataConverter: workerDataConverter(async () => graph, codec) };
    await Worker.runReplayHistory(options, history, instanceId);
  });

  it('should be held up when this version would do something else', async () => {
    const { instanceId, graph, history } = await readHistory('review-to-the-end');
    // A definition that never waits for the deadline: the timer of the history is not asked for.
    const element = graph.processes.review?.elements.process;
    if (element) element.boundaryEvents = [];
    const options = { workflowBundle: { codePath }, dataConverter: workerDataConverter(async () => graph, codec) };
    await expect(Worker.runReplayHistory(options, history, instanceId)).rejects.toThrow(/nondeterminism|determin/i);
  });
});
