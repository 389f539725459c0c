/** JSON values read as the types that input data declares. */
import { dateAndTime, duration, parseDate, parseTime } from 'feelin';
import type { ValueType } from './decision.ts';

const readers: Partial<Record<ValueType['base'], (text: string) => unknown>> = {
  date: parseDate,
  time: parseTime,
  dateTime: dateAndTime,
  dayTimeDuration: duration,
  yearMonthDuration: duration,
};

/** Text becomes the date, time or duration it is declared to be; what cannot be read stays text. */
export function asType(value: unknown, type: ValueType): unknown {
  if (type.isList && Array.isArray(value)) {
    return value.map((item) => asType(item, { ...type, isList: false }));
  }
  if (typeof value === 'string') return readers[type.base]?.(value) ?? value;
  if (type.entries && typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const { entries } = type;
    return Object.fromEntries(
      Object.entries(value).map(([name, entry]) => [
        name,
        entries[name] ? asType(entry, entries[name]) : entry,
      ]),
    );
  }
  return value;
}
