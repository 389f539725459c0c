/**
 * Handing in a document. It is accepted when its one transaction is: the document, its files, its first status, the audit
 * entry and the process instance to be started are there together, or none of them.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { attachFiles, mainAndAnnexes } from '../../activities/documents/attach-files.ts';
import { changeStatus } from '../../activities/documents/change-status.ts';
import { newTrackingCode } from '../../activities/documents/tracking-code.ts';
import { type Document, Prisma } from '../../prisma/client/client.ts';
import { dispatchInstance, prepareInstance } from '../../workflows/client/index.ts';
import { type Context, viewerOf } from '../context.ts';
import { badInput, names, notFound } from '../errors.ts';
import { isUuid } from '../files/file-access.ts';
import { submissionProcess } from '../processes/startable-definitions.ts';
import { checkSubmission, type Submission, type SubmissionInput, senderTaxCode } from './submission-input.ts';
import { findSupplemented, supplement } from './supplement.ts';
import { takeOverFiles } from './take-over-files.ts';

/** How long the sender waits for the first steps; the dispatcher starts what did not get through. */
const dispatchLimitMs = 8_000;

export async function submitDocument(context: Context, input: SubmissionInput): Promise<Document> {
  const taxCode = await senderTaxCode(context, input.metadata);
  const earlier = await findEarlier(context, taxCode, input.idempotencyKey);
  if (earlier) return earlier;
  const submission = await checkSubmission(context, input, taxCode);
  const answered = await findAnswered(context, submission.inReplyTo);
  const document =
    answered?.pausedAt && answered.direction === 'INCOMING'
      ? await supplement(context, answered, submission)
      : await accept(context, submission, answered);
  return context.db.document.findUniqueOrThrow({ where: { id: document.id } });
}

/** A repetition of the sender's own, whether it made a document or supplemented one. */
async function findEarlier(
  context: Context,
  taxCode: string,
  idempotencyKey: string,
): Promise<Document | null> {
  const key = { taxCode, direction: 'INCOMING' as const, idempotencyKey: idempotencyKey.trim() };
  const document = await context.db.document.findUnique({ where: { taxCode_direction_idempotencyKey: key } });
  if (!document) return findSupplemented(context, taxCode, key.idempotencyKey);
  const { viewer } = context;
  // Two portals that send for one enterprise do not read each other's documents.
  if (viewer?.side === 'ENTERPRISE' || document.submittedById === viewer?.id) return document;
  throw badInput('input.idempotencyKey', {
    vi: 'Khóa này đã được dùng cho một văn bản khác.',
    en: 'This key was used for another document.',
  });
}

async function findAnswered(context: Context, id: string | null | undefined): Promise<Document | null> {
  if (!id) return null;
  const document = isUuid(id) ? await context.load.document(id) : null;
  if (document) return document;
  throw badInput('input.inReplyTo', notFound(names.document).text);
}

async function accept(
  context: Context,
  submission: Submission,
  answered: Document | null,
): Promise<Document> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const senderName = (await context.load.enterprise(submission.taxCode))?.name ?? submission.taxCode;
      const { document, instanceId } = await store(context, submission, senderName, answered);
      await dispatch(context, instanceId);
      return document;
    } catch (error) {
      if (!isTaken(error)) throw error;
      const { taxCode, idempotencyKey } = submission;
      const earlier = await findEarlier(context, taxCode, idempotencyKey);
      if (earlier) return earlier;
      // Not the key, so it was the tracking code: one in 10¹² that two are alike.
      if (attempt === 3) throw error;
    }
  }
}

/** Asks nothing but its own connection: with all others waiting for this one, the pool would have none to give. */
function store(
  context: Context,
  submission: Submission,
  senderName: string,
  answered: Document | null,
): Promise<{ document: Document; instanceId: string }> {
  const { now, db } = context;
  const viewer = viewerOf(context);
  const { taxCode, receiver, fileIds, inReplyTo: _, metadata, ...written } = submission;
  return db.$transaction(async (tx) => {
    const { id, trackingCode } = await tx.document.create({
      data: {
        ...described(written),
        trackingCode: newTrackingCode(receiver, now.getTime()),
        direction: 'INCOMING',
        agencyCode: receiver,
        taxCode,
        metadata: metadata as Prisma.InputJsonObject,
        inReplyToId: answered?.id ?? null,
        submittedById: viewer.id,
        statusSince: now,
        createdAt: now,
      },
    });
    await attachFiles(tx, id, mainAndAnnexes(fileIds));
    await takeOverFiles(tx, fileIds, taxCode);
    await changeStatus(tx, {
      documentId: id,
      code: '01',
      at: now,
      actor: viewer.username,
      actorId: viewer.id,
    });
    const handed = { documentId: id, trackingCode, senderName };
    const instanceId = await prepare(tx, submission, handed, viewer.id);
    const document = await tx.document.update({ where: { id }, data: { instanceId } });
    return { document, instanceId };
  });
}

/** The newest version that is the city's or the receiving agency's own. */
async function prepare(
  tx: Prisma.TransactionClient,
  { receiver, taxCode, subject, kind, urgency, fileIds }: Submission,
  document: { documentId: string; trackingCode: string; senderName: string },
  startedById: string,
): Promise<string> {
  const definition = await tx.processDefinition.findFirst({
    where: { key: submissionProcess, OR: [{ agencyCode: null }, { agencyCode: receiver }] },
    orderBy: { version: 'desc' },
    select: { version: true },
  });
  return prepareInstance(tx, {
    key: submissionProcess,
    ...(definition ?? {}),
    businessKey: document.trackingCode,
    agencyCode: receiver,
    taxCode,
    documentId: document.documentId,
    startedById,
    variables: { ...document, agency: receiver, taxCode, subject, kind, urgency, fileIds },
  });
}

/** The document is accepted already: what goes wrong here is made good by the dispatcher. */
async function dispatch(context: Context, instanceId: string): Promise<void> {
  const limit = new AbortController();
  const late = pause(dispatchLimitMs, 'late', { signal: limit.signal }).catch(() => 'late');
  const started = dispatchInstance(context, instanceId).then(
    () => null,
    (error: unknown) => String(error),
  );
  const problem = await Promise.race([started, late]);
  limit.abort();
  if (problem) context.log.warn({ instanceId, problem }, 'left to the dispatcher');
}

function described({
  idempotencyKey,
  subject,
  kind,
  urgency,
  originalNumber,
  issuedOn,
}: Omit<Submission, 'taxCode' | 'receiver' | 'fileIds' | 'metadata' | 'inReplyTo'>) {
  return {
    idempotencyKey,
    subject,
    kind,
    urgency,
    originalNumber: originalNumber ?? null,
    issuedOn: issuedOn ?? null,
  };
}

function isTaken(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}
