/** Types of FEEL and of DMN's item definitions (DMN 1.5, 7.3.2 and 10.3.2.9): plain JSON, kept in the executable graph. */
import {
  DaysDuration,
  MonthsDuration,
  parseDate,
  parseDateTime,
  parseDuration,
  parseTime,
} from './temporal.ts';
import { type Context, FeelFunction, FeelRange, isContext, kindOf, putEntry } from './value.ts';

/** A type with its item definitions resolved. What a file leaves open, or defines by itself in a circle, is `any`. */
export interface ValueType {
  base:
    | 'any'
    | 'null'
    | 'string'
    | 'number'
    | 'boolean'
    | 'date'
    | 'time'
    | 'dateTime'
    | 'dayTimeDuration'
    | 'yearMonthDuration'
    | 'duration'
    | 'context'
    | 'list'
    | 'range'
    | 'function';
  /** A list of what the rest of the type says. */
  isList?: boolean;
  entries?: Record<string, ValueType>;
  /** Of a list's elements or a range's bounds, where `base` is `list` or `range`. */
  of?: ValueType;
  parameters?: ValueType[];
  result?: ValueType;
  /** FEEL text of unary tests that a value (each element of a list) must satisfy. */
  allowed?: string;
  /** The same for the list as a whole. */
  allowedList?: string;
}

const baseOf: Record<string, ValueType['base']> = {
  Any: 'any',
  Null: 'null',
  string: 'string',
  number: 'number',
  integer: 'number',
  long: 'number',
  double: 'number',
  boolean: 'boolean',
  date: 'date',
  time: 'time',
  dateTime: 'dateTime',
  'date and time': 'dateTime',
  'date time': 'dateTime',
  dayTimeDuration: 'dayTimeDuration',
  'days and time duration': 'dayTimeDuration',
  'day-time-duration': 'dayTimeDuration',
  yearMonthDuration: 'yearMonthDuration',
  'years and months duration': 'yearMonthDuration',
  'year-month-duration': 'yearMonthDuration',
  duration: 'duration',
  context: 'context',
  list: 'list',
  range: 'range',
  function: 'function',
};

/** Null for a name that FEEL itself does not define. */
export function typeNamed(name: string): ValueType | null {
  const base = Object.hasOwn(baseOf, name) ? baseOf[name] : undefined;
  return base === undefined ? null : { base };
}

const kinds: Partial<Record<ValueType['base'], string>> = {
  dateTime: 'date and time',
  dayTimeDuration: 'days and time duration',
  yearMonthDuration: 'years and months duration',
};

function isOfBase(value: unknown, base: ValueType['base']): boolean {
  if (base === 'duration') return value instanceof DaysDuration || value instanceof MonthsDuration;
  return kindOf(value) === (kinds[base] ?? base);
}

/** Whether the value conforms to the type (10.3.2.9.1); null conforms to `any` and to no other. */
export function isInstance(value: unknown, type: ValueType): boolean {
  if (type.isList) {
    const { isList: _, allowedList: __, ...element } = type;
    return Array.isArray(value) && value.every((item) => item === null || isInstance(item, element));
  }
  if (value === null || value === undefined) return type.base === 'null';
  if (type.base === 'any') return true;
  if (!isOfBase(value, type.base)) return false;
  if (type.entries) {
    return Object.entries(type.entries).every(([name, entry]) => {
      const held: unknown = Object.hasOwn(value as Context, name) ? (value as Context)[name] : undefined;
      return held === null || (held !== undefined && isInstance(held, entry));
    });
  }
  if (Array.isArray(value) && type.of) {
    const { of } = type;
    return value.every((item) => isInstance(item, of));
  }
  if (value instanceof FeelRange && type.of) {
    const { of } = type;
    return [value.start, value.end].every((bound) => bound === null || isInstance(bound, of));
  }
  if (value instanceof FeelFunction && type.parameters) {
    const { length } = type.parameters;
    return value.overloads.some(({ parameters }) => parameters.length === length);
  }
  return true;
}

// conversion of data from outside ////////////////////////////////////

const readers: Partial<Record<ValueType['base'], (text: string) => unknown>> = {
  date: parseDate,
  time: parseTime,
  dateTime: parseDateTime,
  dayTimeDuration: parseDuration,
  yearMonthDuration: parseDuration,
  duration: parseDuration,
};

/** JSON read as the type: text becomes the date, time or duration it is declared to be; what cannot be read stays as it is. */
export function readAs(value: unknown, type: ValueType): unknown {
  if (type.isList && Array.isArray(value))
    return value.map((item) => readAs(item, { ...type, isList: false }));
  if (typeof value === 'string') return readers[type.base]?.(value) ?? value;
  if (!type.entries || !isContext(value)) return value;
  const result: Context = {};
  for (const [name, entry] of Object.entries(value)) {
    const entryType = Object.hasOwn(type.entries, name) ? type.entries[name] : undefined;
    putEntry(result, name, entryType ? readAs(entry, entryType) : entry);
  }
  return result;
}

// coercion of results ////////////////////////////////////////////////

/** Whether the value satisfies the allowed values of a type. */
export type IsAllowed = (tests: string, value: unknown) => boolean;

/**
 * The value in the form that the type asks for (10.3.2.9.4): a list of one is its element, a single value a list of it, a date
 * the midnight it begins with. Null where the value does not conform even then.
 */
export function coerce(value: unknown, type: ValueType, isAllowed: IsAllowed): unknown {
  if (value === null || value === undefined) return null;
  const asIs = conforming(value, type, isAllowed);
  if (asIs !== undefined) return asIs;
  if (!type.isList && type.base !== 'list' && Array.isArray(value) && value.length === 1)
    return conforming(value[0], type, isAllowed) ?? null;
  if ((type.isList || type.base === 'list') && !Array.isArray(value))
    return conforming([value], type, isAllowed) ?? null;
  if (type.base === 'dateTime' && kindOf(value) === 'date')
    return conforming(parseDateTime(`${value}T00:00:00Z`), type, isAllowed) ?? null;
  return null;
}

/** The value with its entries coerced; undefined where it does not conform. */
function conforming(value: unknown, type: ValueType, isAllowed: IsAllowed): unknown {
  if (type.isList) {
    const { isList: _, allowedList, ...element } = type;
    if (!Array.isArray(value)) return undefined;
    const items = value.map((item) => (item === null ? null : conforming(item, element, isAllowed)));
    if (items.includes(undefined)) return undefined;
    return allowedList === undefined || isAllowed(allowedList, items) ? items : undefined;
  }
  if (type.entries) {
    if (!isContext(value)) return undefined;
    const result: Context = { ...value };
    for (const [name, entryType] of Object.entries(type.entries)) {
      if (!Object.hasOwn(value, name)) return undefined;
      const entry = value[name] === null ? null : conforming(value[name], entryType, isAllowed);
      if (entry === undefined) return undefined;
      putEntry(result, name, entry);
    }
    return result;
  }
  if (!isInstance(value, type)) return undefined;
  return type.allowed === undefined || isAllowed(type.allowed, value) ? value : undefined;
}
