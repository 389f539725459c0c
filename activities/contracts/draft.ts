import { z } from 'zod';
import type { ContractTemplate, Document, Prisma, PrismaClient } from '../../prisma/client/client.ts';
import { appendAudit } from '../audit/append.ts';
import { vietnamDate } from '../calendar/vietnam-date.ts';
import { attachFiles } from '../documents/attach-files.ts';
import { storeFile } from '../documents/store-file.ts';
import { agencyCode, documentId, fileId, taxCode } from '../fields.ts';
import { externalJob, JobError } from '../job.ts';
import { madeBy, processActor } from '../job-identity.ts';
import { type ContractPartyText, contractDocument, renderOfficialDocument } from '../rendering/index.ts';

const partyInput = z.object({
  name: z.string().nullish(),
  taxCode: taxCode.nullish(),
  agencyCode: agencyCode.nullish(),
});

export const draft = externalJob({
  type: 'contract.draft',
  title: { vi: 'Soạn hợp đồng', en: 'Draft contract' },
  description: {
    vi: 'Soạn hợp đồng từ mẫu với các giá trị đã nhập, có chỗ ký của từng bên theo thứ tự ký. Soạn lại được khi chưa bên nào ký.',
    en: 'Drafts the contract from a template with the values given, with a place for each party to sign, in the signing order. Can be done again as long as nobody has signed.',
  },
  input: z.object({
    documentId,
    templateId: z.string().min(1).describe('Mẫu hợp đồng | Template'),
    values: z.record(z.string(), z.json()).nullish().describe('Các giá trị | Values'),
    parties: z.array(partyInput).min(2).describe('Các bên theo thứ tự ký | Parties in signing order'),
  }),
  output: z.object({
    fileId,
    parties: z
      .array(
        z.object({
          position: z.number().int(),
          name: z.string(),
          taxCode: z.string().nullable(),
          agencyCode: z.string().nullable(),
          group: z.string(),
        }),
      )
      .describe('Các bên và nhóm người ký | Parties with the groups that sign'),
  }),
  errors: {
    UNKNOWN_TEMPLATE: { vi: 'Không có mẫu hợp đồng này', en: 'There is no such template' },
    UNKNOWN_PARTY: { vi: 'Không rõ một bên của hợp đồng', en: 'A party is not known' },
    ALREADY_SIGNED: { vi: 'Đã có bên ký hợp đồng', en: 'A party has signed already' },
  },
  async run(input, { job, db, environment }) {
    const newFileId = madeBy(job, 'file');
    const template = await db.contractTemplate.findUnique({ where: { id: input.templateId } });
    if (!template) throw new JobError('UNKNOWN_TEMPLATE', `Không có mẫu hợp đồng "${input.templateId}".`);
    const parties: ContractPartyText[] = [];
    for (const [index, party] of input.parties.entries()) parties.push(await readParty(db, index + 1, party));
    const answer = {
      fileId: newFileId,
      parties: parties.map(({ position, name, taxCode, agencyCode }) => ({
        position,
        name,
        taxCode,
        agencyCode,
        group: agencyCode ? `leader@${agencyCode}` : `member@${taxCode}`,
      })),
    };
    if (await db.documentFile.findFirst({ where: { fileId: newFileId } })) return answer;

    const document = await db.document.findUniqueOrThrow({ where: { id: input.documentId } });
    const values = input.values ?? {};
    const createdAt = new Date(job.now);
    await storeFile(db, environment.storage, {
      id: newFileId,
      name: `${template.name}.pdf`,
      mediaType: 'application/pdf',
      content: await renderContract({ template, document, parties, values, createdAt }),
      ownerAgency: document.agencyCode,
      createdAt,
    });
    await db.$transaction(async (tx) => {
      await appendAudit(tx, {
        documentId: document.id,
        at: createdAt,
        actor: processActor(job),
        action: 'contract.draft',
        data: { job: job.id, templateId: template.id, fileId: newFileId, parties: answer.parties },
      });
      await replaceDraft(tx, {
        documentId: document.id,
        templateId: template.id,
        values,
        parties,
        fileId: newFileId,
      });
    });
    return answer;
  },
});

async function readParty(
  db: PrismaClient,
  position: number,
  party: z.output<typeof partyInput>,
): Promise<ContractPartyText> {
  const people = await db.person.findMany({
    where: party.agencyCode
      ? { agencyCode: party.agencyCode, active: true, roles: { has: 'LEADER' } }
      : { taxCode: party.taxCode ?? '', active: true },
    take: 2,
  });
  const [person] = people;
  const representative = person && people.length === 1 ? { name: person.name, title: person.title } : null;
  if (party.agencyCode) {
    const agency = await db.agency.findUnique({ where: { code: party.agencyCode } });
    if (!agency) throw new JobError('UNKNOWN_PARTY', `Không có cơ quan mã ${party.agencyCode}.`);
    return {
      position,
      name: agency.name,
      agencyCode: agency.code,
      taxCode: null,
      address: null,
      representative,
    };
  }
  const enterprise = party.taxCode
    ? await db.enterprise.findUnique({ where: { taxCode: party.taxCode } })
    : null;
  const name = enterprise?.name ?? party.name;
  if (!name || !party.taxCode) {
    throw new JobError(
      'UNKNOWN_PARTY',
      `Không rõ bên thứ ${position}: cần mã số thuế đã đăng ký, hoặc tên và mã số thuế.`,
    );
  }
  const address = enterprise?.address ?? null;
  return { position, name, agencyCode: null, taxCode: party.taxCode, address, representative };
}

function renderContract(contract: {
  template: ContractTemplate;
  document: Document;
  parties: ContractPartyText[];
  values: Record<string, unknown>;
  createdAt: Date;
}): Promise<Uint8Array> {
  const { template, document, parties, values, createdAt } = contract;
  const text = contractDocument({
    name: template.name,
    subject: document.subject,
    body: template.body,
    values,
    parties,
    place: 'Hà Nội',
    date: vietnamDate(createdAt.getTime()),
  });
  return renderOfficialDocument(text, { title: document.subject, createdAt });
}

async function replaceDraft(
  tx: Prisma.TransactionClient,
  contract: {
    documentId: string;
    templateId: string;
    values: Record<string, unknown>;
    parties: ContractPartyText[];
    fileId: string;
  },
): Promise<void> {
  const { documentId, templateId, values, parties, fileId } = contract;
  const signed = await tx.contractParty.count({ where: { contractId: documentId, signedAt: { not: null } } });
  if (signed > 0) throw new JobError('ALREADY_SIGNED', 'Đã có bên ký hợp đồng, không soạn lại được.');
  const earlier = await tx.contract.findUnique({ where: { documentId } });
  const data = {
    templateId,
    values: values as Prisma.InputJsonObject,
    draftFileId: fileId,
    signedFileId: null,
  };
  await tx.contract.upsert({ where: { documentId }, create: { documentId, ...data }, update: data });
  await tx.contractParty.deleteMany({ where: { contractId: documentId } });
  await tx.contractParty.createMany({
    data: parties.map(({ position, name, agencyCode, taxCode }) => ({
      contractId: documentId,
      position,
      name,
      agencyCode,
      taxCode,
    })),
  });
  if (earlier?.draftFileId) {
    await tx.documentFile.deleteMany({ where: { documentId, fileId: earlier.draftFileId } });
  }
  await attachFiles(tx, documentId, [{ fileId, role: 'MAIN' }]);
}
