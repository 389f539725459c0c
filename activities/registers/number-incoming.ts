import { z } from 'zod';
import { auditedOnce } from '../audit/append.ts';
import { documentId, moment } from '../fields.ts';
import { transactionalJob } from '../job.ts';
import { toIsoTime } from '../signing/vietnam-time.ts';
import { takeNumber, writtenNumber } from './take-number.ts';

export const numberIncoming = transactionalJob({
  type: 'register.number-incoming',
  title: { vi: 'Vào sổ đăng ký văn bản đến', en: 'Register incoming document' },
  description: {
    vi: 'Cấp số đến kế tiếp trong sổ đăng ký văn bản đến của cơ quan (liên tục, bắt đầu từ 01 ngày 01/01 hằng năm) và ghi thời điểm tiếp nhận.',
    en: "Gives the next number of the agency's incoming register (without gaps, from 01 on 1 January each year) and records when the document was received.",
  },
  input: z.object({ documentId }),
  output: z.object({
    incomingNumber: z.string().describe('Số đến | Incoming number'),
    receivedAt: moment.describe('Thời điểm tiếp nhận | Received at'),
  }),
  run(input, { job, tx }) {
    const record = { documentId: input.documentId, action: 'register.number-incoming' };
    return auditedOnce(tx, job, record, async () => {
      const { agencyCode } = await tx.document.findUniqueOrThrow({ where: { id: input.documentId } });
      const entry = await takeNumber(tx, {
        agencyCode,
        kind: 'INCOMING',
        documentId: input.documentId,
        at: job.now,
        symbolOf: writtenNumber,
      });
      await tx.document.update({
        where: { id: input.documentId },
        data: { incomingNumber: entry.symbol, receivedAt: entry.registeredAt },
      });
      return { incomingNumber: entry.symbol, receivedAt: toIsoTime(entry.registeredAt) };
    });
  },
});
