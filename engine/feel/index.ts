/**
 * FEEL expressions (DMN 1.3, chapter 10) as a pure function of expression, context and moment. Nothing here reads a clock, a
 * file or the environment: it runs in a Temporal workflow, in a browser and in Node alike.
 *
 * - Results are plain JSON; dates, times and durations are ISO 8601 text (a named zone is written `@Zone`).
 * - Text in the context stays text: `date and time(x)` converts it.
 * - A missing variable or property is null, and null operands make null (10.3.2.9). A syntax error, an unknown function, wrong
 *   parameters, or arithmetic on values of the wrong types is a failure.
 */
import type { EvalContext, Warning } from 'feelin';
import { clockAt } from './clock.ts';
import { toJson } from './json.ts';
import { type Outcome, run } from './prepare.ts';
import { expressionProblem, type SyntaxProblem, unaryTestsProblem } from './syntax.ts';
import { runUnaryTests } from './unary-tests.ts';

export type { SyntaxProblem };
export { expressionProblem, unaryTestsProblem };

export type Evaluation = { ok: true; value: unknown } | { ok: false; message: string };

/** The first warning of the interpreter that means that the expression is wrong, not just null. */
function failureIn(warnings: Warning[]): string | null {
  for (const { type, message, details } of warnings) {
    if (type === 'FUNCTION_INVOCATION_FAILURE' || type === 'UNSUPPORTED') return message;
    if (type === 'NO_FUNCTION_FOUND') return unknownFunction(warnings) ?? message;
    if (type === 'INVALID_TYPE' && Object.values(details.values).every((operand) => operand !== null))
      return message;
  }
  return null;
}

function unknownFunction(warnings: Warning[]): string | null {
  const call = warnings.findIndex(({ type }) => type === 'NO_FUNCTION_FOUND');
  const name = /^Variable '(.*)' not found$/.exec(warnings[call - 1]?.message ?? '')?.[1];
  return name === undefined ? null : `there is no function '${name}'`;
}

function attempt(text: string, evaluation: () => Outcome): Evaluation {
  try {
    const { value, warnings } = evaluation();
    const failure = failureIn(warnings);
    if (failure !== null) return { ok: false, message: `Expected '${text}' to have a value, but ${failure}` };
    return { ok: true, value: toJson(value) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, message: `Expected '${text}' to have a value, but ${reason}` };
  }
}

/** Why the expression (without a leading `=`) cannot be parsed, with the position, or null where it can. */
export function parseFailure(expression: string): string | null {
  return expressionProblem(expression)?.message ?? null;
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
  return attempt(tests, () => runUnaryTests(tests, input, { ...clockAt(now), ...context }));
}

/**
 * Evaluate a FEEL expression given without the leading `=`. `now` is epoch milliseconds, seen in the zone Asia/Ho_Chi_Minh.
 *
 * @example evaluate('urgency = "URGENT" and amount > 10', { urgency: 'URGENT', amount: 12 }, 0) // { ok: true, value: true }
 */
export function evaluate(expression: string, context: EvalContext, now: number): Evaluation {
  return attempt(expression, () => run(expression, { ...clockAt(now), ...context }));
}
