import type { Document } from '../../prisma/client/client.ts';
import type { Context } from '../context.ts';
import { names, notFound } from '../errors.ts';
import { watch } from '../watch.ts';
import { findByTrackingCode } from './find-by-tracking-code.ts';

/** Ends when the viewer may no longer see the document. */
export async function* watchStatus(context: Context, trackingCode: string): AsyncGenerator<Document> {
  const changes = await watch(context);
  const document = await findByTrackingCode(context, trackingCode);
  if (!document) throw notFound(names.document);
  yield document;
  let shown = await fingerprint(context, document);
  for await (const { documentId, instanceId, resumed } of changes) {
    const concerns =
      documentId === document.id || (instanceId !== null && instanceId === document.instanceId);
    if (!concerns && !resumed) continue;
    const present = await findByTrackingCode(context, trackingCode);
    if (!present) return;
    const now = await fingerprint(context, present);
    if (now === shown) continue;
    shown = now;
    yield present;
  }
}

/** What a sender follows: steps inside the agency that change none of it are not told. */
async function fingerprint({ load }: Context, document: Document): Promise<string> {
  const { statusCode, statusSince, incomingNumber, dueAt, pausedAt, closedAt } = document;
  const replies = (await load.replies(document.id)).map(({ id }) => id);
  const receipts = (await load.documentFiles(document.id)).filter(({ role }) => role === 'RECEIPT');
  return JSON.stringify([
    statusCode,
    statusSince,
    incomingNumber,
    dueAt,
    pausedAt,
    closedAt,
    replies,
    receipts.length,
  ]);
}
