import type { Document } from '../../prisma/client/client.ts';
import type { Context } from '../context.ts';

/** Null when there is none, and when the viewer may not see it. */
export async function findByTrackingCode(
  { db, load }: Context,
  trackingCode: string,
): Promise<Document | null> {
  const found = await db.document.findUnique({ where: { trackingCode }, select: { id: true } });
  return found && load.document(found.id);
}
