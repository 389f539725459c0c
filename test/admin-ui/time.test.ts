import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agoWords, deadlineWords } from '../../admin-ui/src/time/deadline.ts';
import {
  formatDate,
  formatDateTime,
  formatPlainDate,
  formatSize,
  todayIso,
} from '../../admin-ui/src/time/format.ts';
import { parseDate, parseTime } from '../../admin-ui/src/time/parse.ts';

const now = Date.parse('2026-03-02T03:00:00Z');
const inHours = (hours: number) => new Date(now + hours * 3_600_000).toISOString();

describe('dates', () => {
  it("should be written day first and in Viet Nam's time", () => {
    expect(formatDateTime('2026-03-02T18:05:00Z')).toBe('03/03/2026 01:05');
    expect(formatDate('2026-12-31T17:00:00Z')).toBe('01/01/2027');
    expect(todayIso(Date.parse('2026-12-31T16:59:59Z'))).toBe('2026-12-31');
  });

  it('should be read as they are written', () => {
    const dates = fc.date({ min: new Date('1990-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(dates, (date) => {
        const day = date.toISOString().slice(0, 10);
        expect(parseDate(formatPlainDate(day))).toBe(day);
      }),
    );
  });

  it('should be read as people type them', () => {
    expect(['2/3/2026', '02.03.26', '02032026', '2026-03-02'].map(parseDate)).toEqual(
      Array(4).fill('2026-03-02'),
    );
    expect(['31/02/2026', '3/2026', '2026', ''].map(parseDate)).toEqual([null, null, null, null]);
    expect(['8:5', '0805', '08h05', '25:00', ''].map(parseTime)).toEqual([
      '08:05',
      '08:05',
      '08:05',
      null,
      null,
    ]);
  });
});

describe('deadlines in words', () => {
  it('should count working days where the server counted them', () => {
    expect(deadlineWords({ dueAt: inHours(90), workingDaysLeft: 2.7 }, now)).toEqual({
      key: 'time.workingDaysLeft',
      count: 2,
      tone: 'neutral',
    });
  });

  it('should fall back on hours when less than a working day is left', () => {
    expect(deadlineWords({ dueAt: inHours(3), workingDaysLeft: 0.4 }, now)).toMatchObject({
      key: 'time.hoursLeft',
      count: 3,
      tone: 'warning',
    });
  });

  it('should say how late it is', () => {
    expect(deadlineWords({ dueAt: inHours(-3), workingDaysLeft: 0 }, now)).toEqual({
      key: 'time.hoursLate',
      count: 3,
      tone: 'danger',
    });
    expect(deadlineWords({ dueAt: inHours(-50) }, now)).toMatchObject({ key: 'time.daysLate', count: 2 });
  });

  it('should say that the clock stands still, even after the date', () => {
    expect(deadlineWords({ dueAt: inHours(-3), paused: true }, now)).toMatchObject({ key: 'time.paused' });
  });

  it('should never count zero of anything', () => {
    fc.assert(
      fc.property(fc.integer({ min: -5000, max: 5000 }), (hours) => {
        const words = deadlineWords({ dueAt: inHours(hours / 10) }, now);
        expect(words.count).toBeGreaterThan(0);
      }),
    );
  });
});

describe('moments in words', () => {
  it('should give way to the date after a week', () => {
    expect(agoWords(inHours(-2), now)).toEqual({ key: 'time.hoursAgo', count: 2 });
    expect(agoWords(inHours(-24 * 8), now)).toBeNull();
  });
});

describe('sizes', () => {
  it('should follow the language', () => {
    expect(formatSize(1536, 'vi')).toBe('1,5 KB');
    expect(formatSize(1536, 'en')).toBe('1.5 KB');
  });
});
