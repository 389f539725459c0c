/**
 * Comparing values of different types is null (DMN 1.3, 10.3.2.13, table 54); feelin 8.2 leaves it to JavaScript, for which
 * `"5" > 4` is true. A process must not take a flow because of that. Every comparison (`<`, `between`, `in`, intervals) asks a
 * range whether it includes the value, and that is where the rule is put right.
 */
import { FeelDate, FeelDateTime, FeelDuration, FeelRange, FeelTime } from 'feelin';

function typeOf(value: unknown): string {
  if (value instanceof FeelDate) return 'date';
  if (value instanceof FeelTime) return 'time';
  if (value instanceof FeelDateTime) return 'date time';
  if (value instanceof FeelDuration) return 'duration';
  return typeof value;
}

const membership = FeelRange.prototype.includes;

FeelRange.prototype.includes = function includes(value: unknown): boolean | null {
  // implicit conversion of a list of one (10.3.2.9.4)
  const probe: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (!(probe instanceof FeelRange) && this.valueType !== null && typeOf(probe) !== this.valueType)
    return null;
  return membership.call(this, probe);
};
