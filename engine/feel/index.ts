/**
 * FEEL expressions (DMN 1.3, chapter 10) as a pure function of expression, context and moment. Nothing here reads a clock, a
 * file or the environment: it runs in a Temporal workflow, in a browser and in Node alike.
 *
 * - Results are plain JSON; dates, times and durations are ISO 8601 text (a named zone is written `@Zone`).
 * - Text in the context stays text: `date and time(x)` converts it.
 * - A missing variable or property is null, and null operands make null (10.3.2.9). A syntax error, an unknown function, wrong
 *   parameters, or arithmetic on values of the wrong types is a failure.
 */
import type { EvalContext } from 'feelin';
import { clockAt } from './clock.ts';
import { type Evaluation, evaluateIn, testInput } from './evaluation.ts';
import { toJson } from './json.ts';
import { expressionProblem, type SyntaxProblem, unaryTestsProblem } from './syntax.ts';

export type { Evaluation, SyntaxProblem };
export { expressionProblem, unaryTestsProblem };

/** Why the expression (without a leading `=`) cannot be parsed, with the position, or null where it can. */
export function parseFailure(expression: string): string | null {
  return expressionProblem(expression)?.reason.en ?? null;
}

/**
 * Unary tests of a decision table's input entry (`< 10, [20..30]`, `not("a")`, `? > limit`) on the input. The value is a
 * boolean. `now` is epoch milliseconds.
 */
export function evaluateUnaryTests(
  tests: string,
  input: unknown,
  context: EvalContext,
  now: number,
): Evaluation {
  return testInput(tests, input, { ...clockAt(now), ...context });
}

/**
 * Evaluate a FEEL expression given without the leading `=`. `now` is epoch milliseconds, seen in the zone Asia/Ho_Chi_Minh.
 *
 * @example evaluate('urgency = "URGENT" and amount > 10', { urgency: 'URGENT', amount: 12 }, 0) // { ok: true, value: true }
 */
export function evaluate(expression: string, context: EvalContext, now: number): Evaluation {
  const evaluation = evaluateIn({ ...clockAt(now), ...context }, expression);
  return evaluation.ok ? { ok: true, value: toJson(evaluation.value) } : evaluation;
}
