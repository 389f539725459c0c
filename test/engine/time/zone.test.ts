import { describe, expect, it } from 'vitest';
import { isZone, offsetAtLocal, offsetAtMoment } from '../../../engine/time/zone.ts';

const hour = 3600;
const at = (text: string): number => Date.parse(`${text}Z`) / 1000;

describe('time zones', () => {
  it.each([
    ['Asia/Ho_Chi_Minh', '2026-01-05T00:00:00', 7],
    ['Asia/Saigon', '1974-06-01T00:00:00', 8],
    ['Europe/Berlin', '2026-03-29T00:59:59', 1],
    ['Europe/Berlin', '2026-03-29T01:00:00', 2],
    ['Europe/Berlin', '2090-07-01T00:00:00', 2],
    ['Europe/Riga', '2000-07-01T00:00:00', 2],
    ['America/New_York', '2007-03-20T00:00:00', -4],
    ['America/New_York', '2006-03-20T00:00:00', -5],
    ['Australia/Sydney', '2026-01-05T00:00:00', 11],
    ['Asia/Kathmandu', '2026-01-05T00:00:00', 5.75],
    ['UTC', '2026-01-05T00:00:00', 0],
    ['Europe/Berlin', '1950-01-01T00:00:00', 1],
  ])('should give the offset of %s at %s', (zone, moment, hours) => {
    expect(offsetAtMoment(zone, at(moment))).toBe(hours * hour);
  });

  it('should not know what is no zone', () => {
    expect(isZone('Asia/Hà_Nội')).toBe(false);
    expect(offsetAtMoment('Mars/Olympus', 0)).toBeNull();
    expect(offsetAtLocal('', 0)).toBeNull();
  });

  it('should read the earlier of two local times, and one that is skipped with the offset from before', () => {
    expect(offsetAtLocal('Europe/Berlin', at('2026-10-25T02:30:00'))).toBe(2 * hour);
    expect(offsetAtLocal('Europe/Berlin', at('2026-03-29T02:30:00'))).toBe(hour);
    expect(offsetAtLocal('Asia/Ho_Chi_Minh', at('2026-03-29T02:30:00'))).toBe(7 * hour);
  });

  it('should find a moment at which clocks show a local time that they show', () => {
    for (const zone of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca']) {
      for (let moment = at('2024-01-01T00:30:00'); moment < at('2027-01-01T00:00:00'); moment += 37 * hour) {
        const offset = offsetAtMoment(zone, moment) ?? 0;
        const found = moment + offset - (offsetAtLocal(zone, moment + offset) ?? 0);
        expect(found).toBeLessThanOrEqual(moment);
        expect(found + (offsetAtMoment(zone, found) ?? 0)).toBe(moment + offset);
      }
    }
  });
});
