/** Deadlines and moments in words. What is said here never depends on colour alone. */
import type { Tone } from '../theme/tone.ts';

export type DeadlineWords =
  | { key: 'time.paused' | 'time.noDeadline'; count: 0; tone: Tone }
  | {
      key:
        | 'time.workingDaysLeft'
        | 'time.daysLeft'
        | 'time.hoursLeft'
        | 'time.minutesLeft'
        | 'time.daysLate'
        | 'time.hoursLate'
        | 'time.minutesLate';
      count: number;
      tone: Tone;
    };

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export type DeadlineFacts = {
  dueAt: string | null;
  paused?: boolean;
  /** Working days that are left, where the server counted them over the calendar of holidays. */
  workingDaysLeft?: number | null;
};

/**
 * How near the deadline is. Working days where the server counted them (a whole day or more), otherwise clock time.
 * `now` is epoch milliseconds.
 */
export function deadlineWords(facts: DeadlineFacts, now: number): DeadlineWords {
  if (facts.paused === true) return { key: 'time.paused', count: 0, tone: 'warning' };
  if (facts.dueAt === null) return { key: 'time.noDeadline', count: 0, tone: 'neutral' };
  const left = new Date(facts.dueAt).getTime() - now;
  if (left < 0) {
    const late = -left;
    if (late >= day) return { key: 'time.daysLate', count: Math.floor(late / day), tone: 'danger' };
    if (late >= hour) return { key: 'time.hoursLate', count: Math.floor(late / hour), tone: 'danger' };
    return { key: 'time.minutesLate', count: Math.max(1, Math.floor(late / minute)), tone: 'danger' };
  }
  const working = facts.workingDaysLeft;
  if (typeof working === 'number' && working >= 1) {
    const count = Math.floor(working);
    return { key: 'time.workingDaysLeft', count, tone: count < 2 ? 'warning' : 'neutral' };
  }
  if (left >= 2 * day) return { key: 'time.daysLeft', count: Math.floor(left / day), tone: 'neutral' };
  if (left >= hour) return { key: 'time.hoursLeft', count: Math.floor(left / hour), tone: 'warning' };
  return { key: 'time.minutesLeft', count: Math.max(1, Math.floor(left / minute)), tone: 'warning' };
}

export type AgoWords = {
  key: 'time.now' | 'time.minutesAgo' | 'time.hoursAgo' | 'time.daysAgo';
  count: number;
};

/** How long ago, in words up to a week; null beyond, where the date says more. */
export function agoWords(instant: string, now: number): AgoWords | null {
  const past = Math.max(0, now - new Date(instant).getTime());
  if (past < minute) return { key: 'time.now', count: 0 };
  if (past < hour) return { key: 'time.minutesAgo', count: Math.floor(past / minute) };
  if (past < day) return { key: 'time.hoursAgo', count: Math.floor(past / hour) };
  if (past < 7 * day) return { key: 'time.daysAgo', count: Math.floor(past / day) };
  return null;
}
