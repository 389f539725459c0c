/** Allowed values of types: unary tests that a value must satisfy. */
import type { Scope } from './evaluating.ts';
import { preparedTests } from './prepare.ts';

export function allows(tests: string, value: unknown, scope: Scope): boolean {
  return preparedTests(tests, scope)(scope, value);
}
