/** Cases that need nothing but the engine, wherever it runs: what one-bundle.test.ts makes a bundle of. */

import type { Step } from '../../cli/run/step.ts';
import { VirtualRun } from '../../cli/run/virtual-run.ts';
import type { ExecutableGraph, Variables } from '../../engine/index.ts';

export interface PortableCase {
  graph: ExecutableGraph;
  processId: string;
  variables: Variables;
  steps: Step[];
}

/** For each case what `congvan run` prints: the trace and the outcome as JSON Lines; after them why a step could not be taken. */
export const play = (cases: PortableCase[]): string[] =>
  cases.map(({ graph, processId, variables, steps }) => {
    const run = new VirtualRun(graph, processId, variables);
    const problem = steps.map((step) => run.take(step)).find((it) => it !== null) ?? null;
    return [...run.trace, run.outcome(), problem].map((line) => JSON.stringify(line)).join('\n');
  });
