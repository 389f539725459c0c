/**
 * Unary tests of decision tables (DMN 1.3, 10.3.2.7 and table 55), rewritten to ordinary expressions over the input, so that
 * they too are parsed only once.
 */
import { type EvalContext, isRange, parseUnaryTests } from 'feelin';
import { isEqual } from './builtins.ts';
import { type Outcome, run } from './prepare.ts';
import { unaryTestsProblem } from './syntax.ts';

/** Stands for `?`, which cannot be the name of a parameter. */
const INPUT = '_input_';

interface Test {
  expression: string;
  /** A condition decides by itself; a value is compared with the input. */
  kind: 'condition' | 'value';
}

interface Tests {
  negated: boolean;
  tests: Test[];
}

type Node = ReturnType<typeof parseUnaryTests>['topNode'];

const conditions = new Set([
  'Comparison',
  'Conjunction',
  'Disjunction',
  'QuantifiedExpression',
  'InstanceOfExpression',
]);
const cache = new Map<string, Tests>();

function nodesNamed(name: string, within: Node): Node[] {
  const found: Node[] = [];
  within.cursor().iterate((node) => {
    if (node.name !== name) return true;
    found.push(node.node);
    return false;
  });
  return found;
}

function withInput(node: Node, text: string): string {
  let result = '';
  let position = node.from;
  for (const placeholder of nodesNamed('?', node)) {
    result += `${text.slice(position, placeholder.from)}${INPUT}`;
    position = placeholder.to;
  }
  return result + text.slice(position, node.to);
}

function testOf(node: Node, text: string): Test {
  let inner = node.firstChild ?? node;
  while (inner.name === 'ParenthesizedExpression' && inner.firstChild?.nextSibling)
    inner = inner.firstChild.nextSibling;
  if (inner.name === 'SimplePositiveUnaryTest') {
    const operator = inner.firstChild?.name === 'CompareOp' ? '' : 'in ';
    return { expression: `${INPUT} ${operator}${withInput(inner, text)}`, kind: 'condition' };
  }
  const isCondition = conditions.has(inner.name) || nodesNamed('?', inner).length > 0;
  return { expression: withInput(inner, text), kind: isCondition ? 'condition' : 'value' };
}

function parse(text: string, context: EvalContext): Tests {
  const problem = unaryTestsProblem(text, context);
  if (problem) throw new Error(problem.reason.en);
  const top = parseUnaryTests(text, context, undefined).topNode;
  const root = nodesNamed('UnaryTests', top)[0] ?? top;
  return {
    negated: root.firstChild?.name === 'not',
    tests: nodesNamed('PositiveUnaryTest', root).map((node) => testOf(node, text)),
  };
}

function matchesValue(value: unknown, input: unknown): boolean {
  if (isRange(value)) return value.includes(input) === true;
  if (Array.isArray(value) && !Array.isArray(input)) return value.some((item) => matchesValue(item, input));
  if (value === true && typeof input !== 'boolean') return true;
  return isEqual(value ?? null, input ?? null);
}

/**
 * Whether `input` satisfies the tests. An empty text and `-` are satisfied by anything.
 *
 * @throws Error where the text has a syntax error
 */
export function runUnaryTests(text: string, input: unknown, context: EvalContext): Outcome {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed === '-') return { value: true, warnings: [] };
  let parsed = cache.get(text);
  if (!parsed) {
    parsed = parse(text, context);
    if (cache.size >= 5000) cache.clear();
    cache.set(text, parsed);
  }
  const scope = { ...context, [INPUT]: input ?? null };
  const warnings: Outcome['warnings'] = [];
  const satisfied = parsed.tests.some(({ expression, kind }) => {
    const outcome = run(expression, scope);
    warnings.push(...outcome.warnings);
    return kind === 'condition' ? outcome.value === true : matchesValue(outcome.value, input);
  });
  return { value: parsed.negated ? !satisfied : satisfied, warnings };
}
