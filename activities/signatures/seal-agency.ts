import { z } from 'zod';
import type { PrismaClient } from '../../prisma/client/client.ts';
import type { Environment } from '../environment.ts';
import { agencyCode, documentId, fileId, fileIds } from '../fields.ts';
import { externalJob, JobError } from '../job.ts';
import { agencyParty } from './credentials.ts';
import { documentOf, pdfFilesOf, type SignatureKind, signFile, signingErrors } from './sign-file.ts';
import { readSignaturePlaces } from './signature-places.ts';

export const sealAgency = externalJob({
  type: 'signature.seal-agency',
  title: { vi: 'Ký số cơ quan, tổ chức', en: 'Seal as agency' },
  description: {
    vi: 'Ký số bằng chứng thư số của cơ quan, hình dấu màu đỏ trùm 1/3 chữ ký về bên trái; phụ lục ở tệp riêng ký ở góc trên bên phải trang đầu. Chỉ ký sau khi người có thẩm quyền đã ký.',
    en: "Signs with the agency's certificate, the red seal over the left third of the signature; annexes in files of their own at the top right of the first page. Only after a person has signed.",
  },
  input: z.object({ fileId: fileId.nullish(), documentId: documentId.nullish(), agency: agencyCode }),
  output: z.object({ fileId: fileId.describe('Tệp đã ký (đầu tiên) | Sealed file (the first)'), fileIds }),
  errors: {
    ...signingErrors,
    NOT_SIGNED: { vi: 'Người có thẩm quyền chưa ký', en: 'No person has signed yet' },
  },
  async run(input, context) {
    const { db, environment } = context;
    const main = input.fileId
      ? [input.fileId]
      : input.documentId
        ? await pdfFilesOf(db, input.documentId, 'MAIN')
        : [];
    const annexes = input.documentId && !input.fileId ? await pdfFilesOf(db, input.documentId, 'ANNEX') : [];
    const party = await agencyParty(db, environment.pkiFolder, input.agency);
    const number = input.documentId ? await numberOf(db, input.documentId) : '';
    for (const source of main) await requirePersonalSignature(db, environment, source);

    const signed: string[] = [];
    const sign = async (source: string, signature: SignatureKind) => {
      const about = input.documentId ?? (await documentOf(db, source));
      const request = { fileId: source, documentId: about, party, signature, reason: 'Ký ban hành văn bản' };
      signed.push(await signFile(request, context));
    };
    for (const source of main) await sign(source, { kind: 'seal' });
    for (const source of annexes) await sign(source, { kind: 'annex', number });
    const [first] = signed;
    if (!first || main.length === 0)
      throw new JobError('UNSIGNABLE', 'Văn bản không có tệp PDF chính để ký.');
    return { fileId: first, fileIds: signed };
  },
});

async function numberOf(db: PrismaClient, documentId: string): Promise<string> {
  const document = await db.document.findUniqueOrThrow({ where: { id: documentId } });
  return document.outgoingNumber ?? document.trackingCode;
}

/** First the person, then the agency (plan 201/KH-UBND, Decree 30/2020, art. 13). */
async function requirePersonalSignature(
  db: PrismaClient,
  { storage }: Environment,
  fileId: string,
): Promise<void> {
  const file = await db.storedFile.findUniqueOrThrow({ where: { id: fileId } });
  const places = await readSignaturePlaces(await storage.get(file.sha256));
  if (!places.isSigned) throw new JobError('NOT_SIGNED', 'Người có thẩm quyền chưa ký văn bản.');
}
