/** What a sender follows a document by: "H26.01-26-4F7K2M9Q" is agency, year of submission, and 40 bits in letters that nobody mixes up. */
import { createHash, randomBytes } from 'node:crypto';
import { vietnamDate } from '../calendar/vietnam-date.ts';

/** Crockford's base 32: no I, L, O, U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * @param now epoch milliseconds; the year is that of Vietnam
 * @param seed the same seed gives the same code; without it the code is random
 */
export function newTrackingCode(agencyCode: string, now: number, seed?: string): string {
  const bytes = seed === undefined ? randomBytes(8) : createHash('sha256').update(seed).digest();
  const letters = [...bytes.subarray(0, 8)].map((byte) => alphabet[byte % alphabet.length]).join('');
  return `${agencyCode}-${vietnamDate(now).slice(2, 4)}-${letters}`;
}
