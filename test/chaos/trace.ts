import type { PrismaClient } from '../../prisma/client/client.ts';

/**
 * What a document's way left behind, without what differs from one document to the next (ids, numbers, times): two documents that went
 * the same way leave the same, line for line. Sorted, for what is done in parallel has no order.
 */
export async function traceOf(db: PrismaClient, documentId: string): Promise<string[]> {
  const replies = await db.document.findMany({ where: { inReplyToId: documentId }, select: { id: true } });
  const ids = [documentId, ...replies.map(({ id }) => id)];
  const documents = await db.document.findMany({
    where: { id: { in: ids } },
    include: {
      statusChanges: true,
      registerEntries: true,
      audit: true,
      files: { include: { file: true } },
      dossier: true,
      deadline: true,
    },
  });
  const notifications = await db.notification.findMany({ where: { documentId: { in: ids } } });
  const signatures = await db.signatureRecord.findMany({ where: { documentId: { in: ids } } });
  const events = await db.instanceEvent.findMany({ where: { instance: { documentId } } });
  return [
    ...documents.flatMap(
      ({ direction, statusCode, statusChanges, registerEntries, audit, files, dossier, deadline }) => [
        `${direction} status ${statusCode}`,
        ...statusChanges.map(({ code }) => `${direction} became ${code}`),
        ...registerEntries.map(({ kind }) => `${direction} is in register ${kind}`),
        ...audit.map(({ action }) => `${direction} audit ${action}`),
        // How many annexes a document has is the sender's affair.
        ...files.filter(({ role }) => role !== 'ANNEX').map(({ role }) => `${direction} file ${role}`),
        ...(dossier ? [`${direction} filed`] : []),
        ...(deadline ? [`${direction} deadline, ${deadline.extensions} extensions`] : []),
      ],
    ),
    ...notifications.map(
      ({ titleEn, group, personId }) => `told ${group ? group.split('@')[0] : personId}: ${titleEn}`,
    ),
    ...signatures.map(({ level }) => `signature ${level}`),
    ...events.flatMap(({ event, elementId }) => (event === 'variable' ? [] : [`${elementId} ${event}`])),
    // how often one is copied, into called processes and back, depends on what was there at that moment
    ...new Set(
      events.flatMap(({ event, data }) => (event === 'variable' ? [`variable ${nameIn(data)}`] : [])),
    ),
  ].sort();
}

const nameIn = (data: unknown): string => String((data as { name?: unknown } | null)?.name);
