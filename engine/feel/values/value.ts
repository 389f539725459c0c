/**
 * The values of FEEL (DMN 1.5, table 41). Numbers, texts, booleans, lists, contexts and null are those of JSON; the others are
 * instances of the classes here and in `temporal.ts`, told apart by their `kind`.
 */
import type { Evaluating } from '../evaluating.ts';
import { DaysDuration, FeelDate, FeelDateTime, FeelTime, MonthsDuration } from './temporal.ts';

export type Context = Record<string, unknown>;

export type Kind =
  | 'null'
  | 'boolean'
  | 'number'
  | 'string'
  | 'date'
  | 'time'
  | 'date and time'
  | 'days and time duration'
  | 'years and months duration'
  | 'list'
  | 'context'
  | 'range'
  | 'function';

/** A bound that is null is open: `(null..5]` is what `<= 5` means. */
export class FeelRange {
  readonly kind = 'range';
  readonly start: unknown;
  readonly end: unknown;
  readonly startIncluded: boolean;
  readonly endIncluded: boolean;

  constructor(start: unknown, end: unknown, startIncluded: boolean, endIncluded: boolean) {
    this.start = start;
    this.end = end;
    this.startIncluded = startIncluded && start !== null;
    this.endIncluded = endIncluded && end !== null;
  }
}

export interface Parameter {
  name: string;
  /** What it takes, null for anything. */
  kinds: Kind[] | null;
  isOptional?: boolean;
  /** Takes all arguments from here on, as a list. */
  isRest?: boolean;
}

/** One way of calling a function. */
export interface Overload {
  parameters: Parameter[];
  /** How deeply its body is nested. */
  levels: number;
  /** Gets one argument for each parameter, null for those left out. Undefined means that it could not be done. */
  call: (args: unknown[], evaluating: Evaluating) => unknown;
}

export class FeelFunction {
  readonly kind = 'function';
  /** For messages. */
  readonly name: string;
  readonly overloads: Overload[];

  constructor(name: string, overloads: Overload[]) {
    this.name = name;
    this.overloads = overloads;
  }
}

export function kindOf(value: unknown): Kind {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'object': {
      if (value === null) return 'null';
      if (Array.isArray(value)) return 'list';
      return isSpecial(value) ? value.kind : 'context';
    }
    default:
      return 'null';
  }
}

type Special = FeelDate | FeelTime | FeelDateTime | DaysDuration | MonthsDuration | FeelRange | FeelFunction;

function isSpecial(value: object): value is Special {
  // by prototype, so that a context with an entry named `kind` stays one
  return (
    value instanceof FeelDate ||
    value instanceof FeelDateTime ||
    value instanceof FeelTime ||
    value instanceof DaysDuration ||
    value instanceof MonthsDuration ||
    value instanceof FeelRange ||
    value instanceof FeelFunction
  );
}

export function isContext(value: unknown): value is Context {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isSpecial(value);
}

/** Sets an entry, also one of a name that JavaScript gives a meaning of its own. */
export function putEntry(context: Context, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(context, name, { value, enumerable: true, configurable: true, writable: true });
  else context[name] = value;
}
