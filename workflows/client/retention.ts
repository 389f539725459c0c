/**
 * Removes messages, signals and mails that were settled long ago. Their ids are what makes a repetition change nothing, so whoever publishes or
 * throws may repeat it for as long as they are kept, and no longer. Instances do not need them: what one was given is in its command log.
 */
import type { PrismaClient } from '../../prisma/client/client.ts';

/** Messages, signals, or mails, in one transaction. */
const usualPage = 2_000;

export interface RemovedRecords {
  messages: number;
  signals: number;
  mails: number;
}

/**
 * Removes messages that had expired before that time and were delivered before it where somebody has taken them, signals that had
 * reached everybody, and mails that were sent or have been given up. What somebody has yet to get stays, however old it is. Any number
 * of processes may do it at once.
 * @param pageSize how many in one transaction
 */
export async function removeSettled(
  db: PrismaClient,
  before: Date,
  pageSize = usualPage,
): Promise<RemovedRecords> {
  return {
    messages: await inPages(pageSize, () => removeMessages(db, before, pageSize)),
    signals: await inPages(pageSize, () => removeSignals(db, before, pageSize)),
    mails: await inPages(pageSize, () => removeMails(db, before, pageSize)),
  };
}

// helpers /////////////////////////////////////////////////////////////////////////////////////////

async function inPages(pageSize: number, remove: () => Promise<number>): Promise<number> {
  for (let total = 0; ; ) {
    const removed = await remove();
    total += removed;
    if (removed < pageSize) return total;
  }
}

/** A delivery without an instance is one to a start event that waited for more; its trigger is kept apart. */
async function removeMessages(db: PrismaClient, before: Date, limit: number): Promise<number> {
  return await db.$executeRaw`
    WITH settled AS (
      SELECT p."id" FROM "PublishedMessage" p
      WHERE p."publishedAt" < ${before} AND p."expiresAt" < ${before}
        AND NOT EXISTS (
          SELECT 1 FROM "MessageDelivery" d WHERE d."messageId" = p."id"
            AND (d."deliveredAt" >= ${before} OR d."deliveredAt" IS NULL AND d."instanceId" IS NOT NULL))
        AND NOT EXISTS (SELECT 1 FROM "MessageRematch" r WHERE r."messageId" = p."id")
      LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ), deliveries AS (
      DELETE FROM "MessageDelivery" d USING settled s WHERE d."messageId" = s."id"
    )
    DELETE FROM "PublishedMessage" p USING settled s WHERE p."id" = s."id"`;
}

async function removeSignals(db: PrismaClient, before: Date, limit: number): Promise<number> {
  return await db.$executeRaw`
    DELETE FROM "SignalBroadcast" WHERE "id" IN (
      SELECT "id" FROM "SignalBroadcast" WHERE "completedAt" < ${before} LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;
}

async function removeMails(db: PrismaClient, before: Date, limit: number): Promise<number> {
  return await db.$executeRaw`
    DELETE FROM "OutgoingMail" WHERE ("madeBy", "personId") IN (
      SELECT "madeBy", "personId" FROM "OutgoingMail"
      WHERE "sentAt" < ${before} OR "sentAt" IS NULL AND "nextAttemptAt" IS NULL AND "createdAt" < ${before}
      LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;
}
