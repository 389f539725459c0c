import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientBase } from 'pg';
import type { Finding } from './ledger.ts';

/** The contents that the database names: each must be there, with that very content. */
export async function checkFiles(db: ClientBase, folder: string): Promise<Finding[]> {
  const { rows } = await db.query<{ sha256: string }>('SELECT "sha256" FROM "Blob"');
  const findings: Finding[] = [];
  for (const { sha256 } of rows) {
    const path = join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
    const content = await readFile(path).catch(() => null);
    const found = content && createHash('sha256').update(content).digest('hex');
    if (found !== sha256)
      findings.push({
        law: 'file',
        what: `content ${sha256} is ${found ? `stored as ${found}` : 'missing'}`,
      });
  }
  return findings;
}
