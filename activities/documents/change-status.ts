/** The one way to change a document's status, for jobs and for the API: status, history and audit chain stay one. */
import type { Prisma } from '../../prisma/client/client.ts';
import { appendAudit } from '../audit/append.ts';
import { closingCodes, type StatusCode } from './status-codes.ts';

export interface StatusChange {
  documentId: string;
  code: StatusCode;
  at: Date;
  /** Shown to the sender. */
  note?: string | null;
  /** As the audit chain names it: username or "process:…". */
  actor: string;
  actorId?: string | null;
  /** Job id: a change with one that is known already is not made again. */
  madeBy?: string;
}

/** Writes the change into the given transaction. The same code again without a note changes nothing. */
export async function changeStatus(tx: Prisma.TransactionClient, change: StatusChange): Promise<void> {
  const { documentId, code, at, actor, actorId = null, note = null, madeBy = null } = change;
  if (madeBy && (await tx.documentStatusChange.findUnique({ where: { madeBy } }))) return;
  const document = await tx.document.findUniqueOrThrow({
    where: { id: documentId },
    select: { statusCode: true, _count: { select: { statusChanges: true } } },
  });
  const isFirst = document._count.statusChanges === 0;
  if (document.statusCode === code && !note && !isFirst) return;
  await appendAudit(tx, {
    documentId,
    at,
    actor,
    action: 'document.set-status',
    data: { from: isFirst ? null : document.statusCode, to: code, note, job: madeBy ?? undefined },
  });
  await tx.documentStatusChange.create({ data: { documentId, code, at, note, actorId, madeBy } });
  await tx.document.update({
    where: { id: documentId },
    data: { statusCode: code, statusSince: at, closedAt: closingCodes.includes(code) ? at : null },
  });
}
