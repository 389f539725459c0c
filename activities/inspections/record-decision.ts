import { z } from 'zod';
import { auditedOnce } from '../audit/append.ts';
import { readMetadata } from '../documents/metadata.ts';
import { documentId, nothing, taxCode } from '../fields.ts';
import { transactionalJob } from '../job.ts';

export const recordDecision = transactionalJob({
  type: 'inspection.record-decision',
  title: { vi: 'Ghi nhận quyết định thanh tra, kiểm tra', en: 'Record inspection decision' },
  description: {
    vi: 'Ghi số quyết định và đối tượng thanh tra, kiểm tra. Doanh nghiệp chưa thấy cho đến khi quyết định được công bố.',
    en: 'Records the decision number and whom it concerns. The enterprise does not see it before the announcement.',
  },
  input: z.object({
    documentId,
    taxCode,
    decisionNumber: z.string().min(1).describe('Số quyết định | Decision number'),
  }),
  output: nothing,
  run({ documentId, taxCode, decisionNumber }, { job, tx }) {
    const record = { documentId, action: 'inspection.record-decision', data: { taxCode, decisionNumber } };
    return auditedOnce(tx, job, record, async () => {
      const document = await tx.document.findUniqueOrThrow({ where: { id: documentId } });
      const metadata = { ...readMetadata(document.metadata), recipients: [taxCode] };
      await tx.document.update({ where: { id: documentId }, data: { metadata } });
      const decision = { decisionNumber, decidedAt: new Date(job.now) };
      await tx.inspection.upsert({
        where: { documentId },
        create: { documentId, ...decision },
        update: decision,
      });
      return {};
    });
  },
});
