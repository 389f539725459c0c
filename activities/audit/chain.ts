/**
 * The hash chain behind a document's audit trail: hash = SHA-256 of the canonical JSON (RFC 8785) of
 * [previousHash, documentId, sequence, at, actor, action, data]. The first entry's previousHash is 64 zeros. Anybody who has the entries can
 * check them with no more than SHA-256.
 */
import { createHash } from 'node:crypto';

export const genesisHash = '0'.repeat(64);

export interface ChainedEntry {
  documentId: string;
  /** From 1, without a gap. */
  sequence: number;
  /** ISO 8601 UTC with milliseconds, "2026-11-22T02:30:00.000Z" */
  at: string;
  actor: string;
  action: string;
  data: unknown;
  previousHash: string;
  hash: string;
}

/** RFC 8785 for what JSON.parse can produce: keys sorted by UTF-16 code units, no white space. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}

export function hashEntry(entry: Omit<ChainedEntry, 'hash'>): string {
  const { previousHash, documentId, sequence, at, actor, action, data } = entry;
  return createHash('sha256')
    .update(canonicalJson([previousHash, documentId, sequence, at, actor, action, data]))
    .digest('hex');
}

/**
 * Checks a document's whole chain, in order of sequence. Answers the first sequence where it is broken: an entry changed,
 * left out, or put in between. Entries cut off at the end cannot be seen from the chain alone.
 */
export function verifyChain(
  entries: readonly ChainedEntry[],
): { valid: true } | { valid: false; brokenAt: number } {
  let previousHash = genesisHash;
  for (const [index, entry] of entries.entries()) {
    const follows = entry.sequence === index + 1 && entry.previousHash === previousHash;
    if (!follows || hashEntry(entry) !== entry.hash) return { valid: false, brokenAt: entry.sequence };
    previousHash = entry.hash;
  }
  return { valid: true };
}
