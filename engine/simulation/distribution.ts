/**
 * How long something takes: distributions over milliseconds, written as text.
 *
 * `PT20M`, `constant:PT20M`, `uniform:PT10M,PT30M`, `triangular:PT5M,PT10M,PT1H` (least, most likely, most),
 * `normal:PT30M,PT10M` (cut off below 0), `lognormal:PT30M,PT20M`, `gamma:PT30M,PT20M` (mean, standard deviation of the time itself),
 * `exponential:PT30M` (mean), `empirical:PT5M,PT7M,…` (each as likely as the next), `never`.
 */
import { parseDuration } from '../time/iso-8601.ts';
import type { RandomStream } from './random.ts';

export type Distribution =
  | { kind: 'constant'; value: number }
  | { kind: 'uniform'; from: number; to: number }
  | { kind: 'triangular'; from: number; mode: number; to: number }
  | { kind: 'normal' | 'lognormal' | 'gamma'; mean: number; deviation: number }
  | { kind: 'exponential'; mean: number }
  | { kind: 'empirical'; values: readonly number[] }
  | { kind: 'never' };

export const atOnce: Distribution = { kind: 'constant', value: 0 };

/** Null where the text is none. */
export function parseDistribution(text: string): Distribution | null {
  const trimmed = text.trim();
  if (trimmed === 'never') return { kind: 'never' };
  const colon = trimmed.indexOf(':');
  const name = colon < 0 ? 'constant' : trimmed.slice(0, colon).trim();
  const values = trimmed
    .slice(colon + 1)
    .split(',')
    .map(milliseconds);
  if (!values.every((value) => value !== null)) return null;
  return ofKind(name, values);
}

/** Milliseconds, 0 or more; Infinity for what never happens. */
export function sample(distribution: Distribution, random: RandomStream): number {
  switch (distribution.kind) {
    case 'constant':
      return distribution.value;
    case 'uniform':
      return distribution.from + random.next() * (distribution.to - distribution.from);
    case 'triangular':
      return triangular(distribution, random.next());
    case 'normal':
      return truncatedNormal(distribution, random);
    case 'lognormal': {
      const variance = Math.log(1 + (distribution.deviation / distribution.mean) ** 2);
      return distribution.mean * Math.exp(standardNormal(random.next()) * Math.sqrt(variance) - variance / 2);
    }
    case 'gamma': {
      const shape = (distribution.mean / distribution.deviation) ** 2;
      return (gamma(shape, random) * distribution.mean) / shape;
    }
    case 'exponential':
      return -Math.log(random.next()) * distribution.mean;
    case 'empirical':
      return distribution.values[Math.floor(random.next() * distribution.values.length)] ?? 0;
    case 'never':
      return Number.POSITIVE_INFINITY;
  }
}

// helpers ////////////////////////////////////////////////////////////

function milliseconds(text: string): number | null {
  const duration = parseDuration(text);
  return duration && duration.months === 0 && duration.milliseconds >= 0 ? duration.milliseconds : null;
}

function ofKind(name: string, values: number[]): Distribution | null {
  const [first = 0, second = 0, third = 0] = values;
  switch (name) {
    case 'constant':
      return values.length === 1 ? { kind: name, value: first } : null;
    case 'uniform':
      return values.length === 2 && first <= second ? { kind: name, from: first, to: second } : null;
    case 'triangular':
      if (values.length !== 3 || first > second || second > third) return null;
      return { kind: name, from: first, mode: second, to: third };
    case 'normal':
      return values.length === 2 ? { kind: name, mean: first, deviation: second } : null;
    case 'lognormal':
    case 'gamma':
      if (values.length !== 2 || first <= 0 || second < 0) return null;
      return second === 0
        ? { kind: 'constant', value: first }
        : { kind: name, mean: first, deviation: second };
    case 'exponential':
      return values.length === 1 ? { kind: name, mean: first } : null;
    case 'empirical':
      return values.length > 0 ? { kind: name, values } : null;
    default:
      return null;
  }
}

function triangular({ from, mode, to }: { from: number; mode: number; to: number }, u: number): number {
  if (to === from) return from;
  const turn = (mode - from) / (to - from);
  if (u < turn) return from + Math.sqrt(u * (to - from) * (mode - from));
  return to - Math.sqrt((1 - u) * (to - from) * (to - mode));
}

/** Drawn again while it is below 0. */
function truncatedNormal(
  { mean, deviation }: { mean: number; deviation: number },
  random: RandomStream,
): number {
  for (let i = 0; i < 1000; i++) {
    const value = mean + deviation * standardNormal(random.next());
    if (value >= 0) return value;
  }
  return 0;
}

/**
 * The value below which a standard normal lies with that probability, to 1e-9 (P. J. Acklam, 2003). One number in, one out: draws of
 * two versions of a process stay in step.
 */
export function standardNormal(p: number): number {
  if (p > 1 - 0.02425) return -standardNormal(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return (
      (((((-7.784894002430293e-3 * q - 3.223964580411365e-1) * q - 2.400758277161838) * q -
        2.549732539343734) *
        q +
        4.374664141464968) *
        q +
        2.938163982698783) /
      ((((7.784695709041462e-3 * q + 3.224671290700398e-1) * q + 2.445134137142996) * q + 3.754408661907416) *
        q +
        1)
    );
  }
  const q = p - 0.5;
  const r = q * q;
  return (
    ((((((-3.969683028665376e1 * r + 2.209460984245205e2) * r - 2.759285104469687e2) * r +
      1.38357751867269e2) *
      r -
      3.066479806614716e1) *
      r +
      2.506628277459239) *
      q) /
    (((((-5.447609879822406e1 * r + 1.615858368580409e2) * r - 1.556989798598866e2) * r +
      6.680131188771972e1) *
      r -
      1.328068155288572e1) *
      r +
      1)
  );
}

/** Mean `shape` (G. Marsaglia and W. W. Tsang, 2000). */
function gamma(shape: number, random: RandomStream): number {
  if (shape < 1) return gamma(shape + 1, random) * random.next() ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = standardNormal(random.next());
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(random.next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
