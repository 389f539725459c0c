import { describe, expect, it } from 'vitest';
import { type Due, dueTime, nextDue } from '../../../engine/time/due-time.ts';

const at = (text: string): number => Date.parse(text);
const now = at('2026-01-05T01:00:00Z');

/** When a cycle is due, in UTC, at most so often. */
function turns(text: string, most: number, zone?: string): string[] {
  const dues: string[] = [];
  let due: Due | null = dueTime('cycle', text, now, zone);
  while (due && dues.length < most) {
    dues.push(new Date(due.dueAt).toISOString().replace('.000Z', 'Z'));
    due = due.repeat && nextDue(due.repeat, due.dueAt, zone);
  }
  return dues;
}

describe('cycles', () => {
  it('should be due so often, after each interval', () => {
    expect(turns('R2/PT1H', 5)).toEqual(['2026-01-05T02:00:00Z', '2026-01-05T03:00:00Z']);
    expect(turns('R/P1D', 2)).toEqual(['2026-01-06T01:00:00Z', '2026-01-07T01:00:00Z']);
  });

  it('should be due first at their start', () => {
    expect(turns('R2/2026-02-01T08:00:00+07:00/P1M', 5)).toEqual([
      '2026-02-01T01:00:00Z',
      '2026-03-01T01:00:00Z',
    ]);
  });

  it('should not catch up with what lies behind a start that has passed', () => {
    expect(turns('R3/2000-01-01T00:00:00Z/PT1H', 5)).toEqual([
      '2026-01-05T01:00:00Z',
      '2026-01-05T02:00:00Z',
      '2026-01-05T03:00:00Z',
    ]);
  });

  it('should be counted by the clocks of the zone that their start names', () => {
    expect(turns('R3/2026-03-28T08:00:00[Europe/Berlin]/P1D', 5)).toEqual([
      '2026-03-28T07:00:00Z',
      '2026-03-29T06:00:00Z',
      '2026-03-30T06:00:00Z',
    ]);
    expect(turns('R2/2026-03-28T08:00:00[Europe/Berlin]/PT24H', 5)).toEqual([
      '2026-03-28T07:00:00Z',
      '2026-03-29T07:00:00Z',
    ]);
  });

  it('should be cron expressions too, without end, by the clocks of a zone', () => {
    expect(turns('0 0 8 * * MON-FRI', 2)).toEqual(['2026-01-05T08:00:00Z', '2026-01-06T08:00:00Z']);
    expect(turns('@daily', 2, 'Asia/Ho_Chi_Minh')).toEqual(['2026-01-05T17:00:00Z', '2026-01-06T17:00:00Z']);
  });

  it('should refuse what is none, and what would never move on', () => {
    for (const text of ['PT1H', 'R3/PT0S', 'R/-PT1H', '* * * * *', 'R2/soon/PT1H'])
      expect(dueTime('cycle', text, now), text).toBeNull();
  });
});
