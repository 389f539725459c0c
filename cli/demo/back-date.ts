import type { PrismaClient } from '../../prisma/client/client.ts';

/**
 * Dates a document's deadline back, as if its work had begun earlier: for the demonstration only, which cannot wait for days to pass.
 * @param days calendar days
 */
export async function backDate(db: PrismaClient, documentId: string, days: number): Promise<void> {
  const earlier = (date: Date) => new Date(date.getTime() - days * 86_400_000);
  const deadline = await db.deadline.findUniqueOrThrow({ where: { documentId } });
  await db.deadline.update({
    where: { documentId },
    data: {
      startedAt: earlier(deadline.startedAt),
      warnAt: earlier(deadline.warnAt),
      dueAt: earlier(deadline.dueAt),
    },
  });
}
