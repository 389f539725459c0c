/** Where scripted instances run: one time-skipping server and one worker for all runs of a process. */
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import type { CommitInput, CommitResult } from '../../../activities/projection/contract.ts';
import type { EngineEvent, ExecutableGraph } from '../../../engine/index.ts';
import { buildBundle } from '../../../workflows/bundle.ts';
import { workerDataConverter } from '../../../workflows/client/data-converter.ts';
import { timeSkippingServer } from '../../temporal/test-environments.ts';

export const taskQueue = 'congvan-run';
/** The server is kept for the next case of a batch; without one for so long, milliseconds, it ends. */
const linger = 500;

export interface Stage {
  server: TestWorkflowEnvironment;
  /** Definitions by hash: whoever starts an instance puts its own there. */
  graphs: Map<string, ExecutableGraph>;
  /** What was projected, by instance. */
  events: Map<string, EngineEvent[]>;
  close(): Promise<void>;
}

let stage: Promise<Stage> | null = null;
let runs = 0;
let closing: NodeJS.Timeout | undefined;

export async function onStage<T>(perform: (stage: Stage) => Promise<T>): Promise<T> {
  clearTimeout(closing);
  runs++;
  try {
    stage ??= openStage();
    return await perform(await stage);
  } finally {
    runs--;
    if (runs === 0) closing = setTimeout(() => void endTemporal(), linger);
  }
}

/** Ends the server at once, where nobody waits until it has ended by itself: a test runner stops its processes as they are. */
export async function endTemporal(): Promise<void> {
  clearTimeout(closing);
  const ending = stage;
  stage = null;
  // who asked for one that could not be opened has been told
  const opened = await ending?.catch(() => null);
  await opened?.close();
}

// helpers ////////////////////////////////////////////////////////////

async function openStage(): Promise<Stage> {
  const [server, codePath] = await Promise.all([
    timeSkippingServer(),
    buildBundle({ entry: 'cli/run/temporal/scripted-instance.ts' }),
  ]);
  const graphs: Stage['graphs'] = new Map();
  const events: Stage['events'] = new Map();
  const worker = await Worker.create({
    connection: server.nativeConnection,
    taskQueue,
    workflowBundle: { codePath },
    dataConverter: workerDataConverter(async (hash) => graphs.get(hash)),
    activities: {
      async commit(input: CommitInput): Promise<CommitResult> {
        const projected = events.get(input.instanceId) ?? [];
        events.set(input.instanceId, [...projected.slice(0, input.after), ...input.events]);
        return { jobs: [], messages: [] };
      },
    },
  });
  const running = worker.run();
  return {
    ...{ server, graphs, events },
    async close() {
      worker.shutdown();
      await running;
      await server.teardown();
    },
  };
}
