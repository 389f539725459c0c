import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDuration, parseDateTime, parseDuration, parseRepetition } from '../../../engine/time/iso-8601.ts';

const at = (text: string): number => Date.parse(text);
const plus = (from: string, text: string): string => {
  const duration = parseDuration(text);
  if (!duration) throw new Error(text);
  return new Date(addDuration(at(from), duration)).toISOString();
};

describe('durations', () => {
  it('should be read in all their parts', () => {
    expect(parseDuration('P1Y2M3W4DT5H6M7.5S')).toEqual({
      months: 14,
      days: 25,
      milliseconds: (((3 * 7 + 4) * 24 + 5) * 60 + 6) * 60_000 + 7_500,
    });
    expect(parseDuration('-PT1H')).toEqual({ months: -0, days: -0, milliseconds: -3_600_000 });
  });

  it('should refuse what is none', () => {
    for (const text of ['', 'P', 'PT', '1H', 'P1H', 'PT1D', 'P1.5D', 'soon'])
      expect(parseDuration(text)).toBeNull();
  });

  it('should add months on the calendar of Vietnam, to the last day where the month is shorter', () => {
    expect(plus('2026-01-31T01:00:00Z', 'P1M')).toBe('2026-02-28T01:00:00.000Z');
    // 1 February, 01:00 in Vietnam, is still January in UTC
    expect(plus('2026-01-31T18:00:00Z', 'P1M')).toBe('2026-02-28T18:00:00.000Z');
    expect(plus('2024-02-29T01:00:00Z', 'P1Y')).toBe('2025-02-28T01:00:00.000Z');
    expect(plus('2026-03-31T01:00:00Z', '-P1M')).toBe('2026-02-28T01:00:00.000Z');
  });
});

describe('dates and times', () => {
  it('should be read with an offset, a zone, or in the time of Vietnam', () => {
    expect(parseDateTime('2026-01-05T08:00:00+07:00')).toBe(at('2026-01-05T01:00:00Z'));
    expect(parseDateTime('2026-01-05T01:00:00Z')).toBe(at('2026-01-05T01:00:00Z'));
    expect(parseDateTime('2026-01-05T08:00:00')).toBe(at('2026-01-05T01:00:00Z'));
    expect(parseDateTime('2026-01-05T08:00:00@Asia/Ho_Chi_Minh')).toBe(at('2026-01-05T01:00:00Z'));
    expect(parseDateTime('2026-07-05T03:00:00@Europe/Berlin')).toBe(at('2026-07-05T01:00:00Z'));
    expect(parseDateTime('2026-01-05T02:00:00+01:00[Europe/Berlin]')).toBe(at('2026-01-05T01:00:00Z'));
    expect(parseDateTime('2026-01-05')).toBe(at('2026-01-04T17:00:00Z'));
    expect(parseDateTime('2026-01-05T08:00:00.25')).toBe(at('2026-01-05T01:00:00.250Z'));
  });

  it('should refuse what the calendar or the map lacks', () => {
    for (const text of [
      '2026-02-30',
      '2026-13-01',
      '2026-00-10',
      '2026-01-05T25:00:00Z',
      '2026-01-05T08:00:00@Moon/Sea',
      'x',
    ]) {
      expect(parseDateTime(text)).toBeNull();
    }
  });

  it('should read back every moment that is written in UTC', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-01-01') }), (date) => {
        expect(parseDateTime(date.toISOString())).toBe(date.getTime());
      }),
    );
  });
});

describe('repetitions', () => {
  it('should be read with and without an end and a start', () => {
    expect(parseRepetition('R3/PT10S')).toEqual({ times: 3, startAt: null, interval: 'PT10S' });
    expect(parseRepetition('R/PT1H')).toEqual({ times: -1, startAt: null, interval: 'PT1H' });
    expect(parseRepetition('R2/2026-01-05T01:00:00Z/P1D')).toEqual({
      times: 2,
      startAt: at('2026-01-05T01:00:00Z'),
      interval: 'P1D',
    });
  });

  it('should refuse what is none', () => {
    for (const text of ['PT10S', 'R3', 'R3/x', 'R3/x/PT1S', 'Rx/PT1S', 'R1/2026-01-05/PT1S/x']) {
      expect(parseRepetition(text)).toBeNull();
    }
  });
});
