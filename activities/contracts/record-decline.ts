import { z } from 'zod';
import { auditedOnce } from '../audit/append.ts';
import { documentId, nothing } from '../fields.ts';
import { transactionalJob } from '../job.ts';

export const recordDecline = transactionalJob({
  type: 'contract.record-decline',
  title: { vi: 'Ghi nhận từ chối ký hợp đồng', en: 'Record contract decline' },
  description: {
    vi: 'Ghi nhận một bên từ chối ký hợp đồng cùng lý do.',
    en: 'Records that a party declined to sign, with its reason.',
  },
  input: z.object({
    documentId,
    position: z.number().int().positive().describe('Thứ tự ký | Position in the signing order'),
    reason: z.string().trim().min(1).describe('Lý do | Reason'),
  }),
  output: nothing,
  run({ documentId, position, reason }, { job, tx }) {
    const record = { documentId, action: 'contract.record-decline', data: { position, reason } };
    return auditedOnce(tx, job, record, async () => {
      const key = { contractId_position: { contractId: documentId, position } };
      const party = await tx.contractParty.findUniqueOrThrow({ where: key });
      if (party.signedAt) throw new Error(`Party ${position} has signed the contract already.`);
      await tx.contractParty.update({ where: key, data: { declinedAt: new Date(job.now) } });
      return {};
    });
  },
});
