import { z } from 'zod';
import { appendAudit } from '../audit/append.ts';
import { vietnamDate } from '../calendar/vietnam-date.ts';
import { documentId, fileId } from '../fields.ts';
import { externalJob } from '../job.ts';
import { madeBy, processActor } from '../job-identity.ts';
import { renderDocument } from '../rendering/index.ts';
import { agencyParty } from '../signatures/credentials.ts';
import { signContent, signingErrors } from '../signatures/sign-file.ts';
import { toVietnameseTime } from '../signing/vietnam-time.ts';
import { attachFiles } from './attach-files.ts';
import { readRenderContext } from './render-context.ts';
import { storeFile } from './store-file.ts';

export const issueReceipt = externalJob({
  type: 'document.issue-receipt',
  title: { vi: 'Cấp giấy biên nhận', en: 'Issue receipt' },
  description: {
    vi: 'Lập giấy biên nhận có mã tra cứu, số đến và mã băm của từng tệp, ký số của cơ quan và gửi cho bên gửi ngay trong ngày (khoản 2 Điều 21 Nghị định số 30/2020/NĐ-CP).',
    en: 'Makes a receipt with tracking code, incoming number and the hash of each file, sealed by the agency, for the sender on the same day (Decree 30/2020, art. 21.2).',
  },
  input: z.object({ documentId }),
  output: z.object({ receiptFileId: fileId.describe('Tệp giấy biên nhận | File of the receipt') }),
  errors: signingErrors,
  async run(input, { job, db, environment }) {
    const receiptFileId = madeBy(job, 'receipt');
    if (await db.documentFile.findFirst({ where: { fileId: receiptFileId } })) return { receiptFileId };

    const document = await db.document.findUniqueOrThrow({
      where: { id: input.documentId },
      include: { files: { include: { file: true }, orderBy: { position: 'asc' } } },
    });
    const createdAt = new Date(job.now);
    const files = document.files
      .filter(({ role }) => role !== 'RECEIPT')
      .map(({ file }) => `${file.name}: ${file.sha256}`);
    const context = await readRenderContext(db, document, job.now, {
      trackingCode: document.trackingCode,
      incomingNumber: document.incomingNumber,
      originalNumber: document.originalNumber,
      receivedAtText: toVietnameseTime(document.receivedAt ?? document.createdAt),
      files,
    });
    const pdf = await renderDocument({
      template: 'receipt',
      context: { ...context, date: vietnamDate(job.now), urgency: 'NORMAL' },
      createdAt,
    });
    const party = await agencyParty(db, environment.pkiFolder, document.agencyCode);
    const request = {
      fileId: receiptFileId,
      documentId: document.id,
      party,
      signature: { kind: 'seal' as const },
      reason: 'Xác nhận tiếp nhận văn bản điện tử',
    };
    await storeFile(db, environment.storage, {
      id: receiptFileId,
      name: `Giấy biên nhận ${document.trackingCode}.pdf`,
      mediaType: 'application/pdf',
      content: await signContent(pdf, request, createdAt),
      ownerAgency: document.agencyCode,
      ownerTaxCode: document.taxCode,
      createdAt,
    });
    await db.$transaction(async (tx) => {
      await appendAudit(tx, {
        documentId: document.id,
        at: createdAt,
        actor: processActor(job),
        action: 'document.issue-receipt',
        data: { job: job.id, fileId: receiptFileId, serial: party.credential.serial },
      });
      await attachFiles(tx, document.id, [{ fileId: receiptFileId, role: 'RECEIPT' }]);
      await tx.signatureRecord.createMany({
        data: [
          {
            fileId: receiptFileId,
            documentId: document.id,
            agencyCode: document.agencyCode,
            subject: party.name,
            serial: party.credential.serial,
            level: 'PAdES-B-B',
            signedAt: createdAt,
            madeBy: job.id,
          },
        ],
        skipDuplicates: true,
      });
    });
    return { receiptFileId };
  },
});
