/** DMN 1.5, 10.3.4.6, 10.3.4.8 and 10.3.4.9, and what the execution dialect adds. */
import { daysIn, epochDayOf, weekdayOf } from '../values/calendar.ts';
import { isSame } from '../values/equality.ts';
import { dateTimeAt, FeelDate, type FeelDateTime } from '../values/temporal.ts';
import { builtin, type Evaluating } from './builtin.ts';

/** Asia/Ho_Chi_Minh, without daylight saving time: written as an offset, it needs no time zone database. */
const VIETNAM = 7 * 3600;

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const months = 'January,February,March,April,May,June,July,August,September,October,November,December'.split(
  ',',
);

/** Week of ISO 8601: the first holds the year's first Thursday. */
function weekOfYear({ epochDay }: FeelDate): number {
  const thursday = epochDay - weekdayOf(epochDay) + 4;
  // the year of the week's Thursday is the year of the week
  let year = 1970 + Math.floor(thursday / 365.2425);
  if (epochDayOf(year + 1, 1, 1) <= thursday) year++;
  if (epochDayOf(year, 1, 1) > thursday) year--;
  return Math.floor((thursday - epochDayOf(year, 1, 1)) / 7) + 1;
}

const ofDate = (compute: (date: FeelDate) => unknown) => (value: FeelDate | FeelDateTime) =>
  compute(value instanceof FeelDate ? value : value.date);

const here = (evaluating: Evaluating): FeelDateTime | null => dateTimeAt(evaluating.now, VIETNAM);

export const dateAndTimeFunctions = [
  builtin('now()', here),
  builtin('today()', (evaluating: Evaluating) => here(evaluating)?.date),
  builtin('is(value1?: any, value2?: any)', isSame),
  builtin(
    'day of year(date: date|date and time)',
    ofDate(({ epochDay, year }) => epochDay - epochDayOf(year, 1, 1) + 1),
  ),
  builtin(
    'day of week(date: date|date and time)',
    ofDate(({ weekday }) => weekdays[weekday - 1]),
  ),
  builtin(
    'month of year(date: date|date and time)',
    ofDate(({ month }) => months[month - 1]),
  ),
  builtin('week of year(date: date|date and time)', ofDate(weekOfYear)),
  builtin(
    'last day of month(date: date|date and time)',
    ofDate(({ year, month }) => new FeelDate(year, month, daysIn(year, month))),
  ),
  builtin('from unix timestamp(timestamp: number)', (epochMs: number) => dateTimeAt(epochMs, 0) ?? undefined),
];
