/**
 * Two versions of a process under the same luck: the same documents, each with the same durations and decisions at the elements that the
 * versions share. So their difference is known better than either of them.
 */
import type { Batch } from './measures.ts';
import { type Measure, observationsOf, stepsOfPools, utilisationOf, waitingOf } from './report.ts';
import type { Simulation } from './simulation.ts';
import { halfWidthOf, meanOf, pValueOf, significant } from './statistics.ts';

export type Unit = 'seconds' | 'share' | 'perDay' | 'documents';

export interface Difference {
  /** `cycle.mean`, `late`, `role:clerk:utilisation`, `role:clerk:waiting`, `element:Task_1:waiting`, … */
  measure: string;
  unit: Unit;
  first: number;
  second: number;
  /** Second minus first, with 95 % confidence. */
  difference: { value: number; halfWidth: number | null };
  /** Chance alone makes so great a difference less often than once in twenty, all measures taken together (Holm). */
  isSignificant: boolean;
}

/** Both simulations have run with the same seeds. What only one of them has is left out. */
export function compare(first: readonly Simulation[], second: readonly Simulation[]): Difference[] {
  const [before, after] = [observationsOf(first), observationsOf(second)];
  const [mine, theirs] = [measuresOf(first), measuresOf(second)];
  const rows = [...mine].flatMap(([measure, { unit, of }]) => {
    const other = theirs.get(measure);
    if (!other) return [];
    const differences = paired(before.observations, after.observations, of, other.of);
    const [valueBefore, valueAfter] = [of(before.total), other.of(after.total)];
    if (!Number.isFinite(valueBefore) || !Number.isFinite(valueAfter)) return [];
    const value = differences.length > 0 ? meanOf(differences) : valueAfter - valueBefore;
    return [
      {
        row: {
          measure,
          unit,
          first: valueBefore,
          second: valueAfter,
          difference: { value, halfWidth: halfWidthOf(differences) },
          isSignificant: false,
        },
        p: pValueOf(differences),
      },
    ];
  });
  const holds = significant(rows.map(({ p }) => p));
  return rows.map(({ row }, index) => ({ ...row, isSignificant: holds[index] ?? false }));
}

// helpers ////////////////////////////////////////////////////////////

function paired(
  before: readonly Batch[],
  after: readonly Batch[],
  first: Measure,
  second: Measure,
): number[] {
  return before.flatMap((batch, i) => {
    const other = after[i];
    const difference = other ? second(other) - first(batch) : Number.NaN;
    return Number.isFinite(difference) ? [difference] : [];
  });
}

function measuresOf([simulation]: readonly Simulation[]): Map<string, { unit: Unit; of: Measure }> {
  const measures = new Map<string, { unit: Unit; of: Measure }>();
  if (!simulation) return measures;
  measures.set('throughputPerDay', {
    unit: 'perDay',
    of: (batch) => (batch.ended / batch.elapsed) * 86_400_000,
  });
  measures.set('underWay', { unit: 'documents', of: (batch) => batch.underWay / batch.elapsed });
  measures.set('cycle.mean', { unit: 'seconds', of: (batch) => batch.cycle.mean / 1000 });
  for (const [name, share] of [
    ['p50', 0.5],
    ['p90', 0.9],
    ['p99', 0.99],
  ] as const) {
    measures.set(`cycle.${name}`, { unit: 'seconds', of: (batch) => batch.cycle.quantile(share) / 1000 });
  }
  measures.set('late', { unit: 'share', of: (batch) => batch.late / batch.withDeadline });
  const steps = stepsOfPools(simulation);
  simulation.pools.forEach(({ name }, number) => {
    measures.set(`role:${name}:utilisation`, { unit: 'share', of: utilisationOf(number) });
    measures.set(`role:${name}:waiting`, { unit: 'seconds', of: waitingOf(steps[number] ?? []) });
  });
  for (const { id, number, isUsed } of simulation.steps.values()) {
    if (isUsed) measures.set(`element:${id}:waiting`, { unit: 'seconds', of: waitingOf([number]) });
  }
  return measures;
}
