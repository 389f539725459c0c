import { type MetTrigger, meetStart, type Variables } from '../../engine/index.ts';
import { Prisma } from '../../prisma/client/client.ts';
import { databaseJson } from '../projection/database-json.ts';
import { insertInstance } from './new-instance.ts';

/** A start event of a version in force. */
export interface OpenStart {
  processId: string;
  definitionId: string;
  elementId: string;
  /** That handles what it starts. */
  agencyCode: string | null;
  /** Of a parallel multiple start event: which trigger, of how many. */
  part: number | null;
  parts: number | null;
}

/**
 * The id of the version of a process that is in force for an agency: the newest of the city's and its own, or, where neither is there,
 * the newest of another agency's. SQL expressions in, SQL expression out.
 */
export function inForce(processId: Prisma.Sql, agencyCode: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(
    SELECT d."id" FROM "ProcessDefinition" d WHERE d."key" = ${processId}
    ORDER BY (d."agencyCode" IS NULL OR d."agencyCode" IS NOT DISTINCT FROM ${agencyCode}) DESC, d."version" DESC
    LIMIT 1)`;
}

/**
 * A start event has occurred: begins an instance, or notes it where the event needs more to occur.
 * @param key of a message; null for other events
 * @param uuid of the instance: the same again is the same instance
 * @returns the id of the new instance
 */
export async function occur(
  tx: Prisma.TransactionClient,
  start: OpenStart,
  key: string | null,
  variables: Variables,
  uuid?: string,
): Promise<string | null> {
  const begins = await gather(tx, start, key, variables);
  if (begins === null) return null;
  const { elementId, processId, definitionId, agencyCode } = start;
  return await insertInstance(tx, {
    ...{ processId, definitionId, agencyCode, key },
    startElementId: elementId,
    variables: begins,
    uuid,
  });
}

/** Lets one transaction after the other see, and change, what the text names; until it ends. */
export async function lockText(tx: Prisma.TransactionClient, text: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${text}, 0))`;
}

// helpers ////////////////////////////////////////////////////////////

/** What an instance begins with; null while triggers of a parallel multiple start event are missing. */
async function gather(
  tx: Prisma.TransactionClient,
  { processId, agencyCode, elementId, part, parts }: OpenStart,
  key: string | null,
  variables: Variables,
): Promise<Variables | null> {
  if (part === null || parts === null) return variables;
  await lockText(tx, `met\u0001${processId}\u0001${agencyCode ?? ''}`);
  const rows = await tx.metStartTrigger.findMany({
    where: { processId, agencyCode, elementId },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
  });
  const idOf = new Map<MetTrigger, string>();
  const before = rows.map((row) => {
    const trigger = { elementId, index: row.part, key: row.key, variables: row.variables as Variables };
    idOf.set(trigger, row.id);
    return trigger;
  });
  const { met, begins } = meetStart(before, { elementId, part: { index: part, of: parts } }, key, variables);
  if (begins === null)
    await tx.$executeRaw`
      INSERT INTO "MetStartTrigger" ("id", "processId", "agencyCode", "elementId", "part", "key", "variables", "at")
      VALUES (gen_random_uuid(), ${processId}, ${agencyCode}, ${elementId}, ${part}, ${key},
        ${databaseJson(variables)}::jsonb, clock_timestamp())`;
  const left = new Set(met);
  const used = before.filter((trigger) => !left.has(trigger)).map((trigger) => idOf.get(trigger) ?? '');
  if (used.length > 0) await tx.metStartTrigger.deleteMany({ where: { id: { in: used } } });
  return begins;
}
