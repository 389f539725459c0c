/** Expressions whose value is known without any data: what is wrong with them is known when a model is deployed. */
import { builtins, namesOfSeveralWords } from './builtins/index.ts';
import type { Evaluation } from './evaluation.ts';
import { evaluate } from './index.ts';
import type { Node } from './syntax/node.ts';
import { readExpression } from './syntax/parser.ts';

/**
 * The value of an expression without variables of any kind, and without the time; null for every other, and for what does not parse.
 *
 * @example constantValue('duration("P1D")') // { ok: true, value: 'P1D' }
 */
export function constantValue(expression: string): Evaluation | null {
  const read = readExpression(expression, { functions: namesOfSeveralWords });
  return read.ok && isConstant(read.tree) ? evaluate(expression, {}, 0) : null;
}

// helpers ////////////////////////////////////////////////////////////

/** What brings names of its own into its parts. */
const naming: ReadonlySet<string> = new Set(['for', 'quantified', 'function', 'filter', 'context', 'input']);
const clock: ReadonlySet<string> = new Set(['now', 'today']);

function isConstant(tree: Node): boolean {
  const open: unknown[] = [tree];
  while (open.length > 0) {
    const part = open.pop();
    if (typeof part !== 'object' || part === null) continue;
    const { kind, ...parts } = part as { kind?: unknown; target?: unknown };
    // a variable may be called like a function, such as `count`: only where it is called is it the function
    if (kind === 'name' || (typeof kind === 'string' && naming.has(kind))) return false;
    if (kind === 'constant') continue;
    if (kind === 'call' || kind === 'namedCall') {
      if (!isBuiltin(parts.target)) return false;
      delete parts.target;
    }
    open.push(...Object.values(parts));
  }
  return true;
}

function isBuiltin(target: unknown): boolean {
  const { kind, name } = target as { kind: string; name?: string };
  return kind === 'name' && name !== undefined && builtins.has(name) && !clock.has(name);
}
