/**
 * FEEL expressions (DMN 1.3, chapter 10) as a pure function of expression, context and moment. Nothing here reads a clock, a
 * file or the environment: it runs in a Temporal workflow, in a browser and in Node alike.
 */
import { evaluate as feelinEvaluate, unaryTest as feelinUnaryTest, SyntaxError, type Warning } from 'feelin';
import { dateAndTimeAt, dateAt } from './clock.ts';
import { toJson } from './json.ts';

export type Evaluation = { ok: true; value: unknown } | { ok: false; message: string };

/**
 * Warnings of the interpreter that mean the expression is wrong. The others (a missing variable or property, an argument that
 * cannot be converted) are FEEL's ordinary way to null.
 */
function failureIn(warnings: Warning[]): string | null {
  for (const { type, message, details } of warnings) {
    if (type === 'NO_FUNCTION_FOUND' || type === 'FUNCTION_INVOCATION_FAILURE' || type === 'UNSUPPORTED')
      return message;
    // null operands propagate (DMN 1.3, 10.3.2.9); two values of the wrong types are a mistake of the author
    if (type === 'INVALID_TYPE' && Object.values(details.values).every((operand) => operand !== null))
      return message;
  }
  return null;
}

function attempt(expression: string, run: () => { value: unknown; warnings: Warning[] }): Evaluation {
  try {
    const { value, warnings } = run();
    const failure = failureIn(warnings);
    if (failure !== null) return { ok: false, message: `${failure}: ${expression}` };
    return { ok: true, value: toJson(value) };
  } catch (error) {
    return { ok: false, message: `${error instanceof Error ? error.message : String(error)}: ${expression}` };
  }
}

function withClock(context: Record<string, unknown>, now: number): Record<string, unknown> {
  return { now: () => dateAndTimeAt(now), today: () => dateAt(now), ...context };
}

/** Why the expression (without a leading `=`) cannot be parsed, or null where it can. */
export function parseFailure(expression: string): string | null {
  try {
    feelinEvaluate(expression, {});
    return null;
  } catch (error) {
    return error instanceof SyntaxError ? error.message : null;
  }
}

/** Unary tests of a decision table's input entry against `input` (`?` in the test). */
export function evaluateUnaryTests(
  tests: string,
  input: unknown,
  context: Record<string, unknown>,
  now: number,
): Evaluation {
  return attempt(tests, () => feelinUnaryTest(tests, { ...withClock(context, now), '?': input }));
}

/**
 * Evaluate a FEEL expression given without the leading `=`. `now` is epoch milliseconds. The value is plain JSON.
 *
 * @example evaluate('urgency = "URGENT" and amount > 10', { urgency: 'URGENT', amount: 12 }, 0) // { ok: true, value: true }
 */
export function evaluate(expression: string, context: Record<string, unknown>, now: number): Evaluation {
  return attempt(expression, () => feelinEvaluate(expression, withClock(context, now)));
}
