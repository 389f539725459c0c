/**
 * The command log: everything that an instance was ever given, commit by commit. From it alone the engine computes where the
 * instance stands, and everything that the read model has of it.
 */
import { Prisma } from '../../prisma/client/client.ts';
import type { RecordedActivation } from './contract.ts';

export interface LoggedActivation {
  /** Of the first event that came of it. */
  sequence: number;
  activation: RecordedActivation;
}

/**
 * In order. `after`: only what came after that event; `limit`: no more than that many; `schema`: where the table is, where another of
 * the same name hides it.
 */
export async function readActivations(
  db: Prisma.TransactionClient,
  instanceId: string,
  {
    after = 0,
    limit = null,
    schema,
  }: { after?: number; limit?: number | null; schema?: string | undefined } = {},
): Promise<LoggedActivation[]> {
  const table = Prisma.raw(schema === undefined ? '"InstanceCommit"' : `"${schema}"."InstanceCommit"`);
  const rows = await db.$queryRaw<{ sequence: number; activation: string }[]>`
    SELECT "sequence", "activation" FROM ${table}
    WHERE "instanceId" = ${instanceId} AND "sequence" > ${after}::int AND "activation" IS NOT NULL
    ORDER BY "sequence" LIMIT ${limit}::int`;
  return rows.map(({ sequence, activation }) => ({ sequence, activation: JSON.parse(activation) }));
}
