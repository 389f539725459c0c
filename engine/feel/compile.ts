/** Expressions as closures: read once, run many times (DMN 1.5, 10.3.2). */
import { builtins } from './builtins/index.ts';
import { type Evaluating, Scope } from './evaluating.ts';
import { invoke, invokeNamed } from './function.ts';
import { isPlainName, normalName } from './syntax/name.ts';
import type {
  ArithmeticOperator,
  ComparisonOperator,
  FormalParameter,
  Iterator,
  Node,
  UnaryTests,
} from './syntax/node.ts';
import { compare, equals, includes } from './values/equality.ts';
import { add, divide, multiply, power, subtract } from './values/number.ts';
import {
  DaysDuration,
  difference,
  FeelDate,
  FeelDateTime,
  type FeelDuration,
  FeelTime,
  MonthsDuration,
  minus,
  negated,
  plus,
  ratio,
  sumOf,
  type Temporal,
  times,
} from './values/temporal.ts';
import { coerce, isInstance, type ValueType } from './values/type.ts';
import { type Context, FeelFunction, FeelRange, isContext, kindOf, putEntry } from './values/value.ts';

/** What an expression is worth in a scope. */
export type Code = (scope: Scope) => unknown;

/** Under this name the scope of a unary test holds the input. */
export const INPUT = '?';

// names and paths ////////////////////////////////////////////////////

function findByNormalName(scope: Scope, name: string): unknown {
  const normal = normalName(name);
  for (let it: Scope | null = scope; it !== null; it = it.outer) {
    const key = Object.keys(it.names).find((other) => !isPlainName(other) && normalName(other) === normal);
    if (key !== undefined && it.names[key] !== undefined) return it.names[key];
  }
  return undefined;
}

function compileName(name: string): Code {
  const builtin = builtins.get(name);
  const isOdd = !isPlainName(name);
  return (scope) => {
    const value = scope.find(name) ?? (isOdd ? findByNormalName(scope, name) : undefined);
    // functions of the host are none of FEEL's
    if (value !== undefined && typeof value !== 'function') return value;
    if (value === null) return null;
    if (builtin) return builtin;
    scope.evaluating.warn('NO_VARIABLE_FOUND', `No variable found with name '${name}'`);
    return null;
  };
}

const clockParts = {
  hour: ({ hour }: FeelTime) => hour,
  minute: ({ minute }: FeelTime) => minute,
  second: ({ second }: FeelTime) => second,
};

/** Properties of values that are no contexts (10.3.2.13). Undefined for one that there is not. */
function propertyOf(value: unknown, name: string): unknown {
  if (value instanceof FeelDate || value instanceof FeelDateTime) {
    const date = value instanceof FeelDate ? value : value.date;
    if (name === 'year' || name === 'month' || name === 'day' || name === 'weekday') return date[name];
    // a date is the midnight, in UTC, with which it begins
    if (value instanceof FeelDate && name in clockParts) return 0;
  }
  if (value instanceof FeelTime || value instanceof FeelDateTime) {
    const time = value instanceof FeelTime ? value : value.time;
    if (name === 'hour' || name === 'minute' || name === 'second') return clockParts[name](time);
    if (name === 'timezone') return typeof value.zone === 'string' ? value.zone : null;
  }
  if (name === 'time offset') {
    if (value instanceof FeelDate) return new DaysDuration(0n);
    if (value instanceof FeelTime || value instanceof FeelDateTime)
      return value.offset === null ? null : new DaysDuration(BigInt(value.offset) * 1_000_000_000n);
  }
  if (value instanceof DaysDuration) {
    const seconds = value.nanos / 1_000_000_000n;
    if (name === 'days') return Number(seconds / 86_400n);
    if (name === 'hours') return Number((seconds / 3600n) % 24n);
    if (name === 'minutes') return Number((seconds / 60n) % 60n);
    if (name === 'seconds') return Number(seconds % 60n);
    if (name === 'years' || name === 'months') return null;
  }
  if (value instanceof MonthsDuration) {
    if (name === 'years') return Math.trunc(value.months / 12) + 0;
    if (name === 'months') return (value.months % 12) + 0;
    if (name === 'days' || name === 'hours' || name === 'minutes' || name === 'seconds') return null;
  }
  if (value instanceof FeelRange) {
    if (name === 'start' || name === 'end') return value[name];
    if (name === 'start included') return value.startIncluded;
    if (name === 'end included') return value.endIncluded;
  }
  return undefined;
}

