/** Calling functions: builtin ones and those that an expression or a decision model defines (DMN 1.5, 10.3.2.13.2). */
import type { Evaluating } from './evaluating.ts';
import { FeelDate, midnight } from './values/temporal.ts';
import { type FeelFunction, kindOf, type Overload, type Parameter } from './values/value.ts';

/** An argument in the form that a parameter asks for (10.3.2.9.4); undefined where it has none. */
function converted(value: unknown, { kinds }: Parameter): unknown {
  if (kinds === null) return value;
  const kind = kindOf(value);
  if (kinds.includes(kind)) return value;
  if (kind === 'null') return undefined;
  if (kind === 'list' && (value as unknown[]).length === 1) {
    const only: unknown = (value as unknown[])[0];
    if (kinds.includes(kindOf(only))) return only;
  }
  if (kinds.includes('list')) return [value];
  return kinds.includes('date and time') && value instanceof FeelDate ? midnight(value, 0) : undefined;
}

/** The arguments of an overload, null for those left out, or null where they do not fit. */
function argumentsFor({ parameters }: Overload, given: unknown[]): unknown[] | null {
  const rest = parameters.at(-1)?.isRest === true;
  if (given.length > parameters.length && !rest) return null;
  const args: unknown[] = [];
  for (const [index, parameter] of parameters.entries()) {
    if (parameter.isRest) {
      if (index >= given.length) return null;
      const several = given.slice(index).map((value) => converted(value, parameter));
      if (several.includes(undefined)) return null;
      args.push(several);
    } else if (index >= given.length) {
      if (!parameter.isOptional) return null;
      args.push(null);
    } else {
      const value = converted(given[index] ?? null, parameter);
      if (value === undefined) return null;
      args.push(value);
    }
  }
  return args;
}

function byPosition({ parameters }: Overload, named: Record<string, unknown>): unknown[] | null {
  if (!Object.keys(named).every((name) => parameters.some((parameter) => parameter.name === name)))
    return null;
  const given: unknown[] = [];
  for (const { name, isRest, isOptional } of parameters) {
    const value = Object.hasOwn(named, name) ? (named[name] ?? null) : undefined;
    if (value === undefined) {
      if (!isOptional && !isRest) return null;
      continue;
    }
    // what was left out in between is null; a last parameter for several takes the list as it is
    while (given.length < parameters.findIndex((parameter) => parameter.name === name)) given.push(undefined);
    if (isRest && Array.isArray(value)) given.push(...value);
    else given.push(value);
  }
  return given;
}

function failed(fn: FeelFunction, given: unknown[], evaluating: Evaluating): null {
  const kinds = given.map((value) => kindOf(value)).join(', ');
  evaluating.warn(
    'FUNCTION_INVOCATION_FAILURE',
    `Failed to invoke function '${fn.name}' with (${kinds}): it takes ${fn.overloads.map(signatureOf).join(' or ')}`,
  );
  return null;
}

function signatureOf({ parameters }: Overload): string {
  return `(${parameters.map(({ name, isRest }) => `${isRest ? '...' : ''}${name}`).join(', ')})`;
}

function apply(fn: FeelFunction, overload: Overload, args: unknown[], evaluating: Evaluating): unknown {
  evaluating.enter(overload.levels);
  const result = overload.call(args, evaluating);
  evaluating.leave(overload.levels);
  return result === undefined ? failed(fn, args, evaluating) : result;
}

/** Null, with a warning, where the arguments do not fit. */
export function invoke(fn: FeelFunction, given: unknown[], evaluating: Evaluating): unknown {
  for (const overload of fn.overloads) {
    const args = argumentsFor(overload, given);
    if (args) return apply(fn, overload, args, evaluating);
  }
  return failed(fn, given, evaluating);
}

export function invokeNamed(
  fn: FeelFunction,
  named: Record<string, unknown>,
  evaluating: Evaluating,
): unknown {
  for (const overload of fn.overloads) {
    const given = byPosition(overload, named);
    const args = given && argumentsFor(overload, given);
    if (args) return apply(fn, overload, args, evaluating);
  }
  return failed(fn, Object.values(named), evaluating);
}
