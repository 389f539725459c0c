/**
 * Large payloads in Postgres: every process of the system reaches it, and it is backed up with what refers to it. Each content is
 * kept for as long as an instance that uses it runs, and then for as long as Temporal keeps that instance's history.
 */
import type { Client } from '@temporalio/client';
import type { PrismaClient } from '../../prisma/client/client.ts';
import type { LargePayloads } from './claim-check-codec.ts';

const dayMs = 86_400_000;

export function largePayloads(db: PrismaClient): LargePayloads {
  return {
    async put(hash, instanceId, content) {
      await db.$executeRaw`
        WITH stored AS (
          INSERT INTO "LargePayload" ("hash", "content", "storedAt") VALUES (${hash}, ${content}, now())
          ON CONFLICT ("hash") DO NOTHING)
        INSERT INTO "LargePayloadUse" ("hash", "instanceId", "usedAt") VALUES (${hash}, ${instanceId}, now())
        ON CONFLICT ("hash", "instanceId") DO UPDATE SET "usedAt" = now()`;
    },
    async get(hash) {
      const [row] = await db.$queryRaw<{ content: Uint8Array }[]>`
        SELECT "content" FROM "LargePayload" WHERE "hash" = ${hash}`;
      return row?.content ?? null;
    },
  };
}

/**
 * Removes the contents that only instances used which ended so long ago that Temporal has no history of them any more. What
 * belongs to a workflow that is no process instance is kept.
 * @returns how many were removed
 */
export async function removeUnneededPayloads(db: PrismaClient, temporal: Client): Promise<number> {
  const { config } = await temporal.workflowService.describeNamespace({
    namespace: temporal.options.namespace,
  });
  const retention = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) * 1_000;
  // A day more, because Temporal takes its time, and for answers about instances that have ended.
  return await removePayloadsOfEnded(db, new Date(Date.now() - retention - dayMs));
}

/** Removes the contents that only instances used which ended before that time. */
export async function removePayloadsOfEnded(db: PrismaClient, before: Date): Promise<number> {
  await db.$executeRaw`
    DELETE FROM "LargePayloadUse" u USING "ProcessInstance" i
    WHERE i."id" = u."instanceId" AND i."endedAt" < ${before} AND u."usedAt" < ${before}`;
  return await db.$executeRaw`
    DELETE FROM "LargePayload" p
    WHERE p."storedAt" < ${before} AND NOT EXISTS (SELECT 1 FROM "LargePayloadUse" u WHERE u."hash" = p."hash")`;
}