/** The entry of a context; undefined where there is none. */
export function entryOf(context: Context, name: string): unknown {
  if (Object.hasOwn(context, name)) return context[name] ?? null;
  if (isPlainName(name)) return undefined;
  const normal = normalName(name);
  const key = Object.keys(context).find((other) => normalName(other) === normal);
  return key === undefined ? undefined : (context[key] ?? null);
}

function valueAt(value: unknown, name: string, evaluating: Evaluating): unknown {
  if (Array.isArray(value)) {
    evaluating.spend(value.length);
    return value.map((item) => valueAt(item, name, evaluating));
  }
  const isEntry = isContext(value);
  const found = isEntry ? entryOf(value, name) : propertyOf(value, name);
  if (found !== undefined && typeof found !== 'function') return found;
  if (isEntry || value === null) {
    evaluating.warn('NO_CONTEXT_ENTRY_FOUND', `No context entry found with key '${name}'`);
  } else evaluating.warn('NO_PROPERTY_FOUND', `No property found with name '${name}' of a ${kindOf(value)}`);
  return null;
}

// arithmetic (10.3.2.13) //////////////////////////////////////////////

const isDuration = (value: unknown): value is FeelDuration =>
  value instanceof DaysDuration || value instanceof MonthsDuration;
const isTemporal = (value: unknown): value is Temporal =>
  value instanceof FeelDate || value instanceof FeelDateTime || value instanceof FeelTime;

const onNumbers: Record<ArithmeticOperator, (a: number, b: number) => number | null> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': (a, b) => (b === 0 ? null : divide(a, b)),
  '**': power,
};

/** Undefined for kinds that the operation is not for; null where it has no result. */
const onOthers: Record<ArithmeticOperator, (a: unknown, b: unknown) => unknown> = {
  '+': (a, b) => {
    if (typeof a === 'string' && typeof b === 'string') return a + b;
    if (isDuration(a))
      return isDuration(b) ? (sumOf(a, b) ?? undefined) : isTemporal(b) ? plus(b, a) : undefined;
    return isTemporal(a) && isDuration(b) ? plus(a, b) : undefined;
  },
  '-': (a, b) => {
    if (isDuration(a)) return isDuration(b) ? (sumOf(a, negated(b)) ?? undefined) : undefined;
    if (!isTemporal(a)) return undefined;
    return isDuration(b) ? minus(a, b) : isTemporal(b) ? (difference(a, b) ?? undefined) : undefined;
  },
  '*': (a, b) => {
    if (isDuration(a)) return typeof b === 'number' ? times(a, b) : undefined;
    return isDuration(b) && typeof a === 'number' ? times(b, a) : undefined;
  },
  '/': (a, b) => {
    if (!isDuration(a)) return undefined;
    if (isDuration(b)) return ratio(a, b) ?? undefined;
    return typeof b === 'number' && b !== 0 ? times(a, 1 / b) : undefined;
  },
  '**': () => undefined,
};

const verbs: Record<ArithmeticOperator, string> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '**': 'exponentiate',
};

/** A list of one stands for its element (10.3.2.9.4). */
const single = (value: unknown): unknown => (Array.isArray(value) && value.length === 1 ? value[0] : value);

