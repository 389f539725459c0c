/** Documents and files for tests. */
import { randomUUID } from 'node:crypto';
import { storeFile } from '../../../activities/documents/store-file.ts';
import { newTrackingCode } from '../../../activities/documents/tracking-code.ts';
import type { Environment } from '../../../activities/environment.ts';
import { renderDocument } from '../../../activities/rendering/index.ts';
import type { Prisma, PrismaClient } from '../../../prisma/client/client.ts';
import type { FileRole, ScanVerdict } from '../../../prisma/client/enums.ts';
import { defaultNow } from './jobs.ts';

export async function aDocument(
  db: PrismaClient,
  data: Partial<Prisma.DocumentUncheckedCreateInput> = {},
): Promise<string> {
  const { id } = await db.document.create({
    data: {
      trackingCode: newTrackingCode('H26.01', Date.parse(defaultNow)),
      direction: 'INCOMING',
      subject: 'Đề nghị hướng dẫn thủ tục mở rộng nhà máy',
      kind: 'CV',
      agencyCode: 'H26.01',
      taxCode: '0199990011',
      ...data,
    },
  });
  return id;
}

export async function aFile(
  db: PrismaClient,
  environment: Environment,
  content: Uint8Array,
  options: { name?: string; mediaType?: string; verdict?: ScanVerdict } = {},
): Promise<string> {
  const id = randomUUID();
  await storeFile(db, environment.storage, {
    id,
    name: options.name ?? 'van-ban.pdf',
    mediaType: options.mediaType ?? 'application/pdf',
    content,
    verdict: options.verdict ?? 'CLEAN',
    ownerTaxCode: '0199990011',
    createdAt: new Date(defaultNow),
  });
  return id;
}

export async function attach(
  db: PrismaClient,
  documentId: string,
  fileId: string,
  role: FileRole = 'MAIN',
): Promise<void> {
  const position = (await db.documentFile.count({ where: { documentId } })) + 1;
  await db.documentFile.create({ data: { documentId, fileId, role, position } });
}

/** An official letter of one page with a place for signature and seal. */
export function aLetter(subject = 'Trả lời kiến nghị của doanh nghiệp'): Promise<Uint8Array> {
  return renderDocument({
    template: 'official-letter',
    createdAt: new Date(defaultNow),
    context: {
      issuer: {
        code: 'H26.01',
        name: 'Sở Kế hoạch và Đầu tư',
        symbol: 'SKHĐT',
        superiorName: 'Ủy ban nhân dân thành phố Hà Nội',
        leader: { name: 'Trần Quốc Bảo', title: 'Phó Giám đốc' },
      },
      subject,
      number: '05/CV-SKHĐT',
      kind: 'CV',
      date: '2026-11-20',
      place: 'Hà Nội',
      urgency: 'NORMAL',
      recipients: [
        { taxCode: '0199990011', name: 'Công ty Cổ phần Thiết bị điện Thăng Long', address: null },
      ],
      values: { body: 'Sở Kế hoạch và Đầu tư đã xem xét kiến nghị của Quý Công ty và có ý kiến như sau.' },
    },
  });
}

export async function personId(db: PrismaClient, username: string): Promise<string> {
  return (await db.person.findUniqueOrThrow({ where: { username } })).id;
}

export async function contentOf(
  db: PrismaClient,
  { storage }: Environment,
  fileId: string,
): Promise<Uint8Array> {
  return storage.get((await db.storedFile.findUniqueOrThrow({ where: { id: fileId } })).sha256);
}
