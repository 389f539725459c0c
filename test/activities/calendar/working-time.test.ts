import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cityOfficeHours, officeHours } from '../../../activities/calendar/office-hours.ts';
import { parseDay } from '../../../activities/calendar/vietnam-date.ts';
import {
  addWorkingDays,
  addWorkingMinutes,
  isEndOfDay,
  isWorkingDay,
  subtractWorkingMinutes,
  type WorkingCalendar,
  workingMinutesBetween,
} from '../../../activities/calendar/working-time.ts';
import { toIsoTime } from '../../../activities/signing/vietnam-time.ts';
import { calendarDays } from '../../../prisma/reference-data/index.ts';

const calendar: WorkingCalendar = {
  hours: cityOfficeHours,
  exceptions: new Map(calendarDays.map(({ date, working }) => [parseDay(date), working])),
};

const at = (text: string) => Date.parse(`${text}+07:00`);
const iso = (moment: number) => toIsoTime(new Date(moment)).replace('+07:00', '');

/** Any whole minute of 2025 to 2027. */
const moment = fc
  .integer({ min: at('2025-01-01T00:00:00') / 60_000, max: at('2027-12-01T00:00:00') / 60_000 })
  .map((minute) => minute * 60_000);
const minutes = fc.integer({ min: 0, max: 20 * 480 });
const days = fc.integer({ min: 1, max: 60 });

describe('addWorkingDays', () => {
  it.each([
    // from, days, last day
    ['an ordinary week', '2026-11-02T09:00:00', 3, '2026-11-05T23:59:59'],
    ['over a weekend', '2026-11-06T16:59:00', 1, '2026-11-09T23:59:59'],
    ['over Vietnam Culture Day', '2026-11-20T09:00:00', 2, '2026-11-25T23:59:59'],
    ['from a Sunday', '2026-11-22T09:00:00', 1, '2026-11-23T23:59:59'],
    ['over Tết 2026', '2026-02-13T10:00:00', 1, '2026-02-23T23:59:59'],
    ['with a Saturday that is worked', '2026-08-21T10:00:00', 1, '2026-08-22T23:59:59'],
    ['over National Day with its swapped Monday', '2026-08-28T10:00:00', 1, '2026-09-03T23:59:59'],
    ['before Vietnam Culture Day was a holiday', '2025-11-21T10:00:00', 1, '2025-11-24T23:59:59'],
    ['no day: the same day', '2026-11-20T09:00:00', 0, '2026-11-20T23:59:59'],
    ['no day on a day of rest: the next working day', '2026-11-21T09:00:00', 0, '2026-11-23T23:59:59'],
  ])('should end at 24:00 of the last day: %s', (_, from, count, expected) => {
    expect(iso(addWorkingDays(calendar, at(from), count))).toBe(expected);
  });

  it('should end on a working day, add up, and grow with both arguments', () => {
    fc.assert(
      fc.property(moment, days, days, fc.integer({ min: 0, max: 86_400_000 * 30 }), (from, a, b, later) => {
        const end = addWorkingDays(calendar, from, a);
        expect(isEndOfDay(end) && isWorkingDay(calendar, end)).toBe(true);
        expect(addWorkingDays(calendar, end, b)).toBe(addWorkingDays(calendar, from, a + b));
        expect(addWorkingDays(calendar, from, a + 1)).toBeGreaterThan(end);
        expect(addWorkingDays(calendar, from + later, a)).toBeGreaterThanOrEqual(end);
      }),
    );
  });

  it('should refuse a calendar without working days instead of turning for ever', () => {
    const none: WorkingCalendar = { hours: officeHours.parse({}), exceptions: new Map() };
    expect(() => addWorkingDays(none, at('2026-11-20T09:00:00'), 1)).toThrow('working days');
    expect(() => addWorkingMinutes(none, at('2026-11-20T09:00:00'), 1)).toThrow('working days');
    expect(() => subtractWorkingMinutes(none, at('2026-11-20T09:00:00'), 1)).toThrow('working days');
  });

  it('should refuse days that are no whole number', () => {
    expect(() => addWorkingDays(calendar, 0, 1.5)).toThrow('whole number');
  });
});

describe('addWorkingMinutes', () => {
  it.each([
    ['within a morning', '2026-11-20T09:00:00', 60, '2026-11-20T10:00:00'],
    ['up to the break, not to its end', '2026-11-20T09:00:00', 180, '2026-11-20T12:00:00'],
    ['over the break', '2026-11-20T11:30:00', 60, '2026-11-20T13:30:00'],
    ['over the weekend', '2026-11-20T16:00:00', 120, '2026-11-23T09:00:00'],
    ['from the night', '2026-11-20T22:00:00', 30, '2026-11-23T08:30:00'],
    ['nothing', '2026-11-21T03:00:00', 0, '2026-11-21T03:00:00'],
  ])('should count office hours only: %s', (_, from, count, expected) => {
    expect(iso(addWorkingMinutes(calendar, at(from), count))).toBe(expected);
  });

  it('should add up, be undone by the difference, and never go back', () => {
    fc.assert(
      fc.property(moment, minutes, minutes, (from, a, b) => {
        const end = addWorkingMinutes(calendar, from, a);
        expect(end).toBeGreaterThanOrEqual(from);
        expect(workingMinutesBetween(calendar, from, end)).toBe(a);
        expect(addWorkingMinutes(calendar, end, b)).toBe(addWorkingMinutes(calendar, from, a + b));
        expect(workingMinutesBetween(calendar, subtractWorkingMinutes(calendar, end, b), end)).toBe(b);
      }),
    );
  });
});

describe('workingMinutesBetween', () => {
  it('should be additive over any moment between, and change sign with direction', () => {
    fc.assert(
      fc.property(moment, moment, moment, (a, b, c) => {
        const between = (from: number, to: number) => workingMinutesBetween(calendar, from, to);
        expect(between(a, b) + between(b, c)).toBe(between(a, c));
        expect(between(a, b) + between(b, a)).toBe(0);
      }),
    );
  });

  it('should count an ordinary week as 40 hours and a holiday as none', () => {
    expect(workingMinutesBetween(calendar, at('2026-11-02T00:00:00'), at('2026-11-09T00:00:00'))).toBe(2400);
    expect(workingMinutesBetween(calendar, at('2026-11-24T00:00:00'), at('2026-11-25T00:00:00'))).toBe(0);
  });
});

describe('officeHours', () => {
  it('should read windows and refuse those that overlap or turn back', () => {
    expect(officeHours.parse({ sat: [['08:00', '11:30']] }).sat).toEqual([[480, 690]]);
    expect(
      officeHours.safeParse({
        mon: [
          ['08:00', '12:00'],
          ['11:00', '17:00'],
        ],
      }).success,
    ).toBe(false);
    expect(officeHours.safeParse({ mon: [['12:00', '08:00']] }).success).toBe(false);
    expect(officeHours.safeParse({ mon: [['8', '9']] }).success).toBe(false);
  });
});
