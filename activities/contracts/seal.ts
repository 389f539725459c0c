import { z } from 'zod';
import { appendAudit } from '../audit/append.ts';
import { changeStatus } from '../documents/change-status.ts';
import { copyForRecipient } from '../documents/copy-for-recipient.ts';
import { agencyCode, documentId, fileId } from '../fields.ts';
import { externalJob, JobError } from '../job.ts';
import { processActor } from '../job-identity.ts';
import { agencyParty } from '../signatures/credentials.ts';
import { signFile, signingErrors } from '../signatures/sign-file.ts';

export const seal = externalJob({
  type: 'contract.seal',
  title: { vi: 'Đóng dấu và gửi hợp đồng cho các bên', en: 'Seal contract and send it to the parties' },
  description: {
    vi: 'Khi mọi bên đã ký: ký số của cơ quan vào hợp đồng và gửi mỗi doanh nghiệp một bản.',
    en: 'Once all parties have signed: seals the contract and sends each enterprise a copy.',
  },
  input: z.object({ documentId, fileId, agency: agencyCode }),
  output: z.object({ signedFileId: fileId.describe('Tệp hợp đồng có đủ chữ ký | File with all signatures') }),
  errors: {
    ...signingErrors,
    NOT_SIGNED_BY_ALL: { vi: 'Chưa đủ các bên ký', en: 'Not all parties have signed' },
  },
  async run(input, context) {
    const { job, db, environment } = context;
    const parties = await db.contractParty.findMany({
      where: { contractId: input.documentId },
      orderBy: { position: 'asc' },
    });
    if (parties.length === 0 || parties.some(({ signedAt }) => signedAt === null)) {
      throw new JobError('NOT_SIGNED_BY_ALL', 'Chưa đủ các bên ký hợp đồng.');
    }
    const party = await agencyParty(db, environment.pkiFolder, input.agency);
    const signature = { kind: 'seal' as const };
    const request = {
      fileId: input.fileId,
      documentId: input.documentId,
      party,
      signature,
      reason: 'Đóng dấu hợp đồng',
    };
    const signedFileId = await signFile(request, context);

    const at = new Date(job.now);
    await db.$transaction(async (tx) => {
      const contract = await tx.contract.findUniqueOrThrow({ where: { documentId: input.documentId } });
      if (contract.sealedAt) return;
      await appendAudit(tx, {
        documentId: input.documentId,
        at,
        actor: processActor(job),
        action: 'contract.seal',
        data: { job: job.id, fileId: signedFileId },
      });
      await tx.contract.update({
        where: { documentId: input.documentId },
        data: { signedFileId, sealedAt: at },
      });
      for (const { taxCode } of parties) {
        if (!taxCode) continue;
        const copyId = await copyForRecipient(tx, { documentId: input.documentId, taxCode, now: job.now });
        await changeStatus(tx, {
          documentId: copyId,
          code: '01',
          at,
          actor: processActor(job),
          madeBy: `${job.id}/${copyId}`,
        });
      }
    });
    return { signedFileId };
  },
});
