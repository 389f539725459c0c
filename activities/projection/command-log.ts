/**
 * The command log: everything that an instance was ever given, commit by commit. From it alone the engine computes where the
 * instance stands, and everything that the read model has of it.
 */
import type { Prisma } from '../../prisma/client/client.ts';
import type { RecordedActivation } from './contract.ts';

export interface LoggedActivation {
  /** Of the first event that came of it. */
  sequence: number;
  activation: RecordedActivation;
}

/** In order. `after`: only what came after that event; `limit`: no more than that many. */
export async function readActivations(
  db: Prisma.TransactionClient,
  instanceId: string,
  { after = 0, limit = null }: { after?: number; limit?: number | null } = {},
): Promise<LoggedActivation[]> {
  const rows = await db.$queryRaw<{ sequence: number; activation: string }[]>`
    SELECT "sequence", "activation" FROM "InstanceEvent"
    WHERE "instanceId" = ${instanceId} AND "sequence" > ${after}::int AND "activation" IS NOT NULL
    ORDER BY "sequence" LIMIT ${limit}::int`;
  return rows.map(({ sequence, activation }) => ({ sequence, activation: JSON.parse(activation) }));
}
