import { randomUUIDv7 } from 'node:crypto';
import type { Variables } from '../../engine/index.ts';
import type { Prisma } from '../../prisma/client/client.ts';
import { databaseJson } from '../projection/database-json.ts';

export interface NewInstance {
  processId: string;
  definitionId: string;
  /** That handles it; null: none, and groups that the model names without their agency are nobody's. */
  agencyCode: string | null;
  /** The start event that has occurred. */
  startElementId: string;
  /** Key of the message that starts it; null for other events. */
  key: string | null;
  variables: Variables;
  /** Of its id: the same again is the same instance. Default: a new one. */
  uuid?: string | undefined;
}

/**
 * Writes an instance that an event has started, in the caller's transaction. It is known to Temporal when it is dispatched.
 * @returns its id
 */
export async function insertInstance(tx: Prisma.TransactionClient, instance: NewInstance): Promise<string> {
  const { processId, definitionId, agencyCode, startElementId, variables } = instance;
  const id = `${processId}-${instance.uuid ?? randomUUIDv7()}`;
  const key = instance.key || null;
  await tx.$executeRaw`
    INSERT INTO "ProcessInstance" ("id", "definitionId", "businessKey", "startKey", "startElementId", "startedAt",
      "activeElements", "agencyCode", "input")
    VALUES (${id}, ${definitionId}::uuid, ${key}, ${key}, ${startElementId}, now(), '{}', ${agencyCode},
      ${databaseJson(variables)}::jsonb)
    ON CONFLICT ("id") DO NOTHING`;
  return id;
}
