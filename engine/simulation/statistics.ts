/** What a sample says about the truth: confidence intervals and tests by Student's t, and quantiles of many values in little memory. */

/** `halfWidth`: the mean lies within that of the truth with 95 % confidence; null with fewer than two observations. */
export interface Estimate {
  value: number;
  halfWidth: number | null;
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Half the width of the 95 % confidence interval of the mean of independent values. */
export function halfWidthOf(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  return studentQuantile(0.975, values.length - 1) * standardErrorOf(values);
}

/** How likely so great a mean is by chance alone, were the true one 0: two-sided. */
export function pValueOf(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const error = standardErrorOf(values);
  const mean = meanOf(values);
  if (error === 0) return mean === 0 ? 1 : 0;
  const freedom = values.length - 1;
  const t = Math.abs(mean / error);
  return incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
}

/** Of how many values follow one another the first is like the next: from -1 to 1. */
export function autocorrelationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  let variance = 0;
  let covariance = 0;
  values.forEach((value, i) => {
    variance += (value - mean) ** 2;
    if (i > 0) covariance += (value - mean) * ((values[i - 1] ?? 0) - mean);
  });
  return variance === 0 ? 0 : covariance / variance;
}

/**
 * Which of many tests hold together at 5 %: Holm's step-down procedure, so that one in twenty is not significant by chance.
 * Null stays out.
 */
export function significant(pValues: readonly (number | null)[]): boolean[] {
  const order = pValues.flatMap((p, index) => (p === null ? [] : [{ p, index }])).sort((a, b) => a.p - b.p);
  const result = pValues.map(() => false);
  for (const [rank, { p, index }] of order.entries()) {
    if (p > 0.05 / (order.length - rank)) break;
    result[index] = true;
  }
  return result;
}

/** The value below which Student's t lies with that probability (more than a half). */
export function studentQuantile(probability: number, freedom: number): number {
  let [low, high] = [0, 1000];
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    const tail = 0.5 * incompleteBeta(freedom / (freedom + middle * middle), freedom / 2, 0.5);
    if (1 - tail < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Quantiles to 1 % of the value, however many values there are: counts in buckets that grow by 2 % (after DDSketch, Masson, Rim and
 * Lee, 2019). Values below 1 count as 0.
 */
export class Histogram {
  readonly #counts: number[] = [];
  #count = 0;
  #sum = 0;

  get count(): number {
    return this.#count;
  }

  get mean(): number {
    return this.#sum / this.#count;
  }

  add(value: number): void {
    const bucket = value < 1 ? 0 : 1 + Math.floor(Math.log(value) * perLogarithm);
    while (this.#counts.length <= bucket) this.#counts.push(0);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#count++;
    this.#sum += value;
  }

  merge(other: Histogram): void {
    while (this.#counts.length < other.#counts.length) this.#counts.push(0);
    other.#counts.forEach((count, bucket) => {
      this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count;
    });
    this.#count += other.#count;
    this.#sum += other.#sum;
  }

  /** NaN where there is no value. */
  quantile(probability: number): number {
    if (this.#count === 0) return Number.NaN;
    const rank = probability * (this.#count - 1);
    let below = 0;
    for (const [bucket, count] of this.#counts.entries()) {
      below += count;
      if (below > rank) return bucket === 0 ? 0 : growth ** (bucket - 0.5);
    }
    return Number.NaN;
  }
}

// helpers ////////////////////////////////////////////////////////////

const growth = 1.02;
const perLogarithm = 1 / Math.log(growth);

function standardErrorOf(values: readonly number[]): number {
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

/** Regularised, by its continued fraction (modified Lentz's method). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x));
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || tiny);
  let fraction = d;
  for (let m = 1; m < 300; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d || tiny);
    c = 1 + even / c || tiny;
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d || tiny);
    c = 1 + odd / c || tiny;
    const step = c * d;
    fraction *= step;
    if (Math.abs(step - 1) < 1e-14) break;
  }
  return (front * fraction) / a;
}

/** C. Lanczos, 1964, with g = 7. */
function logGamma(x: number): number {
  const coefficients = [
    676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
    -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
  ];
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const shifted = x - 1;
  const t = shifted + 7.5;
  const series = coefficients.reduce((sum, c, i) => sum + c / (shifted + i + 1), 0.9999999999998099);
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(series);
}
