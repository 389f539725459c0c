/**
 * FEEL's `now()` and `today()` from a given moment, so that an evaluation is a function of its arguments alone (replay of a
 * workflow must see what the first run saw).
 */
import { dateAndTime, type FeelDate, type FeelDateTime, parseDate } from 'feelin';

/** Asia/Ho_Chi_Minh: +07:00 without daylight saving time since 1975 (Decision 121-CP/1967 for the north). */
const VIETNAM_OFFSET = '+07:00';
const VIETNAM_OFFSET_MS = 7 * 60 * 60 * 1000;

function wallClock(epochMs: number): string {
  return new Date(epochMs + VIETNAM_OFFSET_MS).toISOString().slice(0, -1);
}

/** The moment as date and time in Vietnam, with the offset written out: `2026-01-05T08:00:00+07:00`. */
export function dateAndTimeAt(epochMs: number): FeelDateTime | null {
  return dateAndTime(`${wallClock(epochMs)}${VIETNAM_OFFSET}`);
}

/** The calendar day in Vietnam at that moment. */
export function dateAt(epochMs: number): FeelDate | null {
  return parseDate(wallClock(epochMs).slice(0, 10));
}
