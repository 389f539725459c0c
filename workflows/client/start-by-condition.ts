import { namedUuid } from '../../activities/job-identity.ts';
import { inForce, type OpenStart, occur } from '../../activities/starts/open-start.ts';
import { startConditionHolds, type Variables } from '../../engine/index.ts';
import { Prisma } from '../../prisma/client/client.ts';
import type { WorkContext } from './context.ts';
import { dispatchInstance } from './start-instance.ts';

/**
 * Starts the processes whose conditional start event holds for these variables, of the versions that are in force for the agency. There is
 * no instance whose data could be watched: the data are given, and looked at once.
 * @param request.key one process alone
 * @param request.idempotencyKey repeated with the same one, it starts nothing more
 * @returns ids of the instances
 * @throws WorkError UNAVAILABLE: they are stored, and will be started by the dispatcher
 */
export async function startByCondition(
  context: WorkContext,
  request: { variables: Variables; agencyCode: string; key?: string; idempotencyKey?: string },
): Promise<string[]> {
  const { variables, agencyCode, key = null, idempotencyKey } = request;
  const started = await context.db.$transaction(async (tx) => {
    const starts = await tx.$queryRaw<(OpenStart & { condition: string })[]>`
      SELECT s."processId", s."definitionId", s."elementId", s."part", s."parts", s."condition",
        ${agencyCode} AS "agencyCode"
      FROM "StartSubscription" s
      WHERE s."kind" = 'CONDITION' AND (${key}::text IS NULL OR s."processId" = ${key}::text)
        AND (s."agencyCode" IS NULL OR s."agencyCode" = ${agencyCode})
        AND s."definitionId" = ${inForce(Prisma.sql`s."processId"`, Prisma.sql`${agencyCode}::text`)}
      ORDER BY s."processId", s."position"`;
    const ids: string[] = [];
    for (const start of starts) {
      const { condition, elementId, processId } = start;
      if (!startConditionHolds({ kind: 'condition', elementId, condition }, variables, Date.now())) continue;
      const uuid =
        idempotencyKey === undefined
          ? undefined
          : namedUuid(JSON.stringify(['condition', agencyCode, processId, elementId, idempotencyKey]));
      const id = await occur(tx, start, null, variables, uuid);
      if (id !== null) ids.push(id);
    }
    return ids;
  });
  await Promise.all(started.map((id) => dispatchInstance(context, id)));
  return started;
}
