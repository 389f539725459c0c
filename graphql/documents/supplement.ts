/** What a sender adds to a document whose clock stands still until it comes. */
import { appendAudit } from '../../activities/audit/append.ts';
import { attachFiles } from '../../activities/documents/attach-files.ts';
import { publishInTransaction } from '../../activities/projection/message-matching.ts';
import type { Document } from '../../prisma/client/client.ts';
import { publishMessage, WorkError } from '../../workflows/client/index.ts';
import { type Context, viewerOf } from '../context.ts';
import type { Submission } from './submission-input.ts';
import { takeOverFiles } from './take-over-files.ts';

const action = 'document.supplement';
/** The process may not have come to where it waits: the message is kept for 30 days. */
const timeToLive = 30 * 86_400_000;

/** The document that was supplemented under this key of the sender's. */
export async function findSupplemented(
  { db }: Context,
  taxCode: string,
  idempotencyKey: string,
): Promise<Document | null> {
  const entry = await db.auditEntry.findFirst({
    where: { action, document: { taxCode }, data: { path: ['idempotencyKey'], equals: idempotencyKey } },
    select: { document: true },
  });
  return entry?.document ?? null;
}

/** Attaches the files and tells the process; repeated with the same key it changes nothing. */
export async function supplement(
  context: Context,
  document: Document,
  submission: Submission,
): Promise<Document> {
  const { fileIds, subject, idempotencyKey, taxCode } = submission;
  const message = messageOf(document.id, submission);
  await context.db.$transaction(async (tx) => {
    // With the files, or not at all: a supplement that the process never hears of would leave the clock standing for ever. First, in
    // the order in which instances take these locks.
    await publishInTransaction(tx, message);
    const data = { idempotencyKey, fileIds, note: subject };
    await tx.$queryRaw`SELECT 1 FROM "Document" WHERE id = ${document.id}::uuid FOR NO KEY UPDATE`;
    const earlier = await tx.auditEntry.count({
      where: { documentId: document.id, action, data: { path: ['idempotencyKey'], equals: idempotencyKey } },
    });
    if (earlier > 0) return;
    await attachFiles(
      tx,
      document.id,
      fileIds.map((fileId) => ({ fileId, role: 'SUPPLEMENT' })),
    );
    await takeOverFiles(tx, fileIds, taxCode);
    await appendAudit(tx, {
      documentId: document.id,
      at: context.now,
      actor: viewerOf(context).username,
      action,
      data,
    });
  });
  await tell(context, message);
  return document;
}

function messageOf(documentId: string, { fileIds, subject, idempotencyKey }: Submission) {
  return {
    name: 'document.supplement',
    correlationKey: documentId,
    messageId: `${documentId}:${idempotencyKey}`,
    timeToLive,
    variables: { supplementFileIds: fileIds, supplementNote: subject },
  };
}

async function tell(context: Context, message: ReturnType<typeof messageOf>): Promise<void> {
  try {
    await publishMessage(context, message);
  } catch (error) {
    // Stored, and delivered by the dispatcher.
    if (!(error instanceof WorkError && error.code === 'UNAVAILABLE')) throw error;
  }
}
