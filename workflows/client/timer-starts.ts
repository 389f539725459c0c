/**
 * Timer start events. The row of each says when it is due next; whoever finds it due starts the instance and sets the next time in one
 * transaction, so that each due time starts one. Rows, not Temporal's schedules: they change with the deployment in its transaction, the
 * engine says when a cycle is due, and a start is the same row in the outbox as any other.
 */

import { inForce, type OpenStart, occur } from '../../activities/starts/open-start.ts';
import { nextDue, type TimerRepeat } from '../../engine/index.ts';
import { Prisma, type PrismaClient } from '../../prisma/client/client.ts';

/**
 * Starts what the earliest timer that is due begins, unless another dispatcher is at it. What was missed while nobody was there is
 * started as well, one after the other.
 * @returns `instanceId` of what began, null where a parallel multiple start event needs more; null when nothing is due
 */
export async function startNextDue(db: PrismaClient): Promise<{ instanceId: string | null } | null> {
  return await db.$transaction(async (tx) => {
    const [timer] = await tx.$queryRaw<DueTimer[]>`
      SELECT s."id", s."processId", s."definitionId", s."elementId", s."agencyCode", s."part", s."parts", s."dueAt",
        s."repeat", s."timeZone", s."definitionId" = ${inForce(Prisma.sql`s."processId"`, Prisma.sql`s."agencyCode"`)}
          AS "isInForce"
      FROM "StartSubscription" s WHERE s."dueAt" <= now() ORDER BY s."dueAt" LIMIT 1 FOR UPDATE SKIP LOCKED`;
    if (!timer) return null;
    const { id, dueAt, repeat, timeZone, isInForce } = timer;
    const next = repeat && isInForce ? nextDue(repeat, dueAt.getTime(), timeZone ?? undefined) : null;
    await tx.startSubscription.update({
      where: { id },
      data: {
        dueAt: next && new Date(next.dueAt),
        repeat: next?.repeat ? { ...next.repeat } : Prisma.DbNull,
      },
    });
    return { instanceId: isInForce ? await occur(tx, timer, null, {}) : null };
  });
}

/** Milliseconds until the next timer is due, by the database's clock; null when there is none. */
export async function untilNextDue(db: PrismaClient): Promise<number | null> {
  const [row] = await db.$queryRaw<{ wait: number | null }[]>`
    SELECT (EXTRACT(EPOCH FROM min("dueAt") - now()) * 1000)::double precision AS "wait" FROM "StartSubscription"`;
  return row?.wait ?? null;
}

// helpers ////////////////////////////////////////////////////////////

interface DueTimer extends OpenStart {
  id: string;
  dueAt: Date;
  repeat: TimerRepeat | null;
  timeZone: string | null;
  isInForce: boolean;
}
