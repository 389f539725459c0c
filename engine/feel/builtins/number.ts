/** DMN 1.5, 10.3.4.5. */
import { modulo, type Rounding, round } from '../values/number.ts';
import { DaysDuration, type FeelDuration, negated } from '../values/temporal.ts';
import { builtin } from './builtin.ts';

/** The scales that decimal numbers of 34 digits have. */
const [LEAST_SCALE, MOST_SCALE] = [-6111, 6176];

function scaled(value: number, scale: number, rounding: Rounding): number | undefined {
  const places = Math.trunc(scale);
  return places < LEAST_SCALE || places > MOST_SCALE ? undefined : round(value, places, rounding);
}

const rounded = (rounding: Rounding) => (value: number, scale: number | null) =>
  scaled(value, scale ?? 0, rounding);

const modes: Record<string, Rounding> = {
  UP: 'up',
  DOWN: 'down',
  CEILING: 'ceiling',
  FLOOR: 'floor',
  HALF_UP: 'half up',
  HALF_DOWN: 'half down',
  HALF_EVEN: 'half even',
};

/** Only whole numbers are odd or even. */
const remainderIs = (remainder: number) => (value: number) => Math.abs(value) % 2 === remainder;

function absolute(value: number | FeelDuration): unknown {
  if (typeof value === 'number') return Math.abs(value);
  return (value instanceof DaysDuration ? value.nanos < 0n : value.months < 0) ? negated(value) : value;
}

const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);

export const numberFunctions = [
  builtin('decimal(n: number, scale: number)', rounded('half even')),
  builtin('decimal(n: number, scale: number, mode: string)', (value: number, scale: number, mode: string) => {
    const rounding = modes[mode.toUpperCase()];
    return rounding && scaled(value, scale, rounding);
  }),
  builtin('floor(n: number, scale?: number)', rounded('floor')),
  builtin('ceiling(n: number, scale?: number)', rounded('ceiling')),
  builtin('round up(n: number, scale: number)', rounded('up')),
  builtin('round down(n: number, scale: number)', rounded('down')),
  builtin('round half up(n: number, scale: number)', rounded('half up')),
  builtin('round half down(n: number, scale: number)', rounded('half down')),
  builtin('abs(n: number|duration)', absolute),
  builtin('abs(number: number|duration)', absolute),
  builtin('modulo(dividend: number, divisor: number)', (dividend: number, divisor: number) =>
    divisor === 0 ? undefined : modulo(dividend, divisor),
  ),
  builtin('sqrt(number: number)', (value: number) => finite(Math.sqrt(value))),
  builtin('log(number: number)', (value: number) => finite(Math.log(value))),
  builtin('exp(number: number)', (value: number) => finite(Math.exp(value))),
  builtin('odd(number: number)', remainderIs(1)),
  builtin('even(number: number)', remainderIs(0)),
];
