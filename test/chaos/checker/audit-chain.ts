/** The audit chain checked by its description alone (docs: activities/audit), with nothing of the code that wrote it. */
import { createHash } from 'node:crypto';

export interface AuditRow {
  documentId: string;
  sequence: number;
  at: Date;
  actor: string;
  action: string;
  data: unknown;
  previousHash: string;
  hash: string;
}

/** @returns the sequence where the chain is broken, null when it holds */
export function brokenAt(rows: readonly AuditRow[]): number | null {
  let previous = ''.padStart(64, '0');
  for (const [
    index,
    { documentId, sequence, at, actor, action, data, previousHash, hash },
  ] of rows.entries()) {
    const text = canonical([previous, documentId, sequence, at.toISOString(), actor, action, data]);
    const isWhole = createHash('sha256').update(text, 'utf8').digest('hex') === hash;
    if (sequence !== index + 1 || previousHash !== previous || !isWhole) return sequence;
    previous = hash;
  }
  return null;
}

/** RFC 8785: members in the order of their names' UTF-16 code units. */
function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical)}]`;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`)}}`;
}
