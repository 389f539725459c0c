/**
 * FEEL expressions (DMN 1.5, chapter 10) as a pure function of expression, context and moment. Nothing here reads a clock, a
 * file or the environment: it runs in a Temporal workflow, in a browser and in Node alike.
 *
 * - Results are plain JSON; dates, times and durations are ISO 8601 text (a named zone is written `@Zone`).
 * - Text in the context stays text: `date and time(x)` converts it.
 * - What has no value is null, with a warning that says why: a missing variable or property, arithmetic on values of the wrong
 *   types, a function that is not there or does not take these arguments.
 * - A failure is a syntax error, `assert()`, or more work than an evaluation may do.
 */
import { namesOfSeveralWords } from './builtins/index.ts';
import type { Warning } from './evaluating.ts';
import { type Evaluation, evaluateIn, testInput } from './evaluation.ts';
import { toJson } from './json.ts';
import { readExpression, readUnaryTests, type SyntaxProblem } from './syntax/parser.ts';
import type { ValueType } from './values/type.ts';
import type { Context } from './values/value.ts';

export type { Evaluation, SyntaxProblem, Warning };

/**
 * What is wrong with the text, found without evaluating it. `names` matters only for those with spaces or signs in them; `types`
 * is asked for names of types that FEEL itself does not have.
 */
export function expressionProblem(
  expression: string,
  names: Context = {},
  types: (name: string) => ValueType | null = () => null,
): SyntaxProblem | null {
  const read = readExpression(expression, { names, types, functions: namesOfSeveralWords });
  return read.ok ? null : read.problem;
}

export function unaryTestsProblem(tests: string, names: Context = {}): SyntaxProblem | null {
  const read = readUnaryTests(tests, { names, functions: namesOfSeveralWords });
  return read.ok ? null : read.problem;
}

/** Why the expression (without a leading `=`) cannot be parsed, with the position, or null where it can. */
export function parseFailure(expression: string): string | null {
  return expressionProblem(expression)?.reason.en ?? null;
}

/**
 * Unary tests of a decision table's input entry (`< 10, [20..30]`, `not("a")`, `? > limit`) on the input. The value is a
 * boolean. `now` is epoch milliseconds.
 */
export function evaluateUnaryTests(tests: string, input: unknown, context: Context, now: number): Evaluation {
  return testInput(tests, input, context, now);
}

/**
 * Evaluate a FEEL expression given without the leading `=`. `now` is epoch milliseconds, seen in the zone Asia/Ho_Chi_Minh.
 *
 * @example evaluate('urgency = "URGENT" and amount > 10', { urgency: 'URGENT', amount: 12 }, 0) // { ok: true, value: true }
 */
export function evaluate(expression: string, context: Context, now: number): Evaluation {
  const evaluation = evaluateIn(context, expression, now);
  return evaluation.ok ? { ...evaluation, value: toJson(evaluation.value) } : evaluation;
}
