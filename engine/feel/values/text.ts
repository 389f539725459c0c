/** Values as text: what `string()` gives. */
import { numberText } from './number.ts';
import { type Context, FeelFunction, FeelRange } from './value.ts';

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** As it stands inside of a list or context, where text has its quotation marks. */
function nested(value: unknown): string {
  return typeof value === 'string' ? quoted(value) : (textOf(value) ?? 'null');
}

/** A name that FEEL could not read as one is written as text. */
function entryName(name: string): string {
  return /^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u.test(name) ? name : quoted(name);
}

function rangeText(range: FeelRange): string {
  const open = range.startIncluded ? '[' : '(';
  return `${open}${nested(range.start)}..${nested(range.end)}${range.endIncluded ? ']' : ')'}`;
}

/** Null for null. */
export function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(nested).join(', ')}]`;
  if (value instanceof FeelRange) return rangeText(value);
  if (value instanceof FeelFunction) return 'function';
  if ('kind' in value && value.toString !== Object.prototype.toString) return String(value);
  const entries = Object.entries(value as Context);
  return `{${entries.map(([name, entry]) => `${entryName(name)}: ${nested(entry)}`).join(', ')}}`;
}
