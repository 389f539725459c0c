import { z } from 'zod';
import { auditedOnce } from '../audit/append.ts';
import { vietnamDate } from '../calendar/vietnam-date.ts';
import { documentId } from '../fields.ts';
import { transactionalJob } from '../job.ts';
import { takeNumber, writtenNumber } from './take-number.ts';

export const numberOutgoing = transactionalJob({
  type: 'register.number-outgoing',
  title: { vi: 'Cấp số văn bản đi', en: 'Number outgoing document' },
  description: {
    vi: 'Cấp số và ký hiệu kế tiếp trong sổ đăng ký văn bản đi của cơ quan, ví dụ 05/CV-SKHĐT, và ghi ngày ban hành.',
    en: "Gives the next number and symbol of the agency's outgoing register, e.g. 05/CV-SKHĐT, and records the date of issue.",
  },
  input: z.object({ documentId }),
  output: z.object({ outgoingNumber: z.string().describe('Số và ký hiệu | Number and symbol') }),
  run(input, { job, tx }) {
    const record = { documentId: input.documentId, action: 'register.number-outgoing' };
    return auditedOnce(tx, job, record, async () => {
      const document = await tx.document.findUniqueOrThrow({ where: { id: input.documentId } });
      const agency = await tx.agency.findUniqueOrThrow({ where: { code: document.agencyCode } });
      const entry = await takeNumber(tx, {
        agencyCode: agency.code,
        kind: 'OUTGOING',
        documentId: document.id,
        at: job.now,
        symbolOf: (number) => `${writtenNumber(number)}/${document.kind}-${agency.symbol}`,
      });
      await tx.document.update({
        where: { id: document.id },
        data: { outgoingNumber: entry.symbol, issuedOn: vietnamDate(entry.registeredAt.getTime()) },
      });
      return { outgoingNumber: entry.symbol };
    });
  },
});
