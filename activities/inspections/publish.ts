import { z } from 'zod';
import { auditedOnce } from '../audit/append.ts';
import { documentId, fileId, moment } from '../fields.ts';
import { transactionalJob } from '../job.ts';
import { toIsoTime } from '../signing/vietnam-time.ts';

export const publish = transactionalJob({
  type: 'inspection.publish',
  title: { vi: 'Công khai kết luận', en: 'Publish conclusion' },
  description: {
    vi: 'Ghi số và tệp kết luận thanh tra, kiểm tra và công khai kết luận.',
    en: 'Records number and file of the conclusion and makes it public.',
  },
  input: z.object({
    documentId,
    conclusionFileId: fileId.describe('Tệp kết luận | File of the conclusion'),
    conclusionNumber: z.string().min(1).describe('Số kết luận | Number of the conclusion'),
  }),
  output: z.object({ publishedAt: moment.describe('Thời điểm công khai | Published at') }),
  run({ documentId, conclusionFileId, conclusionNumber }, { job, tx }) {
    const record = {
      documentId,
      action: 'inspection.publish',
      data: { conclusionFileId, conclusionNumber },
    };
    return auditedOnce(tx, job, record, async () => {
      const publishedAt = new Date(job.now);
      await tx.inspection.update({
        where: { documentId },
        data: { publishedAt, conclusionFileId, conclusionNumber },
      });
      return { publishedAt: toIsoTime(publishedAt) };
    });
  },
});
