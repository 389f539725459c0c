/**
 * An agency may take no new instances of a version for a while. What somebody asks for is refused then; what an event would start
 * (a message, a signal, a timer, data) is written as ever and held: it is dispatched when the suspension ends, so that it begins exactly once.
 */
import { Prisma } from '../../prisma/client/client.ts';

/** Whether an agency takes no new instances of a version now. SQL expressions in, SQL expression out. */
export const isSuspended = (
  definitionId: Prisma.Sql,
  agencyCode: Prisma.Sql,
): Prisma.Sql => Prisma.sql`EXISTS (
  SELECT 1 FROM "DefinitionSuspension" x
  WHERE x."definitionId" = ${definitionId} AND x."agencyCode" = ${agencyCode} AND x."resumedAt" IS NULL)`;

/** Whether that instance, the name of a row, waits for the end of a suspension before it begins. */
export const isHeld = (instance: Prisma.Sql): Prisma.Sql => Prisma.sql`(
  ${instance}."dispatchedAt" IS NULL AND ${instance}."sequence" = 0 AND ${instance}."startElementId" IS NOT NULL
  AND ${instance}."state" = 'ACTIVE' AND ${isSuspended(Prisma.sql`${instance}."definitionId"`, Prisma.sql`${instance}."agencyCode"`)})`;
