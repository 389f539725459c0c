/** When timers are due (BPMN 2.0, 10.5.5): a date, a duration, or a cycle, which is a repetition of ISO 8601 or a cron expression. */
import { nextMatch, parseCron } from './cron.ts';
import { addDuration, parseDateTime, parseDuration, parseRepetition } from './iso-8601.ts';

/** What follows when a timer has fired: so many times more (-1 without end) after each interval. */
export interface TimerRepeat {
  times: number;
  /** A duration of ISO 8601, or a cron expression. */
  interval: string;
  /** By whose clocks a duration is counted, where the model names a zone. */
  zone?: string;
}

/** `dueAt` in epoch milliseconds. */
export interface Due {
  dueAt: number;
  repeat: TimerRepeat | null;
}

/**
 * When a timer written like this is due first, and what follows; null for what is none. `now` in epoch milliseconds; `zone` is that of
 * cron expressions.
 */
export function dueTime(
  kind: 'date' | 'duration' | 'cycle',
  text: string,
  now: number,
  zone = 'UTC',
): Due | null {
  switch (kind) {
    case 'date': {
      const dueAt = parseDateTime(text);
      return dueAt === null ? null : { dueAt, repeat: null };
    }
    case 'duration': {
      const duration = parseDuration(text);
      return duration === null ? null : { dueAt: addDuration(now, duration), repeat: null };
    }
    case 'cycle':
      return dueTimeOfCycle(text, now) ?? dueTimeOfCron(text, now, zone);
  }
}

/** The turn after the one that was due then; null where it was the last. `zone` is that of cron expressions. */
export function nextDue(repeat: TimerRepeat, dueAt: number, zone = 'UTC'): Due | null {
  if (repeat.times === 0) return null;
  const duration = parseDuration(repeat.interval);
  const cron = duration ? null : parseCron(repeat.interval);
  const next = duration ? addDuration(dueAt, duration, repeat.zone) : cron && nextMatch(cron, dueAt, zone);
  if (next === null) return null;
  return { dueAt: next, repeat: { ...repeat, times: repeat.times < 0 ? -1 : repeat.times - 1 } };
}

// helpers ////////////////////////////////////////////////////////////

/** A start that has passed is now: what lies behind it is not caught up with. */
function dueTimeOfCycle(text: string, now: number): Due | null {
  const cycle = parseRepetition(text);
  const interval = cycle && parseDuration(cycle.interval);
  if (!cycle || !interval || addDuration(now, interval) <= now) return null;
  const times = cycle.times < 0 ? -1 : cycle.times - 1;
  const zone = cycle.zone === undefined ? {} : { zone: cycle.zone };
  return {
    dueAt: cycle.startAt === null ? addDuration(now, interval) : Math.max(now, cycle.startAt),
    repeat: times > 0 || times === -1 ? { times, interval: cycle.interval, ...zone } : null,
  };
}

function dueTimeOfCron(text: string, now: number, zone: string): Due | null {
  const cron = parseCron(text);
  const dueAt = cron && nextMatch(cron, now, zone);
  return dueAt === null ? null : { dueAt, repeat: { times: -1, interval: text.trim() } };
}
