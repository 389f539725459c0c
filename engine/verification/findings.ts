/** What verification has to say of a deployment. */
import type { ExecutableGraph, Finding } from '../graph.ts';
import { verify } from './index.ts';

/** Enough for the standard processes, and done within a second or two. */
const bound = 2_000;

/**
 * A warning for each problem, of every executable process. No errors: with data left open more may go wrong than really can, and a
 * manager who knows that two conditions go together is right.
 */
export function soundnessFindings(graph: ExecutableGraph): Finding[] {
  return Object.values(graph.processes)
    .filter((process) => process.isExecutable)
    .flatMap(({ id, resource }) =>
      verify(graph, id, { bound }).problems.map(({ kind, elementIds, message }): Finding => {
        const [elementId = null] = elementIds;
        return { severity: 'warning', rule: `soundness-${kind}`, resource, elementId, message };
      }),
    );
}