function compileArithmetic(operator: ArithmeticOperator, left: Code, right: Code): Code {
  const numeric = onNumbers[operator];
  return (scope) => {
    const a = left(scope);
    const b = right(scope);
    if (typeof a === 'number' && typeof b === 'number') {
      const result = numeric(a, b);
      // without the zero that is less than nothing
      return result !== null && Number.isFinite(result) ? result + 0 : null;
    }
    const result = onOthers[operator](a, b);
    if (typeof result === 'string') scope.evaluating.spend(result.length >> 6);
    if (result !== undefined) return result;
    const kinds = `a ${kindOf(a)} and a ${kindOf(b)}`;
    scope.evaluating.warn('INVALID_TYPE', `Can't ${verbs[operator]} ${kinds}`);
    return null;
  };
}

// comparisons (10.3.2.13) //////////////////////////////////////////

const decide: Record<Exclude<ComparisonOperator, '=' | '!='>, (order: number) => boolean> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

function notComparable(a: unknown, b: unknown, scope: Scope): null {
  scope.evaluating.warn('NOT_COMPARABLE', `Can't compare a ${kindOf(a)} with a ${kindOf(b)}`);
  return null;
}

/** As FEEL's operators decide. */
export function compared(operator: ComparisonOperator, a: unknown, b: unknown): boolean | null {
  if (operator === '=' || operator === '!=') {
    const same = equalsOrSingle(a, b);
    return same === null ? null : same === (operator === '=');
  }
  const order = compare(single(a), single(b));
  return order === null ? null : decide[operator](order);
}

/** A list of one equals its element. */
function equalsOrSingle(a: unknown, b: unknown): boolean | null {
  if (Array.isArray(a) !== Array.isArray(b)) return equals(single(a), single(b));
  return equals(a, b);
}

function compileComparison(operator: ComparisonOperator, left: Code, right: Code): Code {
  if (operator === '=' || operator === '!=') {
    const wanted = operator === '=';
    return (scope) => {
      const a = left(scope);
      const b = right(scope);
      if (typeof a === typeof b && typeof a !== 'object') return (a === b) === wanted;
      const same = equalsOrSingle(a, b);
      return same === null ? notComparable(a, b, scope) : same === wanted;
    };
  }
  const decided = decide[operator];
  return (scope) => {
    const a = left(scope);
    const b = right(scope);
    if (typeof a === 'number' && typeof b === 'number') return decided(a - b);
    const order = compare(single(a), single(b));
    return order === null ? notComparable(a, b, scope) : decided(order);
  };
}

// logic (10.3.2.13) ///////////////////////////////////////////////////

/** Three-valued: what is no boolean is unknown. `decisive` is the value that settles it: false for `and`, true for `or`. */
function compileLogic(left: Code, right: Code, decisive: boolean): Code {
  return (scope) => {
    const a = left(scope);
    if (a === decisive) return decisive;
    const b = right(scope);
    if (b === decisive) return decisive;
    return a === !decisive && b === !decisive ? !decisive : null;
  };
}

// ranges and tests ///////////////////////////////////////////////////

function rangeOf(
  start: unknown,
  end: unknown,
  startIncluded: boolean,
  endIncluded: boolean,
): FeelRange | null {
  if (start === null && end === null) return null;
  if (start !== null && end !== null && compare(start, end) === null) return null;
  const bound = start ?? end;
  if (typeof bound === 'boolean' || compare(bound, bound) === null) return null;
  return new FeelRange(start, end, startIncluded, endIncluded);
}

function compileRange(node: Extract<Node, { kind: 'range' }>): Code {
  const [start, end] = [compile(node.start), compile(node.end)];
  return (scope) => {
    const [from, to] = [start(scope), end(scope)];
    // only `(< 5)` is open: a bound that is null is not known
    const isKnown = from !== null && to !== null;
    const range = isKnown ? rangeOf(from, to, node.startIncluded, node.endIncluded) : null;
    if (!range)
      scope.evaluating.warn('INVALID_TYPE', `Can't make a range of a ${kindOf(from)} and a ${kindOf(to)}`);
    return range;
  };
}

