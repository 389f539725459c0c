/** New instances of a version that an agency takes or not: docs/how-to/repair-an-instance.md. */
import { outboxChannel } from '../../activities/projection/message-matching.ts';
import { lockText } from '../../activities/starts/open-start.ts';
import { isHeld } from '../../activities/starts/suspended-definition.ts';
import type { Bilingual } from '../../engine/index.ts';
import { Prisma, type PrismaClient } from '../../prisma/client/client.ts';
import { WorkError } from './work-error.ts';

/** A version as one agency has it. */
export interface AgencyVersion {
  definitionId: string;
  agencyCode: string;
}

interface Request extends AgencyVersion {
  /** Who asks, the id of a person, and why: kept for good. */
  actorId: string | null;
  reason: string;
  /** Nothing is done. */
  dryRun?: boolean;
}

/**
 * From now on the agency takes no new instances of a version. Instances that run are not touched.
 * @throws WorkError CONFLICT: it is suspended already
 */
export async function suspendDefinition(db: PrismaClient, request: Request): Promise<void> {
  const { definitionId, agencyCode, actorId, reason, dryRun = false } = request;
  await alone(db, request, async (tx) => {
    if (await openSuspension(tx, request)) throw conflict(texts.suspended);
    if (dryRun) return;
    await tx.definitionSuspension.create({
      data: { definitionId, agencyCode, suspendedAt: new Date(), suspendedById: actorId, reason },
    });
  });
}

/**
 * The agency takes new instances again. Those that events have started meanwhile begin now, the oldest first.
 * @returns how many
 * @throws WorkError CONFLICT: it is not suspended
 */
export async function resumeDefinition(db: PrismaClient, request: Request): Promise<number> {
  const { actorId, reason, dryRun = false } = request;
  return await alone(db, request, async (tx) => {
    const suspension = await openSuspension(tx, request);
    if (!suspension) throw conflict(texts.goingOn);
    const waiting = await waitingStarts(tx, request);
    if (dryRun) return waiting;
    await tx.definitionSuspension.update({
      where: { id: suspension.id },
      data: { resumedAt: new Date(), resumedById: actorId, resumeReason: reason },
    });
    await tx.$executeRaw`SELECT pg_notify(${outboxChannel}, '')`;
    return waiting;
  });
}

/** How many instances wait for the end of a suspension before they begin. */
export async function waitingStarts(
  db: Prisma.TransactionClient,
  { definitionId, agencyCode }: AgencyVersion,
): Promise<number> {
  const [row] = await db.$queryRaw<{ waiting: number }[]>`
    SELECT count(*)::int AS "waiting" FROM "ProcessInstance" i
    WHERE i."definitionId" = ${definitionId}::uuid AND i."agencyCode" = ${agencyCode} AND ${isHeld(Prisma.sql`i`)}`;
  return row?.waiting ?? 0;
}

/** Who suspended it, when and why; null while new instances are taken. */
export const openSuspension = (db: Prisma.TransactionClient, { definitionId, agencyCode }: AgencyVersion) =>
  db.definitionSuspension.findFirst({ where: { definitionId, agencyCode, resumedAt: null } });

/** Why somebody's start is refused. */
export const startsSuspended = (key: string): WorkError =>
  new WorkError('CONFLICT', `The process ${key} takes no new instances at present.`, {
    text: texts.noStarts,
  });

// helpers ////////////////////////////////////////////////////////////

function alone<T>(
  db: PrismaClient,
  { definitionId, agencyCode }: AgencyVersion,
  act: (tx: Prisma.TransactionClient) => Promise<T>,
): Promise<T> {
  return db.$transaction(async (tx) => {
    await lockText(tx, `suspend\u0001${definitionId}\u0001${agencyCode}`);
    return await act(tx);
  });
}

const conflict = (text: Bilingual): WorkError => new WorkError('CONFLICT', text.en, { text });

const texts = {
  noStarts: {
    vi: 'Quy trình này đang tạm dừng tiếp nhận hồ sơ mới. Xin thử lại sau.',
    en: 'This process takes no new instances at present. Please try again later.',
  },
  suspended: {
    vi: 'Phiên bản này đã tạm dừng tiếp nhận từ trước.',
    en: 'This version takes no new instances already.',
  },
  goingOn: {
    vi: 'Phiên bản này không bị tạm dừng tiếp nhận.',
    en: 'This version is not suspended.',
  },
} as const satisfies Record<string, Bilingual>;
