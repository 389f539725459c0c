import { z } from 'zod';
import { auditedOnce } from '../audit/append.ts';
import { documentId, fileId, moment } from '../fields.ts';
import { transactionalJob } from '../job.ts';
import { toIsoTime } from '../signing/vietnam-time.ts';

export const close = transactionalJob({
  type: 'inspection.close',
  title: { vi: 'Kết thúc thanh tra, kiểm tra trực tiếp', en: 'Close inspection' },
  description: {
    vi: 'Ghi biên bản đã được hai bên ký và kết thúc việc thanh tra, kiểm tra trực tiếp.',
    en: 'Records the minutes signed by both sides and ends the direct inspection.',
  },
  input: z.object({ documentId, minutesFileId: fileId.describe('Tệp biên bản | File of the minutes') }),
  output: z.object({ endedAt: moment.describe('Thời điểm kết thúc | Ended at') }),
  run({ documentId, minutesFileId }, { job, tx }) {
    const record = { documentId, action: 'inspection.close', data: { minutesFileId } };
    return auditedOnce(tx, job, record, async () => {
      const endedAt = new Date(job.now);
      await tx.inspection.update({ where: { documentId }, data: { endedAt, minutesFileId } });
      return { endedAt: toIsoTime(endedAt) };
    });
  },
});
