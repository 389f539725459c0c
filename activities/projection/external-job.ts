/** Turns a declared external job into the Temporal activity of its name. */
import { ApplicationFailure, Context } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import type { Variables } from '../../engine/index.ts';
import type { PrismaClient } from '../../prisma/client/client.ts';
import type { Environment } from '../environment.ts';
import { type ExternalJob, JobError, type TransactionalJob } from '../job.ts';
import type {
  BackOff,
  BpmnErrorDetail,
  ExternalJobFailure,
  ExternalJobInput,
  ResultField,
} from './contract.ts';
import { InvalidJobData, runValidated } from './job-validation.ts';
import { transactionTimeout } from './transactional-job.ts';
import { isTransient } from './transient.ts';

const resultField: ResultField = 'congvan:result';
const defaultTimeout = 60_000;
/** Well within the heartbeat timeout that the workflow sets. */
const heartbeatInterval = 5_000;
/** A job is given up when more workers than these have died while it ran: it may be what kills them. */
const mostWorkersLost = 10;

/**
 * @throws ApplicationFailure that is not retryable: of the types in ExternalJobFailure, or when the job has failed as often as it may;
 *   anything else is tried again
 */
export function externalActivity(
  job: ExternalJob,
  context: { db: PrismaClient; environment: Environment },
): (input: ExternalJobInput) => Promise<Variables> {
  return async ({ variables, retries, backOff, ...identity }) => {
    const activity = Context.current();
    const before = attemptsBefore(activity.info.heartbeatDetails);
    if (before.workersLost > mostWorkersLost)
      throw final(
        'WORKERS_LOST',
        `${job.type} was given up: ${before.workersLost} workers died while it ran`,
      );
    // what stands when this worker dies; of the first attempt only where it takes long, for a heartbeat costs a write
    const lost: Attempts = { ...before, workersLost: before.workersLost + 1 };
    const isAgain = retries !== undefined && activity.info.attempt > 1;
    if (isAgain) activity.heartbeat(lost);
    const heartbeat = setInterval(() => activity.heartbeat(lost), heartbeatInterval);
    const timeout = AbortSignal.timeout(job.timeout ?? defaultTimeout);
    const signal = AbortSignal.any([activity.cancellationSignal, timeout]);
    try {
      const run = runValidated(job, variables, (input) =>
        job.run(input, { job: identity, ...context, signal }),
      );
      // A job that does not watch its signal is left behind when its time is over.
      const { variables: brought, result } = await Promise.race([
        run,
        rejectOn(timeout, job),
        activity.cancelled,
      ]);
      // the answer may not get through, to a database that is away
      if (isAgain) activity.heartbeat(before);
      return result ? { ...brought, [resultField]: result } : brought;
    } catch (error) {
      const failure = asFailure(error);
      if (retries === undefined) throw failure;
      const isStopped = activity.cancellationSignal.aborted;
      const failed = before.failed + (isStopped || isTransient(error) ? 0 : 1);
      activity.heartbeat({ ...before, failed } satisfies Attempts);
      // No fault of the job's: its worker stops, or the database is away.
      if (failed === before.failed) throw failure;
      const again = backOff ? { nextRetryDelay: delayAfter(backOff, failed) } : {};
      throw ApplicationFailure.fromError(failure, failed < retries ? again : { nonRetryable: true });
    } finally {
      clearInterval(heartbeat);
    }
  };
}

/**
 * A job that is part of the projection's transaction, in one of its own: definitions that were deployed while it was declared external
 * ask for it that way, and so do their instances for as long as they live.
 */
export function inOwnTransaction(declaration: TransactionalJob): ExternalJob {
  return {
    ...declaration,
    execution: 'external',
    run: (input, { job, db }) =>
      db.$transaction((tx) => declaration.run(input, { job, tx }), transactionTimeout),
  };
}

/** Of the attempts before. Those that were lost to a database that was away are not counted. */
interface Attempts {
  /** By a fault of the job's. */
  failed: number;
  workersLost: number;
}

/** Temporal hands on what was said last, also with a failure. Earlier versions said only how many have failed. */
function attemptsBefore(said: unknown): Attempts {
  const { failed = Number(said ?? 0), workersLost = 0 } =
    said instanceof Object ? (said as Partial<Attempts>) : {};
  return { failed, workersLost };
}

/** Milliseconds. @param failed how often it has failed */
function delayAfter(
  { initialInterval, backoffCoefficient, maximumInterval }: BackOff,
  failed: number,
): number {
  return Math.min(initialInterval * backoffCoefficient ** (failed - 1), maximumInterval);
}

function rejectOn(timeout: AbortSignal, job: ExternalJob): Promise<never> {
  return new Promise((_, reject) => {
    const message = `${job.type} did not end within ${(job.timeout ?? defaultTimeout) / 1000} s`;
    timeout.addEventListener('abort', () => reject(new Error(message)), { once: true });
  });
}

function asFailure(error: unknown): unknown {
  if (error instanceof JobError) {
    const { code, message, variables } = error;
    return final('BPMN_ERROR', message, { code, message, variables });
  }
  return error instanceof InvalidJobData ? final('JOB_INVALID', error.message) : error;
}

function final(type: ExternalJobFailure, message: string, ...details: BpmnErrorDetail[]): ApplicationFailure {
  // A BPMN error is an outcome, not a fault of the worker: nobody need be warned of it.
  const category = type === 'BPMN_ERROR' ? { category: ApplicationFailureCategory.BENIGN } : {};
  return ApplicationFailure.create({ type, message, details, nonRetryable: true, ...category });
}
