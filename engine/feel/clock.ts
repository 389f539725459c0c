/**
 * FEEL's `now()` and `today()` from a given moment, so that an evaluation is a function of its arguments alone (replay of a
 * workflow must see what the first run saw).
 */
import { dateAndTime, type EvalContext, parseDate } from 'feelin';

/** Asia/Ho_Chi_Minh, without daylight saving time. Written as an offset, it needs no time zone database. */
const VIETNAM_OFFSET = '+07:00';
const VIETNAM_OFFSET_MS = 7 * 60 * 60 * 1000;

/** Both functions for a moment in epoch milliseconds: `now()` is `2026-01-05T08:00:00+07:00`, `today()` the day there. */
export function clockAt(epochMs: number): EvalContext {
  const wallClock = new Date(epochMs + VIETNAM_OFFSET_MS).toISOString().slice(0, -1);
  return {
    now: Object.assign(() => dateAndTime(`${wallClock}${VIETNAM_OFFSET}`), { $args: [] }),
    today: Object.assign(() => parseDate(wallClock.slice(0, 10)), { $args: [] }),
  };
}
