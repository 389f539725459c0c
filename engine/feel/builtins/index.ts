/**
 * The builtin functions: those of DMN 1.5 (10.3.4) and those that the execution dialect adds. Left out on purpose, because an
 * evaluation must give the same result each time: `random number()` and `uuid()`.
 */
import type { FeelFunction } from '../values/value.ts';
import { booleanFunctions } from './boolean.ts';
import { functionsOf } from './builtin.ts';
import { contextFunctions } from './context.ts';
import { conversionFunctions } from './conversion.ts';
import { dateAndTimeFunctions } from './date-and-time.ts';
import { listFunctions } from './list.ts';
import { numberFunctions } from './number.ts';
import { rangeFunctions } from './range.ts';
import { stringFunctions } from './string.ts';

export const builtins: ReadonlyMap<string, FeelFunction> = functionsOf([
  ...booleanFunctions,
  ...conversionFunctions,
  ...stringFunctions,
  ...listFunctions,
  ...numberFunctions,
  ...dateAndTimeFunctions,
  ...rangeFunctions,
  ...contextFunctions,
]);

/** Those that a text cannot be read without knowing. */
export const namesOfSeveralWords: readonly string[] = [...builtins.keys()].filter((name) =>
  name.includes(' '),
);
