import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextMatch, parseCron } from '../../../engine/time/cron.ts';

const at = (text: string): number => Date.parse(text);

function next(expression: string, after: string, zone = 'UTC'): string | null {
  const cron = parseCron(expression);
  if (!cron) throw new Error(`no cron expression: ${expression}`);
  const match = nextMatch(cron, at(after), zone);
  return match === null ? null : new Date(match).toISOString().replace('.000Z', 'Z');
}

describe('cron expressions', () => {
  it('should match six fields, the day by the month and by the week', () => {
    const monday = '2026-01-05T01:00:00Z';
    expect(next('0 0 8 * * *', monday)).toBe('2026-01-05T08:00:00Z');
    expect(next('0 0 1 * * *', monday)).toBe('2026-01-06T01:00:00Z');
    expect(next('*/15 * * * * *', monday)).toBe('2026-01-05T01:00:15Z');
    expect(next('0 5/20 * * * *', '2026-01-05T01:46:00Z')).toBe('2026-01-05T02:05:00Z');
    expect(next('0 0 9-17/4 * * MON-FRI', '2026-01-09T17:30:00Z')).toBe('2026-01-12T09:00:00Z');
    expect(next('30 0 0 1,15 * ?', monday)).toBe('2026-01-15T00:00:30Z');
    expect(next('0 0 0 13 * FRI', monday)).toBe('2026-02-13T00:00:00Z');
    expect(next('0 0 0 1 JAN *', monday)).toBe('2027-01-01T00:00:00Z');
    expect(next('0 0 0 29 2 *', monday)).toBe('2028-02-29T00:00:00Z');
  });

  it('should take Sunday as 0 and 7', () => {
    for (const sunday of ['0', '7', 'SUN', 'sun']) {
      expect(next(`0 0 0 * * ${sunday}`, '2026-01-05T01:00:00Z')).toBe('2026-01-11T00:00:00Z');
    }
    expect(next('0 0 0 * * 7-1', '2026-01-05T01:00:00Z')).toBe('2026-01-11T00:00:00Z');
  });

  it('should count days from the end of the month, to the nearest weekday, and the nth of a weekday', () => {
    const from = '2026-01-05T01:00:00Z';
    expect(next('0 0 0 L * *', from)).toBe('2026-01-31T00:00:00Z');
    expect(next('0 0 0 L-3 * *', from)).toBe('2026-01-28T00:00:00Z');
    // 31 January 2026 is a Saturday, 1 and 15 February are Sundays, 1 August is a Saturday
    expect(next('0 0 0 LW * *', from)).toBe('2026-01-30T00:00:00Z');
    expect(next('0 0 0 15W 2 *', from)).toBe('2026-02-16T00:00:00Z');
    expect(next('0 0 0 1W 8 *', from)).toBe('2026-08-03T00:00:00Z');
    expect(next('0 0 0 * * 5L', from)).toBe('2026-01-30T00:00:00Z');
    expect(next('0 0 0 * * FRIL', from)).toBe('2026-01-30T00:00:00Z');
    expect(next('0 0 0 ? * MON#2', from)).toBe('2026-01-12T00:00:00Z');
  });

  it('should know the macros', () => {
    const from = '2026-01-05T01:30:00Z';
    expect(next('@hourly', from)).toBe('2026-01-05T02:00:00Z');
    expect(next('@daily', from)).toBe('2026-01-06T00:00:00Z');
    expect(next('@midnight', from)).toBe('2026-01-06T00:00:00Z');
    expect(next('@weekly', from)).toBe('2026-01-11T00:00:00Z');
    expect(next('@monthly', from)).toBe('2026-02-01T00:00:00Z');
    expect(next('@yearly', from)).toBe('2027-01-01T00:00:00Z');
  });

  it('should be meant by the clocks of a zone', () => {
    expect(next('0 0 8 * * *', '2026-01-05T02:00:00Z', 'Asia/Ho_Chi_Minh')).toBe('2026-01-06T01:00:00Z');
    expect(next('0 0 8 * * *', '2026-07-05T00:00:00Z', 'Europe/Berlin')).toBe('2026-07-05T06:00:00Z');
  });

  it('should come later by what clocks skip, and once where they show a time twice', () => {
    // in Berlin, 2026-03-29 has no 02:30, and 2026-10-25 has two
    expect(next('0 30 2 * * *', '2026-03-28T12:00:00Z', 'Europe/Berlin')).toBe('2026-03-29T01:30:00Z');
    expect(next('0 30 2 * * *', '2026-03-29T01:10:00Z', 'Europe/Berlin')).toBe('2026-03-29T01:30:00Z');
    expect(next('0 30 2 * * *', '2026-03-29T01:30:00Z', 'Europe/Berlin')).toBe('2026-03-30T00:30:00Z');
    expect(next('0 30 2 * * *', '2026-10-24T12:00:00Z', 'Europe/Berlin')).toBe('2026-10-25T00:30:00Z');
    expect(next('0 30 2 * * *', '2026-10-25T00:30:00Z', 'Europe/Berlin')).toBe('2026-10-26T01:30:00Z');
  });

  it('should have no next time where the calendar never has the day', () => {
    expect(next('0 0 0 30 2 *', '2026-01-05T01:00:00Z')).toBeNull();
  });

  it('should refuse what is none, also with five or seven fields', () => {
    for (const text of [
      '',
      '* * * * *',
      '0 0 8 * * ? 2026',
      '60 * * * * *',
      '* * 24 * * *',
      '* * * 0 * *',
      '* * * * 13 *',
      '* * * * * 8',
      '* * * * * MONDAY',
      '5-1 * * * * *',
      '*/0 * * * * *',
      '* * * W * *',
      '* * * * * L',
      '* * * * * 5#0',
      '@never',
      'a b c d e f',
    ]) {
      expect(parseCron(text), text).toBeNull();
    }
  });

  it('should always find a later moment, the first of all that match', () => {
    const cron = parseCron('0 */7 3-5 * * 1-5');
    fc.assert(
      fc.property(
        fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2028-01-01T00:00:00Z') }),
        (after) => {
          const match = cron && nextMatch(cron, after, 'UTC');
          if (!cron || match === null) throw new Error('no match');
          expect(match).toBeGreaterThan(after);
          expect(nextMatch(cron, match - 1, 'UTC')).toBe(match);
          for (let minute = Math.floor(after / 60_000) + 1; minute * 60_000 < match; minute++) {
            const date = new Date(minute * 60_000);
            const matches =
              date.getUTCMinutes() % 7 === 0 &&
              [3, 4, 5].includes(date.getUTCHours()) &&
              ![0, 6].includes(date.getUTCDay());
            expect(matches).toBe(false);
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});