/** `(< 5)` as a value. */
function compileTestAsRange(node: Extract<Node, { kind: 'test' }>): Code {
  const operand = compile(node.operand);
  return (scope) => {
    const bound = operand(scope);
    switch (node.operator) {
      case '<':
      case '<=':
        return rangeOf(null, bound, false, node.operator === '<=');
      case '>':
      case '>=':
        return rangeOf(bound, null, node.operator === '>=', false);
      case '=':
        return rangeOf(bound, bound, true, true);
      case '!=':
        return null;
    }
  };
}

function holdsInput(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  if ('kind' in node && node.kind === 'input') return true;
  return Object.values(node).some(holdsInput);
}

/** Kinds of expressions whose value as a unary test is the answer, and not what the input is compared with. */
const conditions = new Set<Node['kind']>([
  'comparison',
  'and',
  'or',
  'quantified',
  'instanceOf',
  'in',
  'between',
]);

function matches(value: unknown, input: unknown): boolean | null {
  if (value instanceof FeelRange) return includes(value, input);
  if (Array.isArray(value)) {
    if (equals(value, input) === true) return true;
    return value.some(
      (item) => (item instanceof FeelRange ? includes(item, input) : equals(item, input)) === true,
    );
  }
  return equalsOrSingle(value, input);
}

/** Whether the input satisfies the test; the scope holds it under `?`. */
function compileTest(node: Node): (scope: Scope, input: unknown) => boolean | null {
  if (node.kind === 'test') {
    const operand = compile(node.operand);
    return (scope, input) => {
      const bound = operand(scope);
      if (node.operator !== '=' && node.operator !== '!=' && bound instanceof FeelRange) return null;
      return compared(node.operator, input, bound);
    };
  }
  const code = compile(node);
  if (conditions.has(node.kind) || holdsInput(node)) {
    return (scope, input) => {
      const value = code(scope);
      if (typeof value === 'boolean') return value;
      // `? + 1` and the like: a value after all
      return value === null ? null : matches(value, input);
    };
  }
  return (scope, input) => {
    const value = code(scope);
    if (value === null && node.kind === 'range') return null;
    // a condition on other variables, such as a call of a function
    if (value === true && typeof input !== 'boolean' && node.kind !== 'constant') return true;
    return matches(value, input);
  };
}

function compileIn(valueNode: Node, testNodes: Node[]): Code {
  const value = compile(valueNode);
  const tests = testNodes.map(compileTest);
  return (scope) => {
    const input = value(scope);
    const inner = scope.inner({ [INPUT]: input });
    let unknown = false;
    for (const [index, test] of tests.entries()) {
      const result = test(inner, input);
      if (result === true) return true;
      // that two values cannot be compared means that they are not the same
      if (result === null && testNodes[index]?.kind !== 'constant') unknown = true;
    }
    return unknown ? null : false;
  };
}

/** The value is a boolean. The scope need not hold the input. */
export function compileUnaryTests({ negated, tests }: UnaryTests): (scope: Scope, input: unknown) => boolean {
  if (tests === null) return () => true;
  const compiled = tests.map(compileTest);
  const asksForInput = tests.some(holdsInput);
  return (scope, input) => {
    const inner = asksForInput ? scope.inner({ [INPUT]: input }) : scope;
    for (const test of compiled) if (test(inner, input) === true) return !negated;
    return negated;
  };
}

// lists //////////////////////////////////////////////////////////////

function domainOf(start: unknown, end: unknown, evaluating: Evaluating): unknown[] | null {
  const count = (items: number): number => {
    evaluating.spend(items);
    return items;
  };
  if (typeof start === 'number' && typeof end === 'number') {
    const step = start <= end ? 1 : -1;
    return Array.from({ length: count(Math.floor(Math.abs(end - start)) + 1) }, (_, i) => start + i * step);
  }
  if (!(start instanceof FeelDate && end instanceof FeelDate)) return null;
  const step = start.epochDay <= end.epochDay ? 1 : -1;
  return Array.from({ length: count(Math.abs(end.epochDay - start.epochDay) + 1) }, (_, i) =>
    plus(start, new DaysDuration(BigInt(i * step) * 86_400_000_000_000n)),
  );
}

