/**
 * Parsing FEEL once instead of at every evaluation.
 *
 * feelin parses on each call (about 150 µs for a small condition). But it evaluates `function(a, b) …` to a function whose body
 * is parsed already, so that is what is kept: one function for each expression and set of variable names in use, about 2 µs a
 * call. How FEEL reads a text depends on the names in scope only where names hold spaces or operators (`tax-code`,
 * `first name`); a context with such names takes the slow way, which is always right.
 */
import { type EvalContext, evaluate, FeelFunction, isFunction, type Warning } from 'feelin';
import { builtinsIn, withoutBuiltinCalls } from './builtins.ts';
import './strict-comparison.ts';
import { expressionProblem } from './syntax.ts';

export interface Outcome {
  /** A FEEL value: may hold feelin's dates, times, durations, ranges and functions. */
  value: unknown;
  warnings: Warning[];
}

type Prepared = (values: unknown[]) => Outcome;

/** Enough for every expression of some hundred deployed definitions; beyond, the cache starts anew. */
const CAPACITY = 5000;
const preparedByKey = new Map<string, Prepared>();
const wordsByExpression = new Map<string, Words>();
const plainness = new Map<string, boolean>();

function remember<T>(cache: Map<string, T>, key: string, value: T): T {
  if (cache.size >= CAPACITY) cache.clear();
  cache.set(key, value);
  return value;
}

interface Words {
  /** Identifiers outside of string literals: whatever the text may refer to by a plain name. */
  all: Set<string>;
  /** Those of them that occur otherwise than in a call of a builtin function: `n` in `count(n)`. */
  values: Set<string>;
}

function wordsOf(expression: string): Words {
  const known = wordsByExpression.get(expression);
  if (known) return known;
  const text = expression.replaceAll(/"(?:\\.|[^"\\])*"/gu, '""');
  const identifiers = (part: string) => new Set(part.match(/[\p{L}_][\p{L}\p{M}\p{N}_]*/gu));
  return remember(wordsByExpression, expression, {
    all: identifiers(text),
    values: identifiers(withoutBuiltinCalls(text)),
  });
}

function isPlain(name: string): boolean {
  return plainness.get(name) ?? remember(plainness, name, /^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u.test(name));
}

/** Whether the text may hold this name, for a name with spaces or operators: whether it holds how it begins. */
function mayOccur(oddName: string, words: Set<string>): boolean {
  const [firstWord] = oddName.match(/[\p{L}_][\p{L}\p{M}\p{N}_]*/u) ?? [];
  return firstWord === undefined || words.has(firstWord);
}

function holdsOddName(value: unknown, words: Set<string>): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some((item) => holdsOddName(item, words));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  return Object.entries(value).some(
    ([key, entry]) => (!isPlain(key) && mayOccur(key, words)) || holdsOddName(entry, words),
  );
}

function functionOf(expression: string, names: string[]): Prepared | null {
  try {
    // the line break ends a trailing comment, so that the parenthesis closes
    const definition = `function(${names.join(', ')}) (${expression}\n)`;
    const { value, warnings } = evaluate(definition, builtinsIn(expression));
    if (!(value instanceof FeelFunction)) return null;
    return (values) => {
      // the parsed body reports to this one list at every call
      warnings.length = 0;
      const result: unknown = value.fn(...values);
      return { value: result, warnings: warnings.slice() };
    };
  } catch {
    // a keyword that is allowed as a variable's name but not as a parameter's
    return null;
  }
}

function prepare(expression: string, names: string[]): Prepared {
  const slowly: Prepared = (values) => {
    const context = Object.fromEntries(names.map((name, i) => [name, values[i]]));
    return evaluate(expression, { ...builtinsIn(expression), ...context });
  };
  return functionOf(expression, names) ?? slowly;
}

/** The entries of the context that the expression may refer to. */
function namesIn(context: EvalContext, words: Words): string[] {
  return Object.keys(context).filter((name) => {
    const value: unknown = context[name];
    if (value === undefined) return false;
    if (!isPlain(name)) return mayOccur(name, words.all);
    return typeof value === 'function' || isFunction(value) ? words.all.has(name) : words.values.has(name);
  });
}

/**
 * Evaluate an expression in a context, whose values are JSON, FEEL values, or functions with their parameters' names in `$args`.
 *
 * @throws Error where the expression has a syntax error, and whatever a function throws
 */
export function run(expression: string, context: EvalContext): Outcome {
  const words = wordsOf(expression);
  const names = namesIn(context, words);
  const values = names.map((name) => context[name]);
  if (!names.every(isPlain) || values.some((value) => holdsOddName(value, words.all))) {
    const used = Object.fromEntries(names.map((name, i) => [name, values[i]]));
    return evaluate(expression, { ...builtinsIn(expression), ...used });
  }

  const key = `${names.join(' ')} ${expression}`;
  const known = preparedByKey.get(key);
  if (known) return known(values);
  // what does not parse by itself must not parse in parentheses, such as `1) + (2`
  const problem = expressionProblem(expression, context);
  if (problem) throw new Error(problem.reason.en);
  return remember(preparedByKey, key, prepare(expression, names))(values);
}
