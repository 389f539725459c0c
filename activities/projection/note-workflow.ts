import type { Prisma } from '../../prisma/client/client.ts';

/** From now on the instance has a workflow, which is asked and does the steps; noted before it is started. */
export async function noteWorkflow(db: Prisma.TransactionClient, instanceId: string): Promise<void> {
  await db.$executeRaw`
    UPDATE "ProcessInstance" SET "hasWorkflow" = true WHERE "id" = ${instanceId} AND NOT "hasWorkflow"`;
}
