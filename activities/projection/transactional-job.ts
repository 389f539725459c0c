import type { Job } from '../../engine/index.ts';
import type { Prisma } from '../../prisma/client/client.ts';
import { type AnyJob, JobError } from '../job.ts';
import { traced } from '../tracing.ts';
import type { JobOutcome } from './contract.ts';
import { InvalidJobData, runValidated } from './job-validation.ts';
import { isTransient } from './transient.ts';

/** Jobs and their statements in one transaction: far above what they take, far below a workflow task's patience. */
export const transactionTimeout = { maxWait: 10_000, timeout: 20_000 };

/**
 * Runs one transactional job inside the projection's transaction. What it did is undone alone when it fails.
 * @throws what makes the whole transaction worth repeating (deadlock, lost connection)
 */
export function runTransactionalJob(
  tx: Prisma.TransactionClient,
  job: Job,
  declaration: AnyJob | undefined,
  context: { instanceId: string; now: number },
): Promise<JobOutcome> {
  return traced(`job ${job.type}`, { attributes: { 'congvan.element': job.elementId } }, async (span) => {
    const done = await run(tx, job, declaration, context);
    if (done.outcome !== 'completed') span.fail(done.outcome === 'error' ? done.code : 'failed');
    return done;
  });
}

async function run(
  tx: Prisma.TransactionClient,
  job: Job,
  declaration: AnyJob | undefined,
  context: { instanceId: string; now: number },
): Promise<JobOutcome> {
  const { key } = job;
  if (declaration?.execution !== 'transactional')
    return {
      key,
      outcome: 'failed',
      message: `Expected a transactional job of type ${job.type}, but none is declared.`,
      final: true,
    };
  const { instanceId, now } = context;
  const id = `${instanceId}:${key}`;
  await setSavepoint(tx);
  try {
    const { elementId, headers, listener } = job;
    const which = { id, instanceId, elementId, headers, now, ...(listener ? { listener } : {}) };
    const answer = await runValidated(declaration, job.variables, (input) =>
      declaration.run(input, { job: which, tx }),
    );
    return { key, outcome: 'completed', ...answer };
  } catch (error) {
    if (isTransient(error)) throw error;
    await tx.$executeRaw`ROLLBACK TO SAVEPOINT job`;
    if (error instanceof JobError)
      return { key, outcome: 'error', code: error.code, message: error.message, variables: error.variables };
    const message = error instanceof Error ? error.message : String(error);
    return { key, outcome: 'failed', message, final: error instanceof InvalidJobData };
  }
}

/** Those in which a job has run: its savepoint is still there. */
const withSavepoint = new WeakSet<Prisma.TransactionClient>();

/** One round trip for each job: the savepoint of the job before goes with it, that of the last with the transaction. */
async function setSavepoint(tx: Prisma.TransactionClient): Promise<void> {
  if (withSavepoint.has(tx)) await tx.$executeRawUnsafe('RELEASE SAVEPOINT job; SAVEPOINT job');
  else await tx.$executeRaw`SAVEPOINT job`;
  withSavepoint.add(tx);
}
