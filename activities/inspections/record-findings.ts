import { z } from 'zod';
import { auditedOnce } from '../audit/append.ts';
import { documentId, fileIds } from '../fields.ts';
import { transactionalJob } from '../job.ts';

const finding = z.object({
  item: z.string().trim().min(1),
  result: z.enum(['PASS', 'FAIL', 'NOT_APPLICABLE']),
  note: z.string().nullish(),
  photoIds: fileIds.nullish(),
});

export const recordFindings = transactionalJob({
  type: 'inspection.record-findings',
  title: { vi: 'Ghi kết quả kiểm tra', en: 'Record findings' },
  description: {
    vi: 'Ghi kết quả từng nội dung của phiếu kiểm tra cùng ảnh chứng minh. Ghi lại thì thay toàn bộ kết quả trước.',
    en: 'Records the result of every item of the checklist, with photos. Recording again replaces them all.',
  },
  input: z.object({
    documentId,
    findings: z
      .array(finding)
      .describe('Các nội dung: đạt, không đạt, không áp dụng | Items: pass, fail, not applicable'),
  }),
  output: z.object({ failedCount: z.number().int().describe('Số nội dung không đạt | Items that failed') }),
  run({ documentId, findings }, { job, tx }) {
    const record = { documentId, action: 'inspection.record-findings', data: { findings } };
    return auditedOnce(tx, job, record, async () => {
      await tx.inspectionFinding.deleteMany({ where: { inspectionId: documentId } });
      await tx.inspectionFinding.createMany({
        data: findings.map(({ item, result, note, photoIds }, index) => ({
          inspectionId: documentId,
          position: index + 1,
          item,
          result,
          note: note ?? null,
          photoIds: photoIds ?? [],
        })),
      });
      return { failedCount: findings.filter(({ result }) => result === 'FAIL').length };
    });
  },
});
