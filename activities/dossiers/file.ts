import { z } from 'zod';
import type { Prisma } from '../../prisma/client/client.ts';
import { auditedOnce } from '../audit/append.ts';
import { documentId } from '../fields.ts';
import { transactionalJob } from '../job.ts';
import { namedUuid } from '../job-identity.ts';

export const file = transactionalJob({
  type: 'dossier.file',
  title: { vi: 'Đưa vào hồ sơ công việc', en: 'File into dossier' },
  description: {
    vi: 'Lập hồ sơ công việc, đưa văn bản cùng các văn bản trả lời vào đó và kết thúc hồ sơ.',
    en: 'Makes a work file, puts the document and its replies into it, and closes it.',
  },
  input: z.object({
    documentId,
    dossierTitle: z
      .string()
      .trim()
      .nullish()
      .describe('Tiêu đề hồ sơ (mặc định theo trích yếu) | Title (default: the subject)'),
    retentionYears: z
      .number()
      .int()
      .positive()
      .max(70)
      .nullish()
      .describe('Thời hạn bảo quản (năm), để trống là vĩnh viễn | Retention in years, empty for ever'),
  }),
  output: z.object({ dossierCode: z.string().describe('Mã hồ sơ | Dossier code') }),
  run(input, { job, tx }) {
    const record = { documentId: input.documentId, action: 'dossier.file' };
    return auditedOnce(tx, job, record, async () => {
      const document = await tx.document.findUniqueOrThrow({
        where: { id: input.documentId },
        include: { dossier: true, registerEntries: { orderBy: { kind: 'asc' } } },
      });
      const at = new Date(job.now);
      const dossier =
        document.dossier ??
        (await tx.dossier.create({
          data: {
            id: namedUuid(`${document.id}/dossier`),
            code: codeOf(document),
            title: input.dossierTitle || document.subject,
            agencyCode: document.agencyCode,
            openedAt: document.createdAt,
          },
        }));
      await tx.dossier.update({
        where: { id: dossier.id },
        data: { closedAt: at, retentionYears: input.retentionYears ?? dossier.retentionYears },
      });
      await tx.document.updateMany({
        where: { OR: [{ id: document.id }, { inReplyToId: document.id }, { issuedFromId: document.id }] },
        data: { dossierId: dossier.id },
      });
      return { dossierCode: dossier.code };
    });
  },
});

/** Agency, year and register number, so that the file is found by what is written on the document: "H26.01/2026/HS-12". */
function codeOf(document: Prisma.DocumentGetPayload<{ include: { registerEntries: true } }>): string {
  const [entry] = document.registerEntries;
  if (!entry)
    return `${document.agencyCode}/HS-${document.trackingCode.slice(document.agencyCode.length + 1)}`;
  const series = entry.kind === 'INCOMING' ? 'HS' : 'HSĐ';
  return `${document.agencyCode}/${entry.year}/${series}-${String(entry.number).padStart(2, '0')}`;
}
