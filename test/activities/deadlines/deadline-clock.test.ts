import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cityOfficeHours } from '../../../activities/calendar/office-hours.ts';
import { parseDay } from '../../../activities/calendar/vietnam-date.ts';
import { type WorkingCalendar, workingMinutesBetween } from '../../../activities/calendar/working-time.ts';
import {
  extendDeadline,
  pauseDeadline,
  resumeDeadline,
  startDeadline,
  workingDaysLeft,
} from '../../../activities/deadlines/deadline-clock.ts';
import { toIsoTime } from '../../../activities/signing/vietnam-time.ts';
import { calendarDays } from '../../../prisma/reference-data/index.ts';

const calendar: WorkingCalendar = {
  hours: cityOfficeHours,
  exceptions: new Map(calendarDays.map(({ date, working }) => [parseDay(date), working])),
};
const at = (text: string) => Date.parse(`${text}+07:00`);
const iso = (moment: number) => toIsoTime(new Date(moment)).replace('+07:00', '');

/** Any second of 2025 and 2026. */
const moment = fc
  .integer({ min: at('2025-01-01T00:00:00') / 1000, max: at('2026-12-31T00:00:00') / 1000 })
  .map((second) => second * 1000);
const wholeDays = fc.integer({ min: 1, max: 40 });
const anyDays = fc.oneof(
  wholeDays,
  fc.integer({ min: 1, max: 200 }).map((tenths) => tenths / 10),
);
const lapse = fc.integer({ min: 0, max: 40 * 86_400 }).map((seconds) => seconds * 1000);

describe('a deadline', () => {
  it('should end at 24:00 of its last working day and warn one working day before', () => {
    const clock = startDeadline(calendar, at('2026-11-02T09:00:00'), 10);
    expect(iso(clock.dueAt)).toBe('2026-11-16T23:59:59');
    expect(iso(clock.warnAt)).toBe('2026-11-16T08:00:00');
  });

  it('should warn when 80 % have gone if that is later than one working day before', () => {
    const clock = startDeadline(calendar, at('2026-11-02T09:00:00'), 2);
    // 20 % of 16 hours before the close of business
    expect(iso(clock.warnAt)).toBe('2026-11-04T13:48:00');
  });

  it('should count a fraction of a day in hours from now', () => {
    const clock = startDeadline(calendar, at('2026-11-20T15:00:00'), 0.5);
    expect(iso(clock.dueAt)).toBe('2026-11-23T10:00:00');
  });

  it('should not be changed by a pause that is over at once, whenever it happens', () => {
    fc.assert(
      fc.property(moment, anyDays, lapse, (now, days, later) => {
        const clock = startDeadline(calendar, now, days);
        const again = resumeDeadline(calendar, pauseDeadline(calendar, clock, now + later), now + later);
        expect(again).toEqual(clock);
      }),
    );
  });

  it('should grant after a pause at least the working time that was left, and less than a day more', () => {
    fc.assert(
      fc.property(moment, anyDays, lapse, lapse, (now, days, run, rest) => {
        const paused = pauseDeadline(calendar, startDeadline(calendar, now, days), now + run);
        fc.pre((paused.remainingMinutes ?? 0) > 0);
        const resumedAt = now + run + rest;
        const resumed = resumeDeadline(calendar, paused, resumedAt);
        const left = workingMinutesBetween(calendar, resumedAt, resumed.dueAt);
        expect(left).toBeGreaterThanOrEqual(paused.remainingMinutes ?? 0);
        expect(left).toBeLessThan((paused.remainingMinutes ?? 0) + 480);
        expect(resumed.dueAt).toBeGreaterThanOrEqual(paused.dueAt);
      }),
    );
  });

  it('should stay passed when it had passed before the pause', () => {
    const clock = startDeadline(calendar, at('2026-11-02T09:00:00'), 1);
    const paused = pauseDeadline(calendar, clock, at('2026-11-06T09:00:00'));
    expect(resumeDeadline(calendar, paused, at('2026-11-20T09:00:00')).dueAt).toBe(clock.dueAt);
  });

  it('should stand since it was stopped first', () => {
    const clock = startDeadline(calendar, at('2026-11-02T09:00:00'), 5);
    const paused = pauseDeadline(calendar, clock, at('2026-11-03T09:00:00'));
    expect(pauseDeadline(calendar, paused, at('2026-11-05T09:00:00'))).toEqual(paused);
    expect(workingDaysLeft(calendar, paused, at('2026-12-05T09:00:00'))).toBe(
      workingDaysLeft(calendar, clock, at('2026-11-03T09:00:00')),
    );
  });

  it('should move by the working days granted, running or standing', () => {
    fc.assert(
      fc.property(moment, wholeDays, wholeDays, wholeDays, lapse, (now, days, a, b, later) => {
        const clock = startDeadline(calendar, now, days);
        const twice = extendDeadline(calendar, extendDeadline(calendar, clock, a), b);
        const once = extendDeadline(calendar, clock, a + b);
        expect(twice).toEqual({ ...once, extensions: 2 });
        expect(once.dueAt).toBe(startDeadline(calendar, now, days + a + b).dueAt);

        const pausedAt = now + later;
        const paused = extendDeadline(calendar, pauseDeadline(calendar, clock, pausedAt), a);
        const resumed = resumeDeadline(calendar, paused, pausedAt);
        if (pausedAt < clock.dueAt) expect(resumed).toEqual(extendDeadline(calendar, clock, a));
      }),
    );
  });

  it('should warn within its time, and never later than it is due', () => {
    fc.assert(
      fc.property(moment, anyDays, (now, days) => {
        const { warnAt, dueAt } = startDeadline(calendar, now, days);
        expect(warnAt).toBeLessThanOrEqual(dueAt);
        expect(warnAt).toBeGreaterThanOrEqual(now - 60_000);
      }),
    );
  });
});
