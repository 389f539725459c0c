import { z } from 'zod';
import type { ScanVerdict } from '../../prisma/client/enums.ts';
import { documentId } from '../fields.ts';
import { externalJob } from '../job.ts';
import { demoAuthority } from '../signatures/demo-authority.ts';
import { type VerificationReport, verifyPdf } from '../signing/index.ts';
import { readMetadata } from './metadata.ts';

const grounds = [
  'SIGNED',
  'UNSIGNED',
  'INFECTED',
  'UNREADABLE',
  'BROKEN_SIGNATURE',
  'DECLARED_SECRET',
] as const;
type Ground = (typeof grounds)[number];

/** The worst first: it gives the ground. */
const severity: readonly Ground[] = [
  'DECLARED_SECRET',
  'INFECTED',
  'UNREADABLE',
  'BROKEN_SIGNATURE',
  'UNSIGNED',
  'SIGNED',
];

export const checkValidity = externalJob({
  type: 'document.check-validity',
  title: { vi: 'Kiểm tra tính hợp lệ của văn bản', en: 'Check validity' },
  description: {
    vi: 'Kiểm tra mã độc, khả năng đọc và chữ ký số của từng tệp. Văn bản chưa ký hoặc có chữ ký chưa xác minh được vẫn đọc được: việc nhận hay không do bảng quyết định và văn thư.',
    en: 'Checks every file for viruses, readability and signatures. A document that is unsigned, or whose signature cannot be confirmed, is still readable: whether it is accepted is for the decision table and the records officer.',
  },
  input: z.object({ documentId }),
  output: z.object({
    validity: z
      .object({
        valid: z.boolean(),
        ground: z.enum(grounds),
        signatureCount: z.number().int(),
        findings: z.array(z.string()),
      })
      .describe('Kết quả kiểm tra | Result'),
  }),
  async run(input, { job, db, environment }) {
    const document = await db.document.findUniqueOrThrow({
      where: { id: input.documentId },
      include: { files: { include: { file: { include: { blob: true } } }, orderBy: { position: 'asc' } } },
    });
    const authority = await demoAuthority(environment.pkiFolder);
    const trust = await authority.trust();
    const files = document.files.filter(({ role }) => role !== 'RECEIPT' && role !== 'DRAFT');
    const checks: FileCheck[] = [];
    for (const { file, role } of files) {
      const content = await environment.storage.get(file.sha256).catch(nullIfMissing);
      const isPdf = content !== null && Buffer.from(content.subarray(0, 5)).toString('latin1') === '%PDF-';
      const report =
        content && isPdf ? await verifyPdf(content, { ...trust, validationTime: new Date(job.now) }) : null;
      const { verdict, mediaType } = file.blob;
      checks.push(
        checkFile({ name: file.name, isMain: role === 'MAIN', verdict, mediaType, content, report }),
      );
    }
    if (readMetadata(document.metadata).secrecy) {
      checks.push({
        ground: 'DECLARED_SECRET',
        signatureCount: 0,
        findings: ['Văn bản được khai là bí mật nhà nước, không được gửi qua hệ thống này.'],
      });
    }
    if (!files.some(({ role }) => role === 'MAIN')) {
      checks.push({ ground: 'UNREADABLE', signatureCount: 0, findings: ['Không có tệp văn bản chính.'] });
    }
    const ground =
      severity.find((candidate) => checks.some((check) => check.ground === candidate)) ?? 'UNSIGNED';
    return {
      validity: {
        valid: ground === 'SIGNED' || ground === 'UNSIGNED',
        ground,
        signatureCount: checks.reduce((sum, { signatureCount }) => sum + signatureCount, 0),
        findings: checks.flatMap(({ findings }) => findings),
      },
    };
  },
});

/** Storage that does not answer says nothing about the document: the job is tried again, and the sender is not refused for our outage. */
function nullIfMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

interface FileCheck {
  /** `null`: says nothing against the document, and nothing for it. */
  ground: Ground | null;
  signatureCount: number;
  findings: string[];
}

function checkFile(file: {
  name: string;
  isMain: boolean;
  verdict: ScanVerdict;
  mediaType: string;
  content: Uint8Array | null;
  report: VerificationReport | null;
}): FileCheck {
  const { name, isMain, verdict, mediaType, content, report } = file;
  const found = (ground: Ground | null, ...findings: string[]): FileCheck => ({
    ground,
    signatureCount: report?.signatures.length ?? 0,
    findings: findings.map((finding) => `${name}: ${finding}`),
  });
  if (verdict === 'INFECTED') return found('INFECTED', 'có mã độc.');
  if (!content) return found('UNREADABLE', 'không đọc được nội dung đã lưu.');
  if (!report) {
    if (mediaType === 'application/pdf') return found('UNREADABLE', 'khai là PDF nhưng không phải PDF.');
    return isMain ? found('UNSIGNED', 'không phải PDF, không kiểm tra được chữ ký số.') : found(null);
  }
  if (report.problem) return found('UNREADABLE', report.problem.message.vi);
  const notes = report.signatures
    .filter((signature) => signature.verdict !== 'TOTAL_PASSED')
    .map((signature) => `chữ ký của ${signature.signerName ?? 'người không rõ'}: ${signature.reason.vi}`);
  if (report.verdict === 'TOTAL_FAILED') return found('BROKEN_SIGNATURE', ...notes);
  // An annex needs no signature of its own.
  if (!isMain) return found(null, ...notes);
  if (report.verdict === 'TOTAL_PASSED') return found('SIGNED');
  return report.verdict === null ? found('UNSIGNED', 'chưa được ký số.') : found('UNSIGNED', ...notes);
}
