/** Writing a document's audit trail, inside the transaction that makes the change. */
import type { Prisma } from '../../prisma/client/client.ts';
import type { JobContext } from '../job.ts';
import { processActor } from '../job-identity.ts';
import { genesisHash, hashEntry } from './chain.ts';

export interface AuditRecord {
  documentId: string;
  at: Date;
  /** A person's username, or "process:<instanceId>/<elementId>". */
  actor: string;
  /** What was done, named like a job type: "document.set-status". */
  action: string;
  data: Record<string, unknown>;
}

/** Holds the document for the rest of the transaction: changes of one document come one after the other. */
async function lockDocument(tx: Prisma.TransactionClient, documentId: string): Promise<void> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM "Document" WHERE "id" = ${documentId}::uuid FOR NO KEY UPDATE`;
  if (rows.length === 0) throw new Error(`There is no document ${documentId}.`);
}

/** As the database gives it back: no undefined, dates as text. */
function plainJson(value: Record<string, unknown>): Prisma.InputJsonObject {
  return JSON.parse(JSON.stringify(value)) as Prisma.InputJsonObject;
}

async function appendLocked(tx: Prisma.TransactionClient, record: AuditRecord): Promise<void> {
  const { documentId, at, actor, action } = record;
  const last = await tx.auditEntry.findFirst({
    where: { documentId },
    orderBy: { sequence: 'desc' },
    select: { sequence: true, hash: true },
  });
  const sequence = (last?.sequence ?? 0) + 1;
  const previousHash = last?.hash ?? genesisHash;
  const data = plainJson(record.data);
  const hash = hashEntry({ documentId, sequence, at: at.toISOString(), actor, action, data, previousHash });
  await tx.auditEntry.create({
    data: { documentId, sequence, at, actor, action, data, previousHash, hash },
  });
}

/** Appends one entry to the document's chain. Throws when there is no such document. */
export async function appendAudit(tx: Prisma.TransactionClient, record: AuditRecord): Promise<void> {
  await lockDocument(tx, record.documentId);
  await appendLocked(tx, record);
}

/**
 * Runs a job's effect on a document once, however often the job is run: the audit entry that it leaves carries the job's id
 * and answer, and a repetition answers from there. Concurrent effects on one document wait for each other.
 */
export async function auditedOnce<Answer extends Record<string, unknown>>(
  tx: Prisma.TransactionClient,
  job: JobContext,
  record: { documentId: string; action: string; actor?: string; data?: Record<string, unknown> },
  effect: () => Promise<Answer>,
): Promise<Answer> {
  const { documentId, action } = record;
  await lockDocument(tx, documentId);
  const earlier = await tx.auditEntry.findFirst({
    where: { documentId, action, data: { path: ['job'], equals: job.id } },
    select: { data: true },
  });
  if (earlier) return (earlier.data as { answer: Answer }).answer;
  const answer = await effect();
  await appendLocked(tx, {
    documentId,
    at: new Date(job.now),
    actor: record.actor ?? processActor(job),
    action,
    data: { ...record.data, job: job.id, answer },
  });
  return plainJson(answer) as Answer;
}
