import { z } from 'zod';
import { auditedOnce } from '../audit/append.ts';
import { readMetadata } from '../documents/metadata.ts';
import { documentId, moment } from '../fields.ts';
import { transactionalJob } from '../job.ts';
import { toIsoTime } from '../signing/vietnam-time.ts';

export const announce = transactionalJob({
  type: 'inspection.announce',
  title: { vi: 'Công bố quyết định thanh tra, kiểm tra', en: 'Announce inspection' },
  description: {
    vi: 'Công bố quyết định: doanh nghiệp được thanh tra, kiểm tra thấy quyết định và hồ sơ từ lúc này. Thời hạn tiến hành tính từ ngày công bố.',
    en: 'Announces the decision: the inspected enterprise sees it from now on. The period of the inspection counts from this day.',
  },
  input: z.object({ documentId }),
  output: z.object({ announcedAt: moment.describe('Thời điểm công bố | Announced at') }),
  run({ documentId }, { job, tx }) {
    return auditedOnce(tx, job, { documentId, action: 'inspection.announce' }, async () => {
      const at = new Date(job.now);
      const document = await tx.document.findUniqueOrThrow({ where: { id: documentId } });
      const taxCode = document.taxCode ?? readMetadata(document.metadata).recipients?.[0];
      if (!taxCode)
        throw new Error('Expected the inspection to concern an enterprise, but its decision names none.');
      await tx.inspection.update({ where: { documentId }, data: { announcedAt: at } });
      await tx.document.update({ where: { id: documentId }, data: { taxCode } });
      return { announcedAt: toIsoTime(at) };
    });
  },
});
