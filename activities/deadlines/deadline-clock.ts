/**
 * The clock of a document's deadline: runs in working time, stands still while the sender is asked for a supplement. Pure;
 * moments are epoch milliseconds.
 *
 * A deadline in whole working days ends at 23:59:59 of its last day (Civil Code, art. 147-148). One with a fraction ("0.5")
 * is a period of hours: it starts at once and ends at the minute.
 */
import {
  addWorkingDays,
  addWorkingMinutes,
  endOfWorkingDay,
  isEndOfDay,
  minutesOfDay,
  subtractWorkingMinutes,
  type WorkingCalendar,
  workingMinutesBetween,
} from '../calendar/working-time.ts';

export interface DeadlineClock {
  startedAt: number;
  /** Granted in all, with extensions. */
  workingDays: number;
  dueAt: number;
  warnAt: number;
  pausedAt: number | null;
  /** Working minutes that were left when the clock was stopped; 0 or less when it was overdue already. */
  remainingMinutes: number | null;
  extensions: number;
}

/**
 * When to warn: once 80 % of the working time has gone, or one working day before the end, whichever is later. Both are
 * counted back from the end over the time granted, so that a pause moves the warning along with the end.
 */
function warningBefore(calendar: WorkingCalendar, dueAt: number, workingDays: number): number {
  const oneDay = minutesOfDay(calendar);
  const lastFifth = Math.round(workingDays * oneDay * 0.2);
  return subtractWorkingMinutes(calendar, dueAt, Math.min(oneDay, lastFifth));
}

function add(calendar: WorkingCalendar, from: number, workingDays: number): number {
  return Number.isInteger(workingDays)
    ? addWorkingDays(calendar, from, workingDays)
    : addWorkingMinutes(calendar, from, Math.round(workingDays * minutesOfDay(calendar)));
}

/** @param workingDays > 0 */
export function startDeadline(calendar: WorkingCalendar, now: number, workingDays: number): DeadlineClock {
  const dueAt = add(calendar, now, workingDays);
  return {
    startedAt: now,
    workingDays,
    dueAt,
    warnAt: warningBefore(calendar, dueAt, workingDays),
    pausedAt: null,
    remainingMinutes: null,
    extensions: 0,
  };
}

/** Stops the clock; one that stands keeps standing since it was stopped first. */
export function pauseDeadline(calendar: WorkingCalendar, clock: DeadlineClock, now: number): DeadlineClock {
  if (clock.pausedAt !== null) return clock;
  return { ...clock, pausedAt: now, remainingMinutes: workingMinutesBetween(calendar, now, clock.dueAt) };
}

/**
 * Lets the clock run on with the working time that was left; a deadline of whole days ends with the day on which that time
 * runs out. A deadline that had passed when the clock was stopped stays passed.
 */
export function resumeDeadline(calendar: WorkingCalendar, clock: DeadlineClock, now: number): DeadlineClock {
  if (clock.pausedAt === null || clock.remainingMinutes === null) return clock;
  const running = { ...clock, pausedAt: null, remainingMinutes: null };
  if (clock.pausedAt >= clock.dueAt) return running;
  const end = addWorkingMinutes(calendar, now, clock.remainingMinutes);
  const dueAt = isEndOfDay(clock.dueAt) ? endOfWorkingDay(calendar, end) : end;
  return { ...running, dueAt, warnAt: warningBefore(calendar, dueAt, clock.workingDays) };
}

/** Grants more time from the present end on; that of a clock that stands is moved as well. */
export function extendDeadline(
  calendar: WorkingCalendar,
  clock: DeadlineClock,
  extraWorkingDays: number,
): DeadlineClock {
  const workingDays = clock.workingDays + extraWorkingDays;
  const dueAt = add(calendar, clock.dueAt, extraWorkingDays);
  return {
    ...clock,
    workingDays,
    dueAt,
    warnAt: warningBefore(calendar, dueAt, workingDays),
    remainingMinutes: clock.pausedAt === null ? null : workingMinutesBetween(calendar, clock.pausedAt, dueAt),
    extensions: clock.extensions + 1,
  };
}

/** Working days that are left, with the fraction of the present one; negative when overdue. A standing clock keeps its value. */
export function workingDaysLeft(
  calendar: WorkingCalendar,
  clock: Pick<DeadlineClock, 'dueAt' | 'pausedAt'>,
  now: number,
): number {
  return workingMinutesBetween(calendar, clock.pausedAt ?? now, clock.dueAt) / minutesOfDay(calendar);
}
