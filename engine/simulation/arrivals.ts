/** When documents come: at intervals of chance or a plan, or at given moments. */
import { type Distribution, parseDistribution } from './distribution.ts';

export type Arrivals =
  /** Intervals in the working time of a calendar; null: day and night. */
  | { kind: 'intervals'; distribution: Distribution; calendar: string | null }
  /** Epoch milliseconds, ascending. */
  | { kind: 'moments'; moments: readonly number[] };

/**
 * `poisson:12/h` (also `/min` and `/d`), `every:PT5M`, or any distribution of the interval, such as `uniform:PT1M,PT9M`. Null where the
 * text is none. `lengthOfDay`: what a day means, in milliseconds of the calendar's working time.
 */
export function parseIntervals(text: string, lengthOfDay: number): Distribution | null {
  const rate = /^poisson:\s*(\d+(?:\.\d+)?)\s*\/\s*(min|h|d)$/.exec(text.trim());
  if (rate) {
    const unit = { min: 60_000, h: 3_600_000, d: lengthOfDay }[rate[2] as 'min' | 'h' | 'd'];
    return Number(rate[1]) > 0 ? { kind: 'exponential', mean: unit / Number(rate[1]) } : null;
  }
  const distribution = parseDistribution(text.trim().replace(/^every:/, 'constant:'));
  if (!distribution || distribution.kind === 'never') return null;
  return distribution.kind === 'constant' && distribution.value <= 0 ? null : distribution;
}