/** What is iterated over; null for what cannot be. */
export function elementsOf(value: unknown, evaluating: Evaluating): unknown[] | null {
  if (Array.isArray(value)) return value;
  if (value === null) return null;
  if (!(value instanceof FeelRange)) return [value];
  const { start, end, startIncluded, endIncluded } = value;
  const order = compare(start, end);
  if (order === null || order > 0) return null;
  const items = domainOf(start, end, evaluating);
  return items?.slice(startIncluded ? 0 : 1, endIncluded ? undefined : items.length - 1) ?? null;
}

/** Runs the body once for each combination of the iterators' elements; false where one of them has none to give. */
function compileIteration(
  iterators: Iterator[],
): (scope: Scope, body: (scope: Scope) => boolean) => boolean | null {
  const domains = iterators.map(({ name, domain, end }) => ({
    name,
    domain: compile(domain),
    end: end && compile(end),
  }));
  const run = (index: number, scope: Scope, body: (scope: Scope) => boolean): boolean | null => {
    const iterator = domains[index];
    if (!iterator) return body(scope);
    const start = iterator.domain(scope);
    const { evaluating } = scope;
    const elements = iterator.end
      ? domainOf(start, iterator.end(scope), evaluating)
      : elementsOf(start, evaluating);
    if (!elements) {
      evaluating.warn('INVALID_TYPE', `Can't iterate over a ${kindOf(start)}`);
      return null;
    }
    for (const element of elements) {
      evaluating.spend(1);
      const goesOn = run(index + 1, scope.inner({ [iterator.name]: element ?? null }), body);
      if (goesOn !== true) return goesOn;
    }
    return true;
  };
  return (scope, body) => run(0, scope, body);
}

function compileFor(iterators: Iterator[], resultNode: Node): Code {
  const iterate = compileIteration(iterators);
  const result = compile(resultNode);
  return (scope) => {
    const results: unknown[] = [];
    const done = iterate(scope.inner({ partial: results }), (inner) => {
      results.push(result(inner));
      return true;
    });
    return done === null ? null : results;
  };
}

function compileQuantified(every: boolean, iterators: Iterator[], conditionNode: Node): Code {
  const iterate = compileIteration(iterators);
  const condition = compile(conditionNode);
  return (scope) => {
    let unknown = false;
    const done = iterate(scope, (inner) => {
      const value = condition(inner);
      if (typeof value !== 'boolean') unknown = true;
      // the first counterexample, or example, settles it
      return value !== !every;
    });
    if (done === null) return null;
    if (!done) return !every;
    return unknown ? null : every;
  };
}

function itemAt(list: unknown[], index: number): unknown {
  const position = Math.trunc(index);
  return list[position < 0 ? list.length + position : position - 1] ?? null;
}

function filterScope(scope: Scope, item: unknown): Scope {
  const inner = scope.inner({ item: item ?? null });
  return isContext(item) ? inner.inner(item) : inner;
}

/** Conditions that cannot be a number: they are asked of each element. */
const isCondition = (node: Node): boolean => conditions.has(node.kind) || node.kind === 'test';

/** An index from 1, or from the end if it is negative, or a condition on each element (10.3.2.13). */
function compileFilter(listNode: Node, conditionNode: Node): Code {
  const list = compile(listNode);
  if (conditionNode.kind === 'constant' && typeof conditionNode.value === 'number') {
    const index = conditionNode.value;
    return (scope) => {
      const value = list(scope);
      return value === null ? null : itemAt(Array.isArray(value) ? value : [value], index);
    };
  }
  const condition = compile(conditionNode);
  const test = conditionNode.kind === 'test' ? compileTest(conditionNode) : null;
  const holds = test ? (scope: Scope) => test(scope, scope.find('item') ?? null) : condition;
  return (scope) => filterList(list(scope), holds, scope, isCondition(conditionNode));
}

