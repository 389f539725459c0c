import { z } from 'zod';
import type { Prisma } from '../../prisma/client/client.ts';
import { auditedOnce } from '../audit/append.ts';
import { documentId, moment, taxCode } from '../fields.ts';
import { type JobContext, JobError, transactionalJob } from '../job.ts';
import { processActor } from '../job-identity.ts';
import { toIsoTime } from '../signing/vietnam-time.ts';
import { changeStatus } from './change-status.ts';
import { copyForRecipient } from './copy-for-recipient.ts';
import { readMetadata } from './metadata.ts';

export const deliver = transactionalJob({
  type: 'document.deliver',
  title: { vi: 'Phát hành văn bản', en: 'Deliver document' },
  description: {
    vi: 'Chuyển văn bản đi đã ký số và đã có số đến (các) doanh nghiệp nhận. Từ lúc này doanh nghiệp thấy văn bản; nhiều nơi nhận thì mỗi nơi một bản.',
    en: 'Hands the signed and numbered outgoing document to its recipients. From now on they see it; of several each gets a copy of its own.',
  },
  input: z.object({
    documentId: documentId.describe('Mã văn bản đi | Id of the outgoing document'),
    taxCode: taxCode.nullish(),
    recipients: z.array(taxCode).nullish().describe('Các mã số thuế nhận | Tax codes of the recipients'),
  }),
  output: z.object({
    deliveredAt: moment.describe('Thời điểm phát hành | Delivered at'),
    copies: z
      .array(z.object({ taxCode, documentId }))
      .describe('Bản của từng nơi nhận | Copy of each recipient'),
  }),
  errors: {
    NOT_NUMBERED: { vi: 'Văn bản chưa có số', en: 'The document has no number yet' },
    UNSIGNED: { vi: 'Văn bản chưa được ký số', en: 'The document is not signed' },
    NO_RECIPIENT: { vi: 'Không có nơi nhận hợp lệ', en: 'There is no known recipient' },
  },
  run(input, { job, tx }) {
    const record = { documentId: input.documentId, action: 'document.deliver' };
    return auditedOnce(tx, job, record, async () => {
      const document = await tx.document.findUniqueOrThrow({ where: { id: input.documentId } });
      if (document.direction !== 'OUTGOING')
        throw new Error(`Document ${document.id} is not an outgoing one.`);
      if (!document.outgoingNumber)
        throw new JobError('NOT_NUMBERED', 'Văn bản chưa có số, chưa phát hành được.');
      await requireSignatures(tx, document.id);
      const named = input.recipients?.length ? input.recipients : input.taxCode ? [input.taxCode] : undefined;
      const recipients = await knownRecipients(tx, named ?? readMetadata(document.metadata).recipients ?? []);
      const copies =
        recipients.length === 1
          ? await deliverItself(tx, job, document.id, recipients)
          : await deliverCopies(tx, job, document.id, recipients);
      return { deliveredAt: toIsoTime(new Date(job.now)), copies };
    });
  },
});

/** No result goes out unsigned (Directive 08/CT-UBND; Law on E-Transactions 20/2023, art. 22). */
async function requireSignatures(tx: Prisma.TransactionClient, documentId: string): Promise<void> {
  const main = await tx.documentFile.findMany({
    where: { documentId, role: 'MAIN' },
    select: { fileId: true },
  });
  const fileIds = main.map(({ fileId }) => fileId);
  const signed = await tx.signatureRecord.findMany({
    where: { fileId: { in: fileIds } },
    select: { fileId: true },
    distinct: ['fileId'],
  });
  if (fileIds.length === 0 || signed.length < fileIds.length) {
    throw new JobError('UNSIGNED', 'Văn bản chính chưa được ký số, chưa phát hành được.');
  }
}

async function knownRecipients(tx: Prisma.TransactionClient, taxCodes: readonly string[]): Promise<string[]> {
  const distinct = [...new Set(taxCodes)];
  const known = await tx.enterprise.count({ where: { taxCode: { in: distinct } } });
  if (distinct.length === 0 || known < distinct.length) {
    throw new JobError(
      'NO_RECIPIENT',
      distinct.length === 0
        ? 'Văn bản không có nơi nhận.'
        : `Trong các nơi nhận ${distinct.join(', ')} chỉ có ${known} đã đăng ký.`,
    );
  }
  return distinct;
}

interface Copy {
  taxCode: string;
  documentId: string;
}

/** A single recipient gets the document itself. */
async function deliverItself(
  tx: Prisma.TransactionClient,
  job: JobContext,
  documentId: string,
  recipients: readonly string[],
): Promise<Copy[]> {
  const copies = recipients.map((taxCode) => ({ taxCode, documentId }));
  for (const { taxCode } of copies)
    await tx.document.update({ where: { id: documentId }, data: { taxCode } });
  await markArrived(tx, job, documentId);
  return copies;
}

async function deliverCopies(
  tx: Prisma.TransactionClient,
  job: JobContext,
  documentId: string,
  recipients: readonly string[],
): Promise<Copy[]> {
  const copies: Copy[] = [];
  for (const taxCode of recipients) {
    const copyId = await copyForRecipient(tx, { documentId, taxCode, now: job.now });
    await markArrived(tx, job, copyId);
    copies.push({ taxCode, documentId: copyId });
  }
  await changeStatus(tx, {
    documentId,
    code: '06',
    at: new Date(job.now),
    actor: processActor(job),
    madeBy: `${job.id}/${documentId}`,
  });
  return copies;
}

function markArrived(tx: Prisma.TransactionClient, job: JobContext, documentId: string): Promise<void> {
  return changeStatus(tx, {
    documentId,
    code: '01',
    at: new Date(job.now),
    actor: processActor(job),
    madeBy: `${job.id}/${documentId}`,
  });
}
