import { z } from 'zod';
import { auditedOnce } from '../audit/append.ts';
import { documentId, fileIds, nothing } from '../fields.ts';
import { transactionalJob } from '../job.ts';
import { attachFiles } from './attach-files.ts';

const fileRole = z.enum(['MAIN', 'ANNEX', 'SUPPLEMENT', 'DRAFT']);

export const attach = transactionalJob({
  type: 'document.attach',
  title: { vi: 'Đính kèm tệp vào văn bản', en: 'Attach files to document' },
  description: {
    vi: 'Thêm các tệp đã tải lên vào văn bản, với vai trò được chọn. Tệp đã có thì giữ nguyên, hoặc thay thế nếu chọn như vậy.',
    en: 'Adds uploaded files to the document in the chosen role. Files that are there stay, or are replaced if so chosen.',
  },
  input: z.object({
    documentId,
    fileIds: fileIds.nullish(),
    fileRole: fileRole
      .nullish()
      .describe('Vai trò của tệp (khi không chọn sẵn) | Role of the files (unless chosen)'),
  }),
  headers: {
    fileRole: {
      label: { vi: 'Vai trò của tệp', en: 'Role of the files' },
      options: {
        MAIN: { vi: 'Văn bản chính', en: 'Main document' },
        ANNEX: { vi: 'Phụ lục', en: 'Annex' },
        SUPPLEMENT: { vi: 'Tài liệu bổ sung', en: 'Supplement' },
        DRAFT: { vi: 'Dự thảo', en: 'Draft' },
      },
    },
    replace: {
      label: { vi: 'Tệp cũ cùng vai trò', en: 'Earlier files of that role' },
      options: { false: { vi: 'Giữ lại', en: 'Keep' }, true: { vi: 'Thay thế', en: 'Replace' } },
    },
  },
  output: nothing,
  async run(input, { job, tx }) {
    const role = fileRole.parse(job.headers.fileRole || (input.fileRole ?? 'ANNEX'));
    const files = (input.fileIds ?? []).map((fileId) => ({ fileId, role }));
    await auditedOnce(
      tx,
      job,
      { documentId: input.documentId, action: 'document.attach', data: { files } },
      async () => {
        if (job.headers.replace === 'true') {
          await tx.documentFile.deleteMany({ where: { documentId: input.documentId, role } });
        }
        await attachFiles(tx, input.documentId, files);
        return {};
      },
    );
    return {};
  },
});
