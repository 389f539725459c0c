/** Signing one stored file: the signed file takes its place in the document, and the signature is recorded. */
import type { PrismaClient } from '../../prisma/client/client.ts';
import { appendAudit } from '../audit/append.ts';
import { storeFile } from '../documents/store-file.ts';
import type { Environment } from '../environment.ts';
import { type JobContext, JobError } from '../job.ts';
import { namedUuid, processActor } from '../job-identity.ts';
import { writeNumber } from '../rendering/index.ts';
import { type Appearance, SigningError, signPdf } from '../signing/index.ts';
import type { SigningParty } from './credentials.ts';
import { placeFor, readSignaturePlaces } from './signature-places.ts';

/** What the jobs that sign may raise, for their declarations. */
export const signingErrors = {
  UNSIGNABLE: { vi: 'Tệp không ký số được', en: 'The file cannot be signed' },
  UNKNOWN_SIGNER: { vi: 'Người ký không hợp lệ', en: 'The signer is not known' },
};

export type SignatureKind =
  /** A person, in blue. */
  | { kind: 'personal' }
  /** The agency's red seal over the person's signature. */
  | { kind: 'seal' }
  /** The agency on an annex in a file of its own: one line at the top, without an image. */
  | { kind: 'annex'; number: string };

export interface SignRequest {
  fileId: string;
  /** The document that the signature is about. */
  documentId: string | null;
  party: SigningParty;
  signature: SignatureKind;
  reason: string;
}

export interface SigningContext {
  job: JobContext;
  db: PrismaClient;
  environment: Environment;
}

function appearanceOf({ signature, party }: SignRequest): Appearance {
  switch (signature.kind) {
    case 'personal':
      return {
        kind: 'personal',
        ...(party.title ? { title: party.title } : {}),
        ...(party.organisationName ? { organisation: party.organisationName } : {}),
      };
    case 'seal':
      return {
        kind: 'seal',
        agencyName: party.name,
        ...(party.superiorName ? { superiorName: party.superiorName } : {}),
      };
    case 'annex':
      return { kind: 'annex', number: signature.number };
  }
}

/** @throws JobError UNSIGNABLE when the file does not allow it */
export async function signContent(
  content: Uint8Array,
  request: SignRequest,
  signingTime: Date,
): Promise<Uint8Array> {
  const { party, signature, reason } = request;
  const places = await readSignaturePlaces(content);
  const fieldName =
    signature.kind === 'annex'
      ? undefined
      : placeFor(places, signature.kind, party.agencyCode ?? party.taxCode);
  try {
    return await signPdf(content, {
      signer: party.credential.signer,
      signerName: party.name,
      reason,
      location: 'Hà Nội',
      signingTime,
      appearance: appearanceOf(request),
      ...(fieldName ? { fieldName } : {}),
    });
  } catch (error) {
    if (error instanceof SigningError)
      throw new JobError('UNSIGNABLE', error.messages.vi, { reason: error.code });
    throw error;
  }
}

/** A document that was written before it had its number gets it before the first signature. */
async function withNumber(
  db: PrismaClient,
  documentId: string | null,
  content: Uint8Array,
): Promise<Uint8Array> {
  if (!documentId || (await readSignaturePlaces(content)).isSigned) return content;
  const document = await db.document.findUnique({
    where: { id: documentId },
    select: { outgoingNumber: true },
  });
  return document?.outgoingNumber ? writeNumber(content, document.outgoingNumber) : content;
}

/**
 * Signs the file once for the job, however often the job is run.
 * @returns id of the signed file
 */
export async function signFile(
  request: SignRequest,
  { job, db, environment }: SigningContext,
): Promise<string> {
  const { fileId, documentId, party } = request;
  const madeBy = `${job.id}:${fileId}`;
  const earlier = await db.signatureRecord.findFirst({
    where: { OR: [{ madeBy }, { fileId, madeBy: { startsWith: `${job.id}:` } }] },
  });
  if (earlier) return earlier.fileId;

  const source = await db.storedFile.findUniqueOrThrow({ where: { id: fileId }, include: { blob: true } });
  if (source.blob.verdict === 'INFECTED')
    throw new JobError('UNSIGNABLE', 'Tệp có mã độc, không được ký số.');
  const signedAt = new Date(job.now);
  const content = await withNumber(db, documentId, await environment.storage.get(source.sha256));
  const signed = await signContent(content, request, signedAt);
  const signedId = namedUuid(`${madeBy}/signed`);
  await storeFile(db, environment.storage, {
    id: signedId,
    name: source.name,
    mediaType: 'application/pdf',
    content: signed,
    verdict: source.blob.verdict,
    ownerAgency: source.ownerAgency,
    ownerTaxCode: source.ownerTaxCode,
    createdAt: signedAt,
  });
  await db.$transaction(async (tx) => {
    if (documentId) {
      await appendAudit(tx, {
        documentId,
        at: signedAt,
        actor: party.signerId ? `person:${party.signerId}` : processActor(job),
        action: `signature.${request.signature.kind}`,
        data: { job: job.id, fileId, signedId, serial: party.credential.serial },
      });
    }
    const places = await tx.documentFile.count({ where: { fileId } });
    const replaced = await tx.documentFile.updateMany({ where: { fileId }, data: { fileId: signedId } });
    if (replaced.count !== places) throw new Error('The file was replaced while it was being signed.');
    await tx.signatureRecord.create({
      data: {
        fileId: signedId,
        documentId,
        signerId: party.signerId,
        agencyCode: party.agencyCode,
        taxCode: party.taxCode,
        subject: party.name,
        serial: party.credential.serial,
        level: 'PAdES-B-B',
        signedAt,
        madeBy,
      },
    });
  });
  return signedId;
}

/** The document's files of that role that are PDF, in their order. */
export async function pdfFilesOf(
  db: PrismaClient,
  documentId: string,
  role: 'MAIN' | 'ANNEX',
): Promise<string[]> {
  const files = await db.documentFile.findMany({
    where: { documentId, role, file: { blob: { mediaType: 'application/pdf' } } },
    orderBy: { position: 'asc' },
    select: { fileId: true },
  });
  return files.map(({ fileId }) => fileId);
}

/** The document that has this file, if the caller did not name it. */
export async function documentOf(db: PrismaClient, fileId: string): Promise<string | null> {
  const place = await db.documentFile.findFirst({ where: { fileId }, select: { documentId: true } });
  return place?.documentId ?? null;
}
