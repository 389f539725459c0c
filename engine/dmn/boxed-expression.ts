/** Boxed expressions as closures (DMN 1.5, 10.2), made when they are first needed. */
import { allows } from '../feel/allowed-values.ts';
import { type Code, elementsOf, filterList, functionOver } from '../feel/compile.ts';
import { EvaluationFailure, type Scope } from '../feel/evaluating.ts';
import { invokeNamed } from '../feel/function.ts';
import { codeOf } from '../feel/prepare.ts';
import { coerce, type ValueType } from '../feel/values/type.ts';
import { type Context, FeelFunction, kindOf, putEntry } from '../feel/values/value.ts';
import type { Logic } from './decision.ts';
import { tableCode } from './decision-table.ts';

/** Boxed functions call each other no deeper than this many levels of FEEL would. */
const LEVELS = 10;

export function coerced(value: unknown, type: ValueType, scope: Scope): unknown {
  return coerce(value, type, (tests, of) => allows(tests, of, scope));
}

function contextCode(entries: Extract<Logic, { kind: 'context' }>['entries']): Code {
  const codes = entries.map(({ name, value, type }) => ({
    name,
    code: logicCode(type ? { ...value, type } : value),
  }));
  return (scope) => {
    const context: Context = {};
    const inner = scope.inner(context);
    for (const { name, code } of codes) {
      const value = code(inner);
      // an entry without a name is the result of the whole (10.2.1.4)
      if (name === null) return value;
      putEntry(context, name, value);
    }
    return context;
  };
}

function relationCode(columns: string[], rows: Logic[][]): Code {
  const codes = rows.map((row) => row.map(logicCode));
  return (scope) =>
    codes.map((row) => {
      const record: Context = {};
      for (const [index, column] of columns.entries()) putEntry(record, column, row[index]?.(scope) ?? null);
      return record;
    });
}

function invocationCode(called: Logic, bindings: { parameter: string; value: Logic }[]): Code {
  const target = logicCode(called);
  const codes = bindings.map(({ parameter, value }) => ({ parameter, code: logicCode(value) }));
  return (scope) => {
    const fn = target(scope);
    if (!(fn instanceof FeelFunction)) throw new EvaluationFailure('what is invoked is no function');
    const named: Context = {};
    for (const { parameter, code } of codes) putEntry(named, parameter, code(scope));
    return invokeNamed(fn, named, scope.evaluating);
  };
}

/** Boxed conditions must be boolean where those of FEEL need not be (DMN 1.4, 10.2.2). */
function notBoolean(part: string, value: unknown): never {
  throw new EvaluationFailure(`the ${part} part must be a boolean, and is a ${kindOf(value)}`);
}

/** The parameters and the body are seen from where the function stands. */
export function functionCode(logic: Extract<Logic, { kind: 'function' }>, name?: string): Code {
  const body = logicCode(logic.body);
  const parameters = logic.parameters.map((parameter, i) => ({
    name: parameter,
    type: logic.types?.[i] ?? null,
  }));
  return (scope) => functionOver(parameters, LEVELS, (names) => body(scope.inner(names)), name);
}

/** Runs over a list with each element under a name. */
function iterationCode(
  variable: string,
  inCode: Code,
  run: (elements: unknown[], scopeOf: (element: unknown) => Scope, scope: Scope) => unknown,
): Code {
  return (scope) => {
    const elements = elementsOf(inCode(scope), scope.evaluating);
    if (!elements) return null;
    scope.evaluating.spend(elements.length);
    return run(elements, (element) => scope.inner({ [variable]: element ?? null }), scope);
  };
}

function forCode(variable: string, inCode: Code, result: Code): Code {
  return iterationCode(variable, inCode, (elements, scopeOf) => {
    const partial: unknown[] = [];
    for (const element of elements) partial.push(result(scopeOf(element).inner({ partial })));
    return partial;
  });
}

function quantifiedCode(every: boolean, variable: string, inCode: Code, satisfies: Code): Code {
  return iterationCode(variable, inCode, (elements, scopeOf) => {
    const answers = elements.map((element) => satisfies(scopeOf(element)));
    for (const answer of answers)
      if (answer !== null && typeof answer !== 'boolean') notBoolean('satisfies', answer);
    if (answers.includes(!every)) return !every;
    return answers.every((answer) => answer === every) ? every : null;
  });
}

function untypedCode(logic: Logic): Code {
  switch (logic.kind) {
    case 'literal':
      return logic.text.trim() === '' ? () => null : codeOf(logic.text, logic.types);
    case 'table':
      return tableCode(logic);
    case 'context':
      return contextCode(logic.entries);
    case 'list': {
      const codes = logic.elements.map(logicCode);
      return (scope) => codes.map((code) => code(scope));
    }
    case 'relation':
      return relationCode(logic.columns, logic.rows);
    case 'invocation':
      return invocationCode(logic.called, logic.bindings);
    case 'function':
      return functionCode(logic);
    case 'conditional': {
      const [condition, met, otherwise] = [logic.condition, logic.met, logic.otherwise].map(logicCode) as [
        Code,
        Code,
        Code,
      ];
      return (scope) => {
        const answer = condition(scope);
        if (answer !== null && typeof answer !== 'boolean') return notBoolean('if', answer);
        return answer === true ? met(scope) : otherwise(scope);
      };
    }
    case 'filter': {
      const [list, match] = [logicCode(logic.in), logicCode(logic.match)];
      const condition: Code = (scope) => {
        const answer = match(scope);
        if (answer === null || typeof answer === 'boolean' || typeof answer === 'number') return answer;
        return notBoolean('match', answer);
      };
      return (scope) => filterList(list(scope), condition, scope);
    }
    case 'for':
      return forCode(logic.variable, logicCode(logic.in), logicCode(logic.return));
    case 'quantified':
      return quantifiedCode(logic.every, logic.variable, logicCode(logic.in), logicCode(logic.satisfies));
    case 'unsupported': {
      const { reason } = logic;
      return () => {
        throw new EvaluationFailure(reason);
      };
    }
  }
}

export function logicCode(logic: Logic): Code {
  const code = untypedCode(logic);
  const { type } = logic;
  // a function's type is said of what it gives
  return type && logic.kind !== 'function' ? (scope) => coerced(code(scope), type, scope) : code;
}
