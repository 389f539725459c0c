/** Expressions whose value is known without any data: what is wrong with them is known when a model is deployed. */
import { parseExpression } from 'feelin';
import { builtinsIn } from './builtins.ts';
import type { Evaluation } from './evaluation.ts';
import { toJson } from './json.ts';
import { run } from './prepare.ts';

/**
 * The value of an expression that refers to no variable, and not to the time; null where it does. What could go on for long is
 * taken to be unknown: nobody waits for a deployment.
 */
export function constantValue(expression: string): Evaluation | null {
  if (isNotConstant.test(expression) || namesValue(expression)) return null;
  try {
    const { value, warnings } = run(expression, {});
    if (warnings.some(({ type }) => type === 'NO_VARIABLE_FOUND')) return null;
    return { ok: true, value: toJson(value) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

// helpers ////////////////////////////////////////////////////////////

/** Whether a name occurs otherwise than in a call: a variable may be called like a builtin function, such as `count`. */
function namesValue(expression: string): boolean {
  let found = false;
  parseExpression(expression, builtinsIn(expression), undefined).iterate({
    enter({ type, node }) {
      found ||= type.name === 'VariableName' && node.parent?.name !== 'FunctionInvocation';
    },
  });
  return found;
}

/** Iterations, functions that may call themselves; and the moment. */
const isNotConstant = /\b(?:for|some|every|function|now|today)\b|\.\./;
