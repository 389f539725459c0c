/**
 * FEEL values → plain JSON, the only form in which a result leaves the evaluation: dates, times and durations become the text
 * that FEEL's own `date()`, `time()`, `date and time()` and `duration()` read back (ISO 8601).
 */
import { type Context, FeelFunction, FeelRange, isContext, putEntry } from './values/value.ts';

/** Functions have no JSON form: null where they stand alone, left out of contexts. NaN and infinities are null, as in JSON. */
export function toJson(value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value !== 'object' || value instanceof FeelFunction) return null;
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof FeelRange) {
    return {
      start: toJson(value.start),
      end: toJson(value.end),
      'start included': value.startIncluded,
      'end included': value.endIncluded,
    };
  }
  if (!isContext(value)) return String(value);
  const result: Context = {};
  for (const [name, entry] of Object.entries(value)) {
    if (typeof entry !== 'function' && !(entry instanceof FeelFunction))
      putEntry(result, name, toJson(entry));
  }
  return result;
}
