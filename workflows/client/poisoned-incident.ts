/**
 * The incident of an instance whose workflow task fails again and again: Temporal repeats it without end, and nobody but the worker's
 * log would know. It is not the instance's own, which cannot do anything: the watcher opens and closes it, and it is no part of what
 * the command log leads to.
 */
import { changesChannel } from '../../activities/projection/write.ts';
import type { Bilingual } from '../../engine/index.ts';
import { Prisma, type PrismaClient } from '../../prisma/client/client.ts';

export const poisonedCode = 'POISONED';
/** Keys of the engine's incidents are numbers. */
export const poisonedKey = 'workflow-task';

/**
 * Opens it, or says in the open one what is the matter now.
 * @param cause one line, for people
 */
export async function openPoisoned(db: PrismaClient, instanceId: string, cause: string): Promise<void> {
  await db.$queryRaw`
    WITH instance AS (
      SELECT i."id", i."documentId", d."key" AS "processId" FROM "ProcessInstance" i
      JOIN "ProcessDefinition" d ON d."id" = i."definitionId"
      WHERE i."id" = ${instanceId} AND i."state" = 'ACTIVE'
    ), opened AS (
      INSERT INTO "Incident" AS n ("id", "instanceId", "key", "elementId", "code", "message", "at")
      SELECT "id" || ':' || ${poisonedKey}::text, "id", ${poisonedKey}, "processId", ${poisonedCode},
        ${messageOf(instanceId, cause)}, now() FROM instance
      ON CONFLICT ("id") DO UPDATE SET "message" = EXCLUDED."message", "resolvedAt" = NULL,
        "at" = CASE WHEN n."resolvedAt" IS NULL THEN n."at" ELSE EXCLUDED."at" END
      WHERE n."resolvedAt" IS NOT NULL OR n."message" <> EXCLUDED."message"
      RETURNING "instanceId"
    )
    SELECT ${notice} FROM instance i JOIN opened o ON o."instanceId" = i."id"`;
}

/** Closes those that are open. */
export async function closePoisoned(db: PrismaClient, instanceIds: string[]): Promise<void> {
  await db.$queryRaw`
    WITH closed AS (
      UPDATE "Incident" SET "resolvedAt" = now()
      WHERE "id" = ANY(${instanceIds.map((id) => `${id}:${poisonedKey}`)}::text[]) AND "resolvedAt" IS NULL
      RETURNING "instanceId"
    )
    SELECT ${notice} FROM "ProcessInstance" i JOIN closed c ON c."instanceId" = i."id"`;
}

/** Whether one is open. */
export const hasPoisoned = async (db: PrismaClient, instanceId: string): Promise<boolean> =>
  (await db.incident.count({ where: { id: `${instanceId}:${poisonedKey}`, resolvedAt: null } })) > 0;

/** Why nobody resolves it. */
export const closesByItself: Bilingual = {
  vi: 'Sự cố này tự đóng khi bước xử lý chạy lại được: hãy sửa nguyên nhân và khởi động lại worker, hoặc dựng lại hồ sơ bằng congvan restore-instances.',
  en: 'This incident closes by itself when the workflow task succeeds: mend the cause and restart the workers, or use congvan restore-instances.',
};

// helpers /////////////////////////////////////////////////////////////////////////////////////////

const notice = Prisma.sql`pg_notify(${changesChannel}, json_build_object(
  'instanceId', i."id", 'documentId', i."documentId", 'taskIds', '[]'::json)::text)::text`;

const messageOf = (instanceId: string, cause: string): string =>
  [
    'Hồ sơ này không chạy tiếp được: bước xử lý thất bại liên tục. Hãy sửa lỗi rồi khởi động lại worker; nếu không được, quản trị hệ thống dựng lại hồ sơ từ nhật ký lệnh.',
    'This instance cannot go on: its workflow task fails again and again. Mend the cause and restart the workers, or have it started again from its command log.',
    `congvan restore-instances ${instanceId} --replace`,
    cause,
  ].join('\n');
