import { z } from 'zod';
import { auditedOnce } from '../audit/append.ts';
import { documentId, fileId, nothing, signerId } from '../fields.ts';
import { transactionalJob } from '../job.ts';

export const recordSignature = transactionalJob({
  type: 'contract.record-signature',
  title: { vi: 'Ghi nhận bên ký hợp đồng', en: 'Record contract signature' },
  description: {
    vi: 'Ghi nhận một bên đã ký hợp đồng. Các bên ký theo thứ tự: chưa đến lượt thì không ghi nhận được.',
    en: 'Records that a party has signed. Parties sign in order: one whose turn has not come is refused.',
  },
  input: z.object({
    documentId,
    position: z.number().int().positive().describe('Thứ tự ký | Position in the signing order'),
    signerId,
    fileId: fileId.describe('Tệp đã ký | Signed file'),
  }),
  output: nothing,
  run({ documentId, position, signerId, fileId }, { job, tx }) {
    const record = { documentId, action: 'contract.record-signature', data: { position, signerId, fileId } };
    return auditedOnce(tx, job, record, async () => {
      const parties = await tx.contractParty.findMany({
        where: { contractId: documentId },
        orderBy: { position: 'asc' },
      });
      const next = parties.find((party) => party.signedAt === null);
      if (next?.position !== position || next.declinedAt) {
        throw new Error(
          `Expected party ${next?.position ?? '(none)'} of the contract to sign next, but got ${position}.`,
        );
      }
      await tx.contractParty.update({
        where: { contractId_position: { contractId: documentId, position } },
        data: { signedAt: new Date(job.now), signerId },
      });
      await tx.contract.update({ where: { documentId }, data: { signedFileId: fileId } });
      return {};
    });
  },
});
