import { z } from 'zod';
import { auditedOnce } from '../audit/append.ts';
import { documentId, moment } from '../fields.ts';
import { transactionalJob } from '../job.ts';
import { processActor } from '../job-identity.ts';
import { toIsoTime } from '../signing/vietnam-time.ts';
import { changeStatus } from './change-status.ts';

export const confirmReceipt = transactionalJob({
  type: 'document.confirm-receipt',
  title: { vi: 'Xác nhận đã nhận văn bản', en: 'Confirm receipt' },
  description: {
    vi: 'Ghi nhận doanh nghiệp đã nhận bản của mình: trạng thái 03.',
    en: 'Records that the enterprise has received its copy: status 03.',
  },
  input: z.object({
    documentId: documentId.describe("Mã bản văn bản của nơi nhận | Id of the recipient's copy"),
  }),
  output: z.object({ confirmedAt: moment.describe('Thời điểm xác nhận | Confirmed at') }),
  run(input, { job, tx }) {
    const record = { documentId: input.documentId, action: 'document.confirm-receipt' };
    return auditedOnce(tx, job, record, async () => {
      const at = new Date(job.now);
      const actor = processActor(job);
      await changeStatus(tx, { documentId: input.documentId, code: '03', at, actor, madeBy: job.id });
      return { confirmedAt: toIsoTime(at) };
    });
  },
});
