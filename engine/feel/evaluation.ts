/** Evaluating to FEEL values, as decisions pass them to each other; `index.ts` is the door for plain JSON. */
import type { EvalContext, Warning } from 'feelin';
import { type Outcome, run } from './prepare.ts';
import { runUnaryTests } from './unary-tests.ts';

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
    if (failure === null) return { ok: true, value };
    return { ok: false, message: `Expected '${text}' to have a value, but ${failure}` };
  } catch (error) {
    // feelin reports what it does not implement, and what it overlooks, by throwing
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, message: `Expected '${text}' to have a value, but ${reason}` };
  }
}

/** The value is a boolean: whether the input satisfies the unary tests. */
export function testInput(tests: string, input: unknown, scope: EvalContext): Evaluation {
  return attempt(tests, () => runUnaryTests(tests, input, scope));
}

/** `scope` holds JSON, FEEL values, and functions; `now()` and `today()` only where the caller put them in. */
export function evaluateIn(scope: EvalContext, expression: string): Evaluation {
  return attempt(expression, () => run(expression, scope));
}
