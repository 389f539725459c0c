/**
 * FEEL values → plain JSON, the only form in which a result leaves the evaluation: dates, times and durations become the text
 * that FEEL's own `date()`, `time()`, `date and time()` and `duration()` read back (ISO 8601).
 */
import { FeelDate, FeelDateTime, FeelDuration, FeelRange, FeelTime, isFunction } from 'feelin';

/** Functions have no JSON form: null where they stand alone, left out of contexts. NaN and infinities are null, as in JSON. */
export function toJson(value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value !== 'object' || isFunction(value)) return null;
  if (isTemporal(value)) return value.toString();
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof FeelRange) {
    return {
      start: toJson(value.start),
      end: toJson(value.end),
      'start included': value['start included'],
      'end included': value['end included'],
    };
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => typeof entry !== 'function' && !isFunction(entry))
      .map(([key, entry]) => [key, toJson(entry)]),
  );
}

function isTemporal(value: object): boolean {
  return (
    value instanceof FeelDate ||
    value instanceof FeelTime ||
    value instanceof FeelDateTime ||
    value instanceof FeelDuration
  );
}
