/** The same case as a real workflow: what differs from the run in memory. */
import { createHash } from 'node:crypto';
import { type RunResult, runInMemory } from '../../cli/run/run-in-memory.ts';
import type { ExecutableGraph } from '../../engine/index.ts';
import type { PortableCase } from './portable-run.ts';

/** Null where nothing does. */
export async function differenceOnTemporal(portable: PortableCase): Promise<string | null> {
  const { runOnTemporal } = await import('../../cli/run/temporal/run-on-temporal.ts');
  const prepared = { ...portable, graph: hashed(portable.graph), resources: [] };
  return difference(runInMemory(prepared), await runOnTemporal(prepared));
}

/** Of the same case in memory and on Temporal: the first line of trace and outcome that is not the same. Null where all are. */
export function difference(memory: RunResult, temporal: RunResult): string | null {
  const lines = ({ trace, outcome, stopped }: RunResult) => [...trace, outcome, stopped];
  return firstOther(lines(memory), lines(temporal));
}

/** The first that is not the same in both; null where all are. */
export function firstOther(inMemory: readonly unknown[], onTemporal: readonly unknown[]): string | null {
  for (let i = 0; i < Math.max(inMemory.length, onTemporal.length); i++) {
    const [known, other] = [JSON.stringify(inMemory[i]), JSON.stringify(onTemporal[i])];
    if (known !== other) return `in memory ${known}, on Temporal ${other}`;
  }
  return null;
}

/** The sandbox finds a definition by its hash. */
export const hashed = (graph: ExecutableGraph): ExecutableGraph => ({
  ...graph,
  hash: createHash('sha256').update(JSON.stringify(graph)).digest('hex'),
});
