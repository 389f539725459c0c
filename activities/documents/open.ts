import { z } from 'zod';
import { vietnamDate } from '../calendar/vietnam-date.ts';
import { agencyCode, documentId, fileIds, person, taxCode, urgency } from '../fields.ts';
import { transactionalJob } from '../job.ts';
import { madeBy, processActor } from '../job-identity.ts';
import { attachFiles, mainAndAnnexes } from './attach-files.ts';
import { changeStatus } from './change-status.ts';
import { newTrackingCode } from './tracking-code.ts';

export const open = transactionalJob({
  type: 'document.open',
  title: { vi: 'Lập văn bản', en: 'Open document' },
  description: {
    vi: 'Lập một văn bản mới của cơ quan và gắn quy trình này với văn bản đó. Văn bản đi chỉ thuộc về doanh nghiệp nhận sau khi phát hành.',
    en: 'Makes a new document of the agency and ties this process to it. An outgoing document belongs to its recipients only once it is delivered.',
  },
  input: z.object({
    direction: z
      .enum(['INCOMING', 'OUTGOING'])
      .nullish()
      .describe('Chiều: đến hoặc đi | Direction: incoming or outgoing'),
    subject: z.string().trim().min(1).max(2000).describe('Trích yếu | Subject'),
    kind: z.string().min(1).describe('Loại văn bản | Document kind'),
    agency: agencyCode,
    taxCode: taxCode.nullish(),
    recipients: z.array(taxCode).nullish().describe('Các mã số thuế nhận | Tax codes of the recipients'),
    urgency: urgency.nullish(),
    fileIds: fileIds.nullish(),
    startedBy: person.nullish().describe('Người lập | Opened by'),
  }),
  output: z.object({ documentId, trackingCode: z.string().describe('Mã tra cứu | Tracking code') }),
  async run(input, { job, tx }) {
    const id = madeBy(job, 'document');
    const trackingCode = newTrackingCode(input.agency, job.now, id);
    const answer = { documentId: id, trackingCode };
    if (await tx.document.findUnique({ where: { id }, select: { id: true } })) return answer;

    const at = new Date(job.now);
    const direction = input.direction ?? 'OUTGOING';
    const recipients = [...new Set([...(input.taxCode ? [input.taxCode] : []), ...(input.recipients ?? [])])];
    await tx.document.create({
      data: {
        id,
        trackingCode,
        direction,
        subject: input.subject,
        kind: input.kind,
        urgency: input.urgency ?? 'NORMAL',
        agencyCode: input.agency,
        taxCode: direction === 'INCOMING' ? (input.taxCode ?? null) : null,
        issuedOn: direction === 'INCOMING' ? vietnamDate(job.now) : null,
        statusSince: at,
        createdAt: at,
        instanceId: job.instanceId,
        submittedById: input.startedBy?.id ?? null,
        metadata: direction === 'OUTGOING' ? { recipients } : {},
      },
    });
    await attachFiles(tx, id, mainAndAnnexes(input.fileIds ?? []));
    await changeStatus(tx, {
      documentId: id,
      code: direction === 'INCOMING' ? '01' : '05',
      at,
      actor: input.startedBy?.username ?? processActor(job),
      actorId: input.startedBy?.id ?? null,
      madeBy: job.id,
    });
    await tx.processInstance.updateMany({ where: { id: job.instanceId }, data: { documentId: id } });
    return answer;
  },
});
