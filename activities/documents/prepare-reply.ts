import { z } from 'zod';
import { auditedOnce } from '../audit/append.ts';
import { documentId, fileIds } from '../fields.ts';
import { transactionalJob } from '../job.ts';
import { namedUuid, processActor } from '../job-identity.ts';
import { attachFiles, mainAndAnnexes } from './attach-files.ts';
import { changeStatus } from './change-status.ts';
import { newTrackingCode } from './tracking-code.ts';

export const prepareReply = transactionalJob({
  type: 'document.prepare-reply',
  title: { vi: 'Lập dự thảo văn bản trả lời', en: 'Prepare reply' },
  description: {
    vi: 'Lập dự thảo văn bản trả lời cho văn bản đến. Mỗi văn bản đến có một dự thảo: làm lại thì thay trích yếu và các tệp.',
    en: 'Makes the draft reply to an incoming document. There is one draft for each: doing it again replaces its subject and files.',
  },
  // the draft is replaced when it is done again, and is nobody's but the agency's until then
  undoable: true,
  input: z.object({
    documentId: documentId.describe('Mã văn bản đến | Id of the incoming document'),
    replySubject: z
      .string()
      .trim()
      .min(1)
      .max(2000)
      .describe('Trích yếu văn bản trả lời | Subject of the reply'),
    replyFileIds: fileIds.describe(
      'Các tệp trả lời, tệp đầu là văn bản chính | Files of the reply, the main one first',
    ),
    replyKind: z
      .string()
      .nullish()
      .describe('Loại văn bản trả lời (mặc định công văn) | Kind of the reply (default official letter)'),
  }),
  output: z.object({ replyId: documentId.describe('Mã văn bản trả lời | Id of the reply') }),
  run(input, { job, tx }) {
    const { documentId: incomingId, replySubject: subject, replyFileIds } = input;
    const record = {
      documentId: incomingId,
      action: 'document.prepare-reply',
      data: { subject, replyFileIds },
    };
    return auditedOnce(tx, job, record, async () => {
      const incoming = await tx.document.findUniqueOrThrow({ where: { id: incomingId } });
      if (incoming.direction !== 'INCOMING')
        throw new Error(`Document ${incomingId} is not an incoming one.`);
      const replyId = namedUuid(`${incomingId}/reply`);
      const reply = await tx.document.findUnique({ where: { id: replyId } });
      if (reply?.outgoingNumber)
        throw new Error(
          `The reply ${reply.outgoingNumber} has its number already and cannot be drafted again.`,
        );
      const content = { subject, kind: input.replyKind ?? 'CV' };
      if (reply) {
        await tx.document.update({ where: { id: replyId }, data: content });
        await tx.documentFile.deleteMany({ where: { documentId: replyId } });
      } else {
        await tx.document.create({
          data: {
            id: replyId,
            ...content,
            trackingCode: newTrackingCode(incoming.agencyCode, job.now, replyId),
            direction: 'OUTGOING',
            urgency: incoming.urgency,
            agencyCode: incoming.agencyCode,
            inReplyToId: incomingId,
            instanceId: job.instanceId,
            statusSince: new Date(job.now),
            createdAt: new Date(job.now),
            metadata: { recipients: incoming.taxCode ? [incoming.taxCode] : [] },
          },
        });
        await changeStatus(tx, {
          documentId: replyId,
          code: '05',
          at: new Date(job.now),
          actor: processActor(job),
          madeBy: job.id,
        });
      }
      await attachFiles(tx, replyId, mainAndAnnexes(replyFileIds));
      return { replyId };
    });
  },
});
