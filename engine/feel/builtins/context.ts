/** DMN 1.5, 10.3.4.10, and what the execution dialect adds. */
import { type Context, isContext, putEntry } from '../values/value.ts';
import { builtin, type Evaluating } from './builtin.ts';

const entry = (context: Context, key: string): unknown =>
  Object.hasOwn(context, key) ? (context[key] ?? null) : undefined;

function getEntries(context: Context, evaluating: Evaluating): Context[] {
  const entries = Object.entries(context);
  evaluating.spend(entries.length);
  return entries.map(([key, value]) => ({ key, value }));
}

function getValue(context: Context, key: string): unknown {
  return entry(context, key) ?? null;
}

function getAt(context: Context, keys: unknown[]): unknown {
  let value: unknown = keys.length === 0 ? null : context;
  for (const key of keys) {
    if (typeof key !== 'string') return undefined;
    value = isContext(value) ? (entry(value, key) ?? null) : null;
  }
  return value;
}

function put(context: Context, key: string, value: unknown, evaluating: Evaluating): Context {
  const result = { ...context };
  evaluating.spend(Object.keys(result).length);
  putEntry(result, key, value);
  return result;
}

function putAt(
  context: Context,
  keys: unknown[],
  value: unknown,
  evaluating: Evaluating,
): Context | undefined {
  const [key, ...rest] = keys;
  if (typeof key !== 'string') return undefined;
  if (rest.length === 0) return put(context, key, value, evaluating);
  const held = entry(context, key) ?? {};
  const inner = isContext(held) ? putAt(held, rest, value, evaluating) : undefined;
  return inner && put(context, key, inner, evaluating);
}

function merge(contexts: unknown[], evaluating: Evaluating): Context | undefined {
  const [first] = contexts;
  const list = contexts.length === 1 && Array.isArray(first) ? (first as unknown[]) : contexts;
  const result: Context = {};
  for (const context of list) {
    if (!isContext(context)) return undefined;
    const entries = Object.entries(context);
    evaluating.spend(entries.length);
    for (const [key, value] of entries) putEntry(result, key, value);
  }
  return result;
}

function contextOf(entries: unknown[], evaluating: Evaluating): Context | undefined {
  evaluating.spend(entries.length);
  const result: Context = {};
  for (const item of entries) {
    if (!isContext(item)) return undefined;
    const [key, value] = [entry(item, 'key'), entry(item, 'value')];
    if (typeof key !== 'string' || value === undefined || Object.hasOwn(result, key)) return undefined;
    putEntry(result, key, value);
  }
  return result;
}

export const contextFunctions = [
  builtin('get value(m: context, key: string)', getValue),
  builtin('get value(context: context, key: string)', getValue),
  builtin('get value(context: context, keys: list)', getAt),
  builtin('get entries(m: context)', getEntries),
  builtin('get entries(context: context)', getEntries),
  builtin('context(entries: list)', contextOf),
  builtin('context put(context: context, key: string, value: any)', put),
  builtin('context put(context: context, keys: list, value: any)', putAt),
  builtin('context merge(...contexts: any)', merge),
  // former names of the execution dialect
  builtin('put(context: context, key: string, value: any)', put),
  builtin('put all(...contexts: any)', merge),
];
