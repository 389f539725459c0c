/** Taking in a file: scanned, hashed, stored once per content, owned by the organisation of whoever brought it. */
import { createHash } from 'node:crypto';
import type { ScanVerdict } from '../../prisma/client/client.ts';
import type { Identity } from '../authorisation/identity.ts';
import { type Context, viewerOf } from '../context.ts';
import { badInput } from '../errors.ts';
import type { FileRow } from '../loaders.ts';
import { mediaTypeOf } from './media-type.ts';

/** As large as a Postgres `integer` and a request body allow; the request limit is in server.ts. */
export const maximumFileBytes = 100 * 1024 * 1024;
const maximumNameLength = 255;

export async function uploadFile(context: Context, file: File): Promise<FileRow> {
  const viewer = viewerOf(context);
  const name = safeName(file.name);
  if (file.size === 0) throw badInput('file', { vi: 'Tệp rỗng.', en: 'The file is empty.' });
  if (file.size > maximumFileBytes) throw badInput('file', tooLarge);
  const content = new Uint8Array(await file.arrayBuffer());
  const mediaType = mediaTypeOf(content, name);
  await admit(context, content, mediaType);
  const { sha256 } = await context.storage.put(content);
  return context.db.storedFile.create({
    data: { name, sha256, uploadedById: viewer.id, ...ownerOf(viewer) },
    include: { blob: { select: { size: true, mediaType: true } } },
  });
}

/** Scans the content unless it is known, and records the verdict: an infected content is never stored. */
async function admit({ db, scan, log }: Context, content: Uint8Array, mediaType: string): Promise<void> {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const known = await db.blob.findUnique({ where: { sha256 } });
  if (known?.verdict === 'CLEAN') return;
  const { verdict, finding } = await scan(content);
  const scanned = { verdict, scannedAt: new Date() };
  await db.blob.upsert({
    where: { sha256 },
    create: { sha256, size: content.byteLength, mediaType, ...scanned },
    update: scanned,
  });
  if (verdict !== ('INFECTED' satisfies ScanVerdict)) return;
  log.warn({ sha256, finding }, 'infected file refused');
  throw badInput('file', {
    vi: 'Tệp chứa mã độc nên không được tiếp nhận.',
    en: 'The file contains malicious code and is refused.',
  });
}

function ownerOf(viewer: Identity): { ownerAgency: string | null; ownerTaxCode: string | null } {
  return { ownerAgency: viewer.agencyCode, ownerTaxCode: viewer.taxCode };
}

/** Without folders and control characters, in composed form (NFC): file systems differ in how they write "ễ". */
function safeName(name: string): string {
  const base = name.normalize('NFC').split(/[\\/]/).at(-1) ?? '';
  const clean = base.replaceAll(/\p{Cc}/gu, '').trim();
  if (clean !== '' && clean.length <= maximumNameLength) return clean;
  throw badInput('file', {
    vi: 'Tên tệp phải có từ 1 đến 255 ký tự.',
    en: 'A file name has 1 to 255 characters.',
  });
}

const tooLarge = { vi: 'Tệp lớn hơn 100 MB.', en: 'The file is larger than 100 MB.' };
