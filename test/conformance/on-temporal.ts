/** The same case as a real workflow: what differs from the run in memory. */
import { createHash } from 'node:crypto';
import { type RunResult, runInMemory } from '../../cli/run/run-in-memory.ts';
import type { PortableCase } from './portable-run.ts';

/** Null where nothing does. */
export async function differenceOnTemporal(portable: PortableCase): Promise<string | null> {
  const { runOnTemporal } = await import('../../cli/run/temporal/run-on-temporal.ts');
  // the sandbox finds a definition by its hash
  const hash = createHash('sha256').update(JSON.stringify(portable.graph)).digest('hex');
  const prepared = { ...portable, graph: { ...portable.graph, hash }, resources: [] };
  return difference(runInMemory(prepared), await runOnTemporal(prepared));
}

/** Of the same case in memory and on Temporal: the first line of trace and outcome that is not the same. Null where all are. */
export function difference(memory: RunResult, temporal: RunResult): string | null {
  const lines = ({ trace, outcome, stopped }: RunResult): string[] =>
    [...trace, outcome, stopped].map((line) => JSON.stringify(line));
  const [inMemory, onTemporal] = [lines(memory), lines(temporal)];
  const i = inMemory.findIndex((line, index) => line !== onTemporal[index]);
  if (i < 0 && onTemporal.length === inMemory.length) return null;
  return `in memory ${inMemory.at(i)}, on Temporal ${onTemporal.at(i)}`;
}
