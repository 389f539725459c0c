/** How builtin functions are declared: their signature as the specification prints it, and what they do. */
import type { Evaluating } from '../evaluating.ts';
import { FeelFunction, type Kind, type Overload, type Parameter } from '../values/value.ts';

export interface Declaration {
  name: string;
  overload: Overload;
}

const kindsByType: Record<string, Kind[] | null> = {
  any: null,
  duration: ['days and time duration', 'years and months duration'],
};

/** `position: number`, `flags?: string` (may be left out), `scale: number|null`, `...list: any` (all that follow). */
function parameterOf(text: string): Parameter {
  const [, dots, name = '', optional, types = ''] = /^(\.\.\.)?([\w ]+?)(\?)?: (.+)$/.exec(text.trim()) ?? [];
  const kinds = types.split('|').map((type) => kindsByType[type] ?? (type === 'any' ? null : [type as Kind]));
  return {
    name,
    kinds: kinds.includes(null) ? null : kinds.flatMap((kind) => kind ?? []),
    ...(optional ? { isOptional: true } : {}),
    ...(dots ? { isRest: true } : {}),
  };
}

/**
 * `call` gets the arguments in the order of the signature, null for those left out, then the evaluation. It gives undefined for
 * what it cannot do, such as reading a date of what is none: the result is null then, with a warning.
 *
 * @example builtin('string length(string: string)', (text: string) => Array.from(text).length)
 */
export function builtin(signature: string, call: (...args: never[]) => unknown): Declaration {
  const [, name = '', list = ''] = /^([\w ]+)\((.*)\)$/.exec(signature) ?? [];
  const parameters = list === '' ? [] : list.split(',').map(parameterOf);
  const body = call as (...args: unknown[]) => unknown;
  return {
    name,
    overload: { parameters, levels: 1, call: (args, evaluating) => body(...args, evaluating) },
  };
}

/** By name, the overloads in the order in which they were declared. */
export function functionsOf(declarations: Declaration[]): Map<string, FeelFunction> {
  const functions = new Map<string, FeelFunction>();
  for (const { name, overload } of declarations) {
    const known = functions.get(name);
    if (known) known.overloads.push(overload);
    else functions.set(name, new FeelFunction(name, [overload]));
  }
  return functions;
}

export type { Evaluating };
