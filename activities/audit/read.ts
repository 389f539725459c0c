/** A document's audit trail as it is exported and checked. */
import type { Prisma } from '../../prisma/client/client.ts';
import type { ChainedEntry } from './chain.ts';

/** In order of sequence: what `verifyChain` takes. */
export async function readChain(db: Prisma.TransactionClient, documentId: string): Promise<ChainedEntry[]> {
  const entries = await db.auditEntry.findMany({ where: { documentId }, orderBy: { sequence: 'asc' } });
  return entries.map((entry) => ({ ...entry, at: entry.at.toISOString() }));
}
