/**
 * A signal reaches everybody who waits for it when it is thrown, in whatever agency, and starts each process that begins with it
 * (BPMN 2.0, 10.5.1: a signal has no target). It is not kept for those who come later. Whom it has to reach is fixed here, in the
 * thrower's transaction; a workflow of its own then brings it there (../../workflows/signal-broadcast.ts).
 */
import type { Variables } from '../../engine/index.ts';
import { Prisma } from '../../prisma/client/client.ts';
import { inForce, type OpenStart, occur } from '../starts/open-start.ts';
import { databaseJson } from './database-json.ts';
import { outboxChannel } from './message-matching.ts';

export interface SignalToThrow {
  /** Throwing the same id under the same name again changes nothing. */
  signalId: string;
  name: string;
  variables: Variables;
  /** The instance that throws it, which has heard it itself. */
  thrownBy?: string;
  /** Handles what it starts where the process is the city's. */
  agencyCode: string | null;
}

/** @returns the id of the broadcast, and of the instances that it has started, which are to be dispatched */
export async function throwInTransaction(
  tx: Prisma.TransactionClient,
  signal: SignalToThrow,
): Promise<{ id: string; started: string[] }> {
  const { name, signalId, variables, agencyCode, thrownBy = null } = signal;
  const inserted = await tx.$queryRaw<{ id: string; total: number }[]>`
    INSERT INTO "SignalBroadcast"
      ("id", "signalId", "name", "variables", "thrownBy", "agencyCode", "thrownAt", "total", "lastPosition", "completedAt")
    SELECT gen_random_uuid(), ${signalId}, ${name}, ${databaseJson(variables)}::jsonb, ${thrownBy}, ${agencyCode}, now(),
      count(DISTINCT s."instanceId"), COALESCE(max(s."position"), 0), CASE WHEN count(*) = 0 THEN now() END
    FROM "SignalSubscription" s WHERE s."name" = ${name} AND s."instanceId" IS DISTINCT FROM ${thrownBy}
    ON CONFLICT ("name", "signalId") DO NOTHING
    RETURNING "id", "total"`;
  const [broadcast] = inserted;
  if (!broadcast) {
    const where = { name_signalId: { name, signalId } };
    const { id } = await tx.signalBroadcast.findUniqueOrThrow({ where, select: { id: true } });
    return { id, started: [] };
  }
  const started = await startBySignal(tx, signal);
  if (started.length > 0)
    await tx.signalBroadcast.update({ where: { id: broadcast.id }, data: { started: started.length } });
  if (broadcast.total > 0) await tx.$executeRaw`SELECT pg_notify(${outboxChannel}, '')`;
  return { id: broadcast.id, started };
}

// helpers ////////////////////////////////////////////////////////////

/** Each version that is in force somewhere, once: the city's for the thrower's agency, an agency's own for that. */
async function startBySignal(tx: Prisma.TransactionClient, signal: SignalToThrow): Promise<string[]> {
  const { name, variables, agencyCode } = signal;
  const handling = Prisma.sql`COALESCE(s."agencyCode", ${agencyCode}::text)`;
  const starts = await tx.$queryRaw<OpenStart[]>`
    SELECT s."processId", s."definitionId", s."elementId", s."part", s."parts", ${handling} AS "agencyCode"
    FROM "StartSubscription" s
    WHERE s."kind" = 'SIGNAL' AND s."name" = ${name}
      AND s."definitionId" = ${inForce(Prisma.sql`s."processId"`, handling)}
    ORDER BY s."processId", s."agencyCode" NULLS FIRST, s."position"`;
  const started: string[] = [];
  for (const start of starts) {
    const instanceId = await occur(tx, start, null, variables);
    if (instanceId !== null) started.push(instanceId);
  }
  return started;
}
