/**
 * Numbers of FEEL are decimal (DMN 1.5, 10.3.2.3.1); ours are IEEE doubles, on which each operation gives the double nearest to
 * the decimal result, so that `0.1 + 0.2 = 0.3` is true. Whole numbers beyond 2^53 and quotients that do not end are rounded
 * to about 16 digits, where the specification keeps 34.
 */

/** How many decimal places the shortest text of a finite number has. */
function places(value: number): number {
  if (Number.isInteger(value)) return 0;
  const [digits = '', exponent = '0'] = String(value).split('e');
  const point = digits.indexOf('.');
  return Math.max(0, (point < 0 ? 0 : digits.length - point - 1) - Number(exponent));
}

/** `toFixed` allows no more; what is finer than this is beyond a double's digits anyhow. */
const MOST_PLACES = 100;

function roundedTo(value: number, decimalPlaces: number): number {
  return decimalPlaces > MOST_PLACES ? value : Number(value.toFixed(decimalPlaces));
}

/** The number times a power of ten, without the error of multiplying by it. */
function shifted(value: number, decimalPlaces: number): number {
  const [digits = '', exponent = '0'] = String(value).split('e');
  return Number(`${digits}e${Number(exponent) + decimalPlaces}`);
}

export function add(a: number, b: number): number {
  const sum = a + b;
  if (Number.isInteger(a) && Number.isInteger(b)) return sum;
  return roundedTo(sum, Math.max(places(a), places(b)));
}

export function subtract(a: number, b: number): number {
  return add(a, -b);
}

export function multiply(a: number, b: number): number {
  const product = a * b;
  if (Number.isInteger(a) && Number.isInteger(b)) return product;
  return roundedTo(product, places(a) + places(b));
}

/** Not defined for a divisor of zero. */
export function divide(a: number, b: number): number {
  if (Number.isInteger(a) && Number.isInteger(b)) return a / b;
  const scale = Math.max(places(a), places(b));
  const [dividend, divisor] = [shifted(a, scale), shifted(b, scale)];
  return Number.isSafeInteger(dividend) && Number.isSafeInteger(divisor) ? dividend / divisor : a / b;
}

export function power(base: number, exponent: number): number {
  const result = base ** exponent;
  if (Number.isInteger(base) || !Number.isInteger(exponent) || exponent < 0) return result;
  return roundedTo(result, places(base) * exponent);
}

/** With the sign of the divisor (10.3.4.5). Not defined for a divisor of zero. */
export function modulo(dividend: number, divisor: number): number {
  return subtract(dividend, multiply(divisor, Math.floor(divide(dividend, divisor))));
}

export type Rounding = 'up' | 'down' | 'ceiling' | 'floor' | 'half up' | 'half down' | 'half even';

const roundings: Record<Rounding, (value: number) => number> = {
  up: (value) => Math.sign(value) * Math.ceil(Math.abs(value)),
  down: Math.trunc,
  ceiling: Math.ceil,
  floor: Math.floor,
  'half up': (value) => Math.sign(value) * Math.floor(Math.abs(value) + 0.5),
  'half down': (value) => Math.sign(value) * Math.ceil(Math.abs(value) - 0.5),
  'half even': (value) => {
    const below = Math.floor(value);
    if (value - below !== 0.5) return Math.round(value);
    return below % 2 === 0 ? below : below + 1;
  },
};

/** Rounded to that many decimal places; negative ones round to tens, hundreds and so on. */
export function round(value: number, scale: number, rounding: Rounding): number {
  if (scale >= 0 && places(value) <= scale) return value;
  // without the zero that is less than nothing
  return shifted(roundings[rounding](shifted(value, scale)), -scale) + 0;
}

/** Digits and a point, never an exponent. */
export function numberText(value: number): string {
  const text = String(value + 0);
  const [digits = '', exponent] = text.split('e');
  if (exponent === undefined) return text;
  const sign = value < 0 ? '-' : '';
  const [whole = '', fraction = ''] = digits.replace('-', '').split('.');
  const shift = Number(exponent);
  return shift < 0
    ? `${sign}0.${'0'.repeat(-shift - 1)}${whole}${fraction}`
    : `${sign}${whole}${fraction.padEnd(shift, '0')}`;
}

/** Null for what is no decimal number. */
export function parseNumber(text: string): number | null {
  const value = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : null;
}
