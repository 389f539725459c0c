import { z } from 'zod';
import { documentId, fileId, fileIds, signerId } from '../fields.ts';
import { externalJob, JobError } from '../job.ts';
import { personalParty } from './credentials.ts';
import { documentOf, pdfFilesOf, signFile, signingErrors } from './sign-file.ts';

export const signPersonal = externalJob({
  type: 'signature.sign-personal',
  title: { vi: 'Ký số cá nhân', en: 'Sign personally' },
  description: {
    vi: 'Ký số (PAdES) bằng chứng thư số của người ký, hình chữ ký màu xanh. Ký một tệp, hoặc mọi tệp PDF chính của văn bản; tệp đã ký thay tệp cũ.',
    en: "Signs (PAdES) with the signer's certificate, the signature shown in blue. Signs one file, or every main PDF of the document; the signed file replaces the old one.",
  },
  input: z.object({
    fileId: fileId.nullish(),
    documentId: documentId.nullish(),
    signerId,
    reason: z.string().nullish().describe('Lý do ký | Reason'),
  }),
  output: z.object({ fileId: fileId.describe('Tệp đã ký (đầu tiên) | Signed file (the first)'), fileIds }),
  errors: signingErrors,
  async run(input, context) {
    const { db, environment } = context;
    const sources = input.fileId
      ? [input.fileId]
      : input.documentId
        ? await pdfFilesOf(db, input.documentId, 'MAIN')
        : [];
    const party = await personalParty(db, environment.pkiFolder, input.signerId);
    const signed: string[] = [];
    for (const source of sources) {
      const about = input.documentId ?? (await documentOf(db, source));
      const reason = input.reason || 'Ký văn bản';
      const request = {
        fileId: source,
        documentId: about,
        party,
        signature: { kind: 'personal' as const },
        reason,
      };
      signed.push(await signFile(request, context));
    }
    const [first] = signed;
    if (!first) throw new JobError('UNSIGNABLE', 'Văn bản không có tệp PDF chính để ký.');
    return { fileId: first, fileIds: signed };
  },
});
