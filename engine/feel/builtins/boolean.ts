/** DMN 1.5, 10.3.4.2, and what the execution dialect adds. */
import { EvaluationFailure } from '../evaluating.ts';
import { builtin } from './builtin.ts';

function assert(value: unknown, condition: unknown, cause: string | null): unknown {
  if (condition === true) return value;
  throw new EvaluationFailure(cause ?? 'The condition is not fulfilled');
}

export const booleanFunctions = [
  builtin('not(negand: any)', (value: unknown) => (typeof value === 'boolean' ? !value : null)),
  builtin('is defined(value: any)', (value: unknown) => value !== null),
  builtin('get or else(value: any, default: any)', (value: unknown, fallback: unknown) => value ?? fallback),
  // the only function that fails the whole evaluation
  builtin('assert(value: any, condition: any, cause?: string)', assert),
];
