/** What a sender hands in, checked as a whole: every fault is told, each with the path of its field. */
import { z } from 'zod';
import type { Bilingual } from '../../engine/index.ts';
import { documentKind } from '../../prisma/reference-data/index.ts';
import { type Context, viewerOf } from '../context.ts';
import { type ApiError, badInput, refuseAll } from '../errors.ts';
import { isOwn, isUuid } from '../files/file-access.ts';

export interface SubmissionInput {
  idempotencyKey: string;
  receiver: string;
  subject: string;
  kind: string;
  urgency?: 'NORMAL' | 'URGENT' | 'VERY_URGENT' | 'FLASH' | null | undefined;
  originalNumber?: string | null | undefined;
  issuedOn?: string | null | undefined;
  fileIds: string[];
  inReplyTo?: string | null | undefined;
  metadata?: unknown;
}

const mostFiles = 50;

const submission = z.object({
  idempotencyKey: z.string().trim().min(1, text('Cần có khóa chống gửi trùng.', 'A key is needed.')).max(200),
  receiver: z.string(),
  subject: z
    .string()
    .trim()
    .min(1, text('Cần có trích yếu.', 'A subject is needed.'))
    .max(2000, text('Trích yếu dài tối đa 2000 ký tự.', 'A subject has 2000 characters at most.')),
  kind: z
    .string()
    .refine(
      (code) => documentKind(code) !== undefined,
      text('Không có loại văn bản này.', 'There is no such kind.'),
    ),
  urgency: z
    .enum(['NORMAL', 'URGENT', 'VERY_URGENT', 'FLASH'])
    .nullish()
    .transform((value) => value ?? 'NORMAL'),
  originalNumber: z.string().trim().max(200).nullish(),
  issuedOn: z.iso
    .date(text('Ngày ban hành phải có dạng năm-tháng-ngày.', 'The date must be an ISO date.'))
    .nullish(),
  fileIds: z
    .array(z.string())
    .min(1, text('Cần có ít nhất một tệp.', 'At least one file is needed.'))
    .max(mostFiles, text(`Tối đa ${mostFiles} tệp.`, `${mostFiles} files at most.`))
    .refine((ids) => new Set(ids).size === ids.length, text('Có tệp lặp lại.', 'A file is there twice.')),
  inReplyTo: z.string().nullish(),
  metadata: z
    .record(z.string(), z.json(), text('Phải là một đối tượng.', 'An object is needed.'))
    .nullish()
    .transform((value) => value ?? {}),
});

export type Submission = z.output<typeof submission> & { taxCode: string };

/** The tax code of the sender: an enterprise's own, or the one that a portal sends for. */
export async function senderTaxCode({ viewer, load }: Context, metadata: unknown): Promise<string> {
  if (viewer?.side === 'ENTERPRISE' && viewer.taxCode) return viewer.taxCode;
  const named = z.object({ onBehalfOf: z.string() }).safeParse(metadata);
  const enterprise = named.success ? await load.enterprise(named.data.onBehalfOf) : null;
  if (enterprise) return enterprise.taxCode;
  throw badInput('input.metadata.onBehalfOf', {
    vi: 'Cần mã số thuế của một tổ chức, doanh nghiệp đã đăng ký.',
    en: 'The tax code of a registered organisation or enterprise is needed.',
  });
}

/** @throws an error for each fault */
export async function checkSubmission(
  context: Context,
  input: SubmissionInput,
  taxCode: string,
): Promise<Submission> {
  const parsed = submission.safeParse(input);
  const errors = parsed.success ? [] : parsed.error.issues.map(asError);
  if ((await context.load.agency(input.receiver)) === null)
    errors.push(badInput('input.receiver', { vi: 'Không có cơ quan này.', en: 'There is no such agency.' }));
  errors.push(...(await checkFiles(context, input.fileIds.slice(0, mostFiles), taxCode)));
  refuseAll(errors);
  if (!parsed.success) throw new Error('Expected the faults of a submission to be thrown.');
  return { ...parsed.data, taxCode };
}

/** A file of a portal that went out for one enterprise is not sent for another. */
async function checkFiles(context: Context, fileIds: string[], taxCode: string): Promise<ApiError[]> {
  const viewer = viewerOf(context);
  const files = await Promise.all(fileIds.map((id) => (isUuid(id) ? context.load.file(id) : null)));
  return files.flatMap((file, index) => {
    const isFine = file && isOwn(viewer, file) && (file.ownerTaxCode ?? taxCode) === taxCode;
    if (isFine) return [];
    const fault = { vi: 'Không có tệp này trong số các tệp của bạn.', en: 'There is no such file of yours.' };
    return [badInput(`input.fileIds.${index}`, fault)];
  });
}

// ── Texts ──────────────────────────────────────────────────────────────────────────────────────

/** Both languages in zod's one message. */
function text(vi: string, en: string): string {
  return `${vi}|${en}`;
}

const unspecific: Bilingual = { vi: 'Giá trị không hợp lệ.', en: 'The value is not valid.' };

function asError({ path, message }: z.core.$ZodIssue): ApiError {
  const [vi, en] = message.split('|');
  return badInput(['input', ...path].join('.'), vi && en ? { vi, en } : unspecific);
}
