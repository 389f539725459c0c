import { z } from 'zod';
import { documentId } from '../fields.ts';
import { transactionalJob } from '../job.ts';
import { processActor } from '../job-identity.ts';
import { changeStatus } from './change-status.ts';
import { statusCodes, statusLabels } from './status-codes.ts';

const statusCode = z.enum(statusCodes);

export const setStatus = transactionalJob({
  type: 'document.set-status',
  title: { vi: 'Cập nhật trạng thái văn bản', en: 'Set document status' },
  description: {
    vi: 'Ghi trạng thái theo mã của Trục liên thông văn bản quốc gia. Bên gửi thấy trạng thái mới và ghi chú ngay khi bước này hoàn thành.',
    en: 'Records the status by the codes of the national document exchange. The sender sees the new status and the note as soon as this step is done.',
  },
  input: z.object({
    documentId,
    statusCode: statusCode
      .nullish()
      .describe('Mã trạng thái (khi không chọn sẵn) | Status code (unless chosen)'),
    note: z.string().nullish().describe('Ghi chú cho bên gửi | Note to the sender'),
  }),
  headers: { statusCode: { label: { vi: 'Trạng thái', en: 'Status' }, options: statusLabels } },
  output: z.object({ statusCode: statusCode.describe('Mã trạng thái | Status code') }),
  async run(input, { job, tx }) {
    const code = statusCode.parse(job.headers.statusCode || input.statusCode);
    await changeStatus(tx, {
      documentId: input.documentId,
      code,
      at: new Date(job.now),
      note: input.note ?? null,
      actor: processActor(job),
      madeBy: job.id,
    });
    return { statusCode: code };
  },
});
