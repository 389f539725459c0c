import { z } from 'zod';
import { appendAudit } from '../audit/append.ts';
import { documentId, fileId } from '../fields.ts';
import { externalJob } from '../job.ts';
import { madeBy, processActor } from '../job-identity.ts';
import { documentTemplates, renderDocument } from '../rendering/index.ts';
import { readRenderContext } from './render-context.ts';
import { storeFile } from './store-file.ts';

const templateNames = ['decision', 'announcement', 'minutes', 'conclusion', 'official-letter'] as const;

export const render = externalJob({
  type: 'document.render',
  title: { vi: 'Soạn văn bản theo mẫu', en: 'Render document' },
  description: {
    vi: 'Tạo tệp PDF đúng thể thức Nghị định số 30/2020/NĐ-CP từ mẫu và dữ liệu của quy trình, rồi đính kèm: là văn bản chính nếu chưa có, nếu đã có thì là phụ lục. Soạn lại cùng một mẫu thì thay tệp chưa ký.',
    en: 'Makes a PDF in the form of Decree 30/2020 from a template and the data of the process, and attaches it: as the main file if there is none, otherwise as an annex. Rendering the same template again replaces the file as long as it is unsigned.',
  },
  input: z.object({
    documentId,
    values: z.record(z.string(), z.unknown()).nullish().describe('Dữ liệu của mẫu | Values of the template'),
  }),
  headers: {
    template: {
      label: { vi: 'Mẫu văn bản', en: 'Template' },
      options: Object.fromEntries(templateNames.map((name) => [name, documentTemplates[name].title])),
      required: true,
    },
  },
  output: z.object({ fileId }),
  async run(input, { job, db, environment }) {
    const template = z.enum(templateNames).parse(job.headers.template);
    const newFileId = madeBy(job, 'file');
    const attached = await db.documentFile.findFirst({ where: { fileId: newFileId } });
    if (attached) return { fileId: newFileId };

    const document = await db.document.findUniqueOrThrow({ where: { id: input.documentId } });
    const context = await readRenderContext(db, document, job.now, input.values ?? {});
    const createdAt = new Date(job.now);
    await storeFile(db, environment.storage, {
      id: newFileId,
      name: `${documentTemplates[template].title.vi}.pdf`,
      mediaType: 'application/pdf',
      content: await renderDocument({ template, context, createdAt }),
      ownerAgency: document.agencyCode,
      createdAt,
    });
    await db.$transaction(async (tx) => {
      await appendAudit(tx, {
        documentId: document.id,
        at: createdAt,
        actor: processActor(job),
        action: 'document.render',
        data: { job: job.id, template, fileId: newFileId },
      });
      const files = await tx.documentFile.findMany({
        where: { documentId: document.id },
        include: { file: true },
        orderBy: { position: 'asc' },
      });
      const signed = await tx.signatureRecord.findMany({
        where: { fileId: { in: files.map(({ fileId }) => fileId) } },
      });
      const earlier = files.find(
        ({ file, fileId }) =>
          file.name === `${documentTemplates[template].title.vi}.pdf` &&
          !signed.some((signature) => signature.fileId === fileId),
      );
      if (earlier) {
        await tx.documentFile.updateMany({
          where: { documentId: document.id, fileId: earlier.fileId },
          data: { fileId: newFileId },
        });
      } else {
        await tx.documentFile.create({
          data: {
            documentId: document.id,
            fileId: newFileId,
            role: files.some(({ role }) => role === 'MAIN') ? 'ANNEX' : 'MAIN',
            position: (files.at(-1)?.position ?? 0) + 1,
          },
        });
      }
    });
    return { fileId: newFileId };
  },
});
