/** Evaluating to FEEL values, as decisions pass them to each other; `index.ts` is the door for plain JSON. */
import { Evaluating, Scope, type Warning } from './evaluating.ts';
import { preparedExpression, preparedTests } from './prepare.ts';
import type { Context } from './values/value.ts';

/** `warnings` tell why parts of the expression were null, where some were. */
export type Evaluation = { ok: true; value: unknown; warnings?: Warning[] } | { ok: false; message: string };

/** What a failure of the evaluation says; it never throws. */
export function attempt(text: string, evaluating: Evaluating, evaluate: () => unknown): Evaluation {
  try {
    const value = evaluate() ?? null;
    const { warnings } = evaluating;
    return warnings ? { ok: true, value, warnings } : { ok: true, value };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, message: `Expected '${text}' to have a value, but ${reason}` };
  }
}

/** The value is a boolean: whether the input satisfies the unary tests. */
export function testInput(tests: string, input: unknown, context: Context, now: number): Evaluation {
  const evaluating = new Evaluating(now);
  const scope = new Scope(context, null, evaluating);
  return attempt(tests, evaluating, () => preparedTests(tests, scope)(scope, input ?? null));
}

/** `context` holds JSON and FEEL values; `now` is epoch milliseconds. */
export function evaluateIn(context: Context, expression: string, now: number): Evaluation {
  const evaluating = new Evaluating(now);
  const scope = new Scope(context, null, evaluating);
  return attempt(expression, evaluating, () => preparedExpression(expression, scope)(scope));
}