/** The elements for which the condition holds, or the one at the index that it gives. */
export function filterList(value: unknown, condition: Code, scope: Scope, isNeverIndex = false): unknown {
  if (value === null) return null;
  const { evaluating } = scope;
  const elements =
    value instanceof FeelRange ? elementsOf(value, evaluating) : Array.isArray(value) ? value : [value];
  if (elements === null) return null;
  evaluating.spend(elements.length);
  const kept: unknown[] = [];
  if (elements.length === 0) return !isNeverIndex && typeof condition(scope) === 'number' ? null : kept;
  for (const [index, item] of elements.entries()) {
    const answer = condition(filterScope(scope, item));
    if (index === 0 && typeof answer === 'number') {
      const position = condition(scope);
      return itemAt(elements, typeof position === 'number' ? position : answer);
    }
    if (answer === true) kept.push(item);
  }
  return kept;
}

// contexts and functions /////////////////////////////////////////////

function compileContext(entries: { name: string; value: Node }[]): Code {
  const compiled = entries.map(({ name, value }) => ({ name, value: compile(value) }));
  const isUnique = new Set(entries.map(({ name }) => name)).size === entries.length;
  return (scope) => {
    if (!isUnique) return null;
    const context: Context = {};
    // an entry sees those before it
    const inner = scope.inner(context);
    for (const { name, value } of compiled) putEntry(context, name, value(inner));
    return context;
  };
}

/** How deeply a tree is nested. */
function depthOf(node: unknown): number {
  if (typeof node !== 'object' || node === null) return 0;
  if (Array.isArray(node)) return Math.max(0, ...node.map(depthOf));
  if (!('kind' in node)) return Math.max(0, ...Object.values(node).map(depthOf));
  return node.kind === 'constant' ? 1 : 1 + Math.max(0, ...Object.values(node).map(depthOf));
}

function compileFunction(parameters: FormalParameter[], body: Node | null): Code {
  if (body === null) {
    return (scope) => {
      scope.evaluating.warn('INVALID_TYPE', 'External functions are not supported');
      return null;
    };
  }
  const code = compile(body);
  const levels = 2 + depthOf(body);
  return (scope) =>
    functionOver(parameters, levels, (names, evaluating) => code(new Scope(names, scope, evaluating)));
}

const always = (): boolean => true;

/** A function of FEEL whose arguments are coerced to the types of its parameters; one that has no such value makes it null. */
export function functionOver(
  parameters: FormalParameter[],
  levels: number,
  call: (names: Context, evaluating: Evaluating) => unknown,
  name = 'function',
): FeelFunction {
  const coerced = (value: unknown, type: ValueType | null): unknown =>
    type === null || type.base === 'any' ? value : coerce(value, type, always);
  return new FeelFunction(name, [
    {
      parameters: parameters.map((parameter) => ({ name: parameter.name, kinds: null })),
      levels,
      call: (args, evaluating) => {
        const names: Context = {};
        for (const [index, parameter] of parameters.entries()) {
          const given = args[index] ?? null;
          const value = coerced(given, parameter.type);
          if (value === null && given !== null) return undefined;
          putEntry(names, parameter.name, value);
        }
        return call(names, evaluating) ?? null;
      },
    },
  ]);
}

function notAFunction(node: Node, value: unknown, scope: Scope): null {
  const what =
    node.kind === 'name' ? `No function found with name '${node.name}'` : `A ${kindOf(value)} is no function`;
  scope.evaluating.warn('NO_FUNCTION_FOUND', what);
  return null;
}

