import type { Document } from '../../prisma/client/client.ts';
import { readableDocuments } from '../authorisation/visibility.ts';
import { type Context, viewerOf } from '../context.ts';

/** Null when there is none, and when the viewer may not see it. */
export async function findByTrackingCode(context: Context, trackingCode: string): Promise<Document | null> {
  const visible = readableDocuments(viewerOf(context), await context.visibility());
  return context.db.document.findFirst({ where: { AND: [{ trackingCode }, visible] } });
}
