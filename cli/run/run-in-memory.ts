import type { TraceLine } from '../../engine/index.ts';
import type { Case } from './case.ts';
import { isWithoutData, runWithoutData } from './run-without-data.ts';
import { type Outcome, VirtualRun } from './virtual-run.ts';

/** What a run came to: the trace, its last line, and why a step could not be taken, if so. */
export interface RunResult {
  trace: TraceLine[];
  outcome: Outcome;
  /** Which step (counting from 1) was not there to be taken, and why. */
  stopped: string | null;
}

/** Runs a case on the pure engine under a virtual clock. */
export function runInMemory(prepared: Case): RunResult {
  const { graph, processId, variables, steps } = prepared;
  if (isWithoutData(steps)) return runWithoutData(prepared);
  const run = new VirtualRun(graph, processId, variables);
  for (const [index, step] of steps.entries()) {
    const problem = run.take(step);
    if (problem !== null) {
      return {
        trace: run.trace,
        outcome: run.outcome(),
        stopped: `step ${index + 1} could not be taken: ${problem}`,
      };
    }
  }
  return { trace: run.trace, outcome: run.outcome(), stopped: null };
}