/** What is called: a variable that holds a function, else the builtin function of that name. */
function compileTarget(node: Node): Code {
  if (node.kind !== 'name') return compile(node);
  const { name } = node;
  const builtin = builtins.get(name) ?? null;
  const isOdd = !isPlainName(name);
  return (scope) => {
    const value = scope.find(name) ?? (isOdd && !builtin ? findByNormalName(scope, name) : undefined);
    return value instanceof FeelFunction || (value instanceof FeelRange && !builtin) ? value : builtin;
  };
}

function compileCall(targetNode: Node, argNodes: Node[]): Code {
  const target = compileTarget(targetNode);
  const args = argNodes.map(compile);
  return (scope) => {
    const fn = target(scope);
    const given = args.map((arg) => arg(scope));
    if (fn instanceof FeelFunction) return invoke(fn, given, scope.evaluating);
    // a range is called to ask whether it holds a value
    if (fn instanceof FeelRange && given.length === 1) return includes(fn, given[0]);
    return notAFunction(targetNode, fn, scope);
  };
}

function compileNamedCall(targetNode: Node, argNodes: { name: string; value: Node }[]): Code {
  const target = compileTarget(targetNode);
  const args = argNodes.map(({ name, value }) => ({ name, value: compile(value) }));
  return (scope) => {
    const fn = target(scope);
    const named: Context = {};
    for (const { name, value } of args) putEntry(named, name, value(scope));
    return fn instanceof FeelFunction
      ? invokeNamed(fn, named, scope.evaluating)
      : notAFunction(targetNode, fn, scope);
  };
}

function compileNegation(operandNode: Node): Code {
  const operand = compile(operandNode);
  return (scope) => {
    const value = operand(scope);
    if (typeof value === 'number') return 0 - value;
    if (isDuration(value)) return negated(value);
    scope.evaluating.warn('INVALID_TYPE', `Can't negate a ${kindOf(value)}`);
    return null;
  };
}

// all kinds //////////////////////////////////////////////////////////

export function compile(node: Node): Code {
  switch (node.kind) {
    case 'constant': {
      const { value } = node;
      return () => value;
    }
    case 'name':
      return compileName(node.name);
    case 'input':
      return (scope) => scope.find(INPUT) ?? null;
    case 'path': {
      const { name } = node;
      const of = compile(node.of);
      return (scope) => valueAt(of(scope), name, scope.evaluating);
    }
    case 'filter':
      return compileFilter(node.list, node.condition);
    case 'call':
      return compileCall(node.target, node.args);
    case 'namedCall':
      return compileNamedCall(node.target, node.args);
    case 'negation':
      return compileNegation(node.operand);
    case 'arithmetic':
      return compileArithmetic(node.operator, compile(node.left), compile(node.right));
    case 'comparison':
      return compileComparison(node.operator, compile(node.left), compile(node.right));
    case 'between': {
      const [value, low, high] = [compile(node.value), compile(node.low), compile(node.high)];
      return (scope) => {
        const it = value(scope);
        const above = compared('>=', it, low(scope));
        const below = compared('<=', it, high(scope));
        return above === null || below === null ? null : above && below;
      };
    }
    case 'in':
      return compileIn(node.value, node.tests);
    case 'instanceOf': {
      const { type } = node;
      const value = compile(node.value);
      return (scope) => type !== null && isInstance(value(scope), type);
    }
    case 'and':
    case 'or':
      return compileLogic(compile(node.left), compile(node.right), node.kind === 'or');
    case 'if': {
      const [condition, then, otherwise] = [compile(node.condition), compile(node.then), compile(node.else)];
      return (scope) => (condition(scope) === true ? then(scope) : otherwise(scope));
    }
    case 'for':
      return compileFor(node.iterators, node.result);
    case 'quantified':
      return compileQuantified(node.every, node.iterators, node.condition);
    case 'list': {
      const items = node.items.map(compile);
      return (scope) => items.map((item) => item(scope));
    }
    case 'context':
      return compileContext(node.entries);
    case 'function':
      return compileFunction(node.parameters, node.body);
    case 'range':
      return compileRange(node);
    case 'test':
      return compileTestAsRange(node);
  }
}
