import { randomUUID } from 'node:crypto';
import type { Document } from '../../prisma/client/client.ts';
import { publishMessage } from '../../workflows/client/index.ts';
import type { Context } from '../context.ts';
import { ApiError, badInput, names, notFound } from '../errors.ts';
import { isUuid } from '../files/file-access.ts';

/** The process writes the status and asks the agency; a process that has ended waits for nothing any more. */
export async function recallDocument(
  context: Context,
  id: string,
  { reason, idempotencyKey }: { reason: string; idempotencyKey?: string | null | undefined },
): Promise<Document> {
  const text = reason.trim();
  if (text === '' || text.length > 2000) throw badInput('reason', reasonNeeded);
  const document = isUuid(id) ? await context.load.document(id) : null;
  if (document?.direction !== 'INCOMING') throw notFound(names.document);
  const messageId = idempotencyKey ? `${id}:${idempotencyKey}` : randomUUID();
  if (document.statusCode === '13' && !(await wasAsked(context, messageId)))
    throw new ApiError('CONFLICT', alreadyAsked);
  const { matched } = await publishMessage(context, {
    name,
    correlationKey: id,
    messageId,
    variables: { reason: text },
  });
  if (!matched) throw new ApiError('CONFLICT', tooLate);
  return context.db.document.findUniqueOrThrow({ where: { id } });
}

/** By this very request, whose answer did not arrive. */
async function wasAsked({ db }: Context, messageId: string): Promise<boolean> {
  return (await db.publishedMessage.count({ where: { name, messageId } })) > 0;
}

const name = 'document.recall';
const reasonNeeded = {
  vi: 'Cần nêu lý do thu hồi, tối đa 2000 ký tự.',
  en: 'A reason of 2000 characters at most is needed.',
};
const alreadyAsked = {
  vi: 'Yêu cầu thu hồi văn bản này đang được xem xét.',
  en: 'The recall of this document is being considered.',
};
const tooLate = {
  vi: 'Văn bản đã xử lý xong nên không thu hồi được nữa.',
  en: 'The document has been dealt with and can no longer be recalled.',
};
