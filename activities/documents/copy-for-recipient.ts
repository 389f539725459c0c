/** A recipient's own copy of an outgoing document: the same files, its own status and receipt. */
import type { Prisma } from '../../prisma/client/client.ts';
import { namedUuid } from '../job-identity.ts';
import { newTrackingCode } from './tracking-code.ts';

/**
 * Makes the copy, or answers the one that is there: one for each document and recipient. Its status is left to the caller.
 * @returns the copy's id
 */
export async function copyForRecipient(
  tx: Prisma.TransactionClient,
  { documentId, taxCode, now }: { documentId: string; taxCode: string; now: number },
): Promise<string> {
  const id = namedUuid(`${documentId}/copy/${taxCode}`);
  if (await tx.document.findUnique({ where: { id }, select: { id: true } })) return id;
  const original = await tx.document.findUniqueOrThrow({
    where: { id: documentId },
    include: { files: { where: { role: { in: ['MAIN', 'ANNEX'] } } } },
  });
  await tx.document.create({
    data: {
      id,
      trackingCode: newTrackingCode(original.agencyCode, now, id),
      direction: 'OUTGOING',
      subject: original.subject,
      kind: original.kind,
      urgency: original.urgency,
      agencyCode: original.agencyCode,
      taxCode,
      issuedFromId: documentId,
      issuedOn: original.issuedOn,
      outgoingNumber: original.outgoingNumber,
      inReplyToId: original.inReplyToId,
      instanceId: original.instanceId,
      statusSince: new Date(now),
      createdAt: new Date(now),
      files: { create: original.files.map(({ fileId, role, position }) => ({ fileId, role, position })) },
    },
  });
  return id;
}
