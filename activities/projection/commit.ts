/**
 * The projection: everything that one activation of an instance did goes down in one transaction, together with the jobs
 * that touch nothing but the database. Keyed by (instance, sequence): doing it twice changes nothing.
 */
import type { Prisma, PrismaClient } from '../../prisma/client/client.ts';
import type { AnyJob } from '../job.ts';
import { changesOf } from './changes.ts';
import type { CommitInput, CommitResult, JobOutcome, RecordedActivation } from './contract.ts';
import { lockCorrelations, publishInTransaction, takeBuffered, thrownMessageId } from './message-matching.ts';
import { runTransactionalJob } from './transactional-job.ts';
import { write } from './write.ts';

/** Jobs and their statements in one transaction: far above what they take, far below a workflow task's patience. */
const transactionTimeout = { maxWait: 10_000, timeout: 20_000 };

/**
 * @param jobByType the catalogue
 * @returns the local activity `commit`. Throws only what is worth repeating, or what is a bug
 */
export function createCommit(
  db: PrismaClient,
  jobByType: (type: string) => AnyJob | undefined,
): (input: CommitInput) => Promise<CommitResult> {
  return async function commit(input) {
    const changes = changesOf(input);
    if (input.jobs.length === 0 && changes.subscriptions.length === 0 && changes.thrown.length === 0) {
      const recorded: RecordedActivation = { commands: input.commands, jobs: [], messages: [] };
      if (await write(db, input, changes, recorded)) return { jobs: [], messages: [] };
      return await activationsAhead(db, input);
    }
    return await db.$transaction(async (tx) => {
      const [row] = await tx.$queryRaw<{ sequence: number }[]>`
        SELECT "sequence" FROM "ProcessInstance" WHERE "id" = ${input.instanceId} FOR UPDATE`;
      if (row?.sequence !== input.after) return await activationsAhead(tx, input);
      await lockCorrelations(tx, [...changes.subscriptions, ...changes.thrown]);
      const outcomes: JobOutcome[] = [];
      for (const job of input.jobs)
        outcomes.push(
          await runTransactionalJob(tx, job, jobByType(job.type), {
            instanceId: input.instanceId,
            now: input.at,
          }),
        );
      const messages = await takeBuffered(tx, input.instanceId, changes.subscriptions);
      await write(tx, input, changes, { commands: input.commands, jobs: outcomes, messages });
      for (const { sequence, ...message } of changes.thrown)
        await publishInTransaction(tx, {
          ...message,
          messageId: thrownMessageId(input.instanceId, sequence),
        });
      return { jobs: outcomes, messages };
    }, transactionTimeout);
  };
}

/** What the database holds beyond what the instance knows. */
async function activationsAhead(db: Prisma.TransactionClient, input: CommitInput): Promise<CommitResult> {
  const instance = await db.processInstance.findUnique({
    where: { id: input.instanceId },
    select: { sequence: true },
  });
  if (instance === null)
    throw new Error(`Expected a ProcessInstance ${input.instanceId}, but there is none.`);
  if (instance.sequence < input.after)
    throw new Error(
      `Expected ${input.instanceId} to be projected up to ${input.after}, but it ends at ${instance.sequence}.`,
    );
  const rows = await db.$queryRaw<{ activation: RecordedActivation }[]>`
    SELECT "data"->'activation' AS "activation" FROM "InstanceEvent"
    WHERE "instanceId" = ${input.instanceId} AND "sequence" > ${input.after}::int AND "data" ? 'activation'
    ORDER BY "sequence"`;
  return { jobs: [], messages: [], ahead: rows.map(({ activation }) => activation) };
}
