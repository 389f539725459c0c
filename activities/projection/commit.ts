/**
 * The projection: everything that one activation of an instance did goes down in one transaction, together with the jobs
 * that touch nothing but the database. Keyed by (instance, sequence): doing it twice changes nothing.
 */
import type { ExecutableGraph, InstanceState } from '../../engine/index.ts';
import type { Prisma, PrismaClient } from '../../prisma/client/client.ts';
import type { AnyJob } from '../job.ts';
import { type SpanOptions, traced } from '../tracing.ts';
import { type Changes, changesOf } from './changes.ts';
import { readActivations } from './command-log.ts';
import type { CommitInput, CommitResult, Fault, JobOutcome, RecordedActivation } from './contract.ts';
import {
  announceStarted,
  lockCorrelations,
  publishInTransaction,
  takeBuffered,
  thrownMessageId,
} from './message-matching.ts';
import { noteWorkflow } from './note-workflow.ts';
import { throwInTransaction } from './signal-throwing.ts';
import { runTransactionalJob, transactionTimeout } from './transactional-job.ts';
import { impossibleMessage, isImpossible } from './transient.ts';
import { write } from './write.ts';

/** How the transaction goes on by itself from one job to the next. */
export interface Chain {
  /** The deployed definition with that hash. */
  graphOf(hash: string): Promise<ExecutableGraph>;
  /** What the instance does with an answer (../../workflows/next-commit.ts). */
  next(
    graph: ExecutableGraph,
    state: InstanceState,
    answer: Pick<RecordedActivation, 'jobs' | 'messages'>,
    at: number,
  ): { state: InstanceState } & Pick<
    CommitInput,
    | 'commands'
    | 'events'
    | 'lifecycle'
    | 'variables'
    | 'activeElements'
    | 'nextDueAt'
    | 'needsWorkflow'
    | 'jobs'
  >;
}

/** Rounds of jobs in one transaction; a longer chain goes on in the next. */
const longestChain = 20;

/**
 * @param jobByType the catalogue
 * @param chain without it every round of jobs is a transaction of its own
 * @param onFault told of the bugs that instances have met
 * @returns the local activity `commit`. Throws only what is worth repeating, or what is a bug
 */
export function createCommit(
  db: PrismaClient,
  jobByType: JobByType,
  chain: Chain | null = null,
  onFault: OnFault = () => undefined,
): Commit {
  return commitBy(db, (act) => db.$transaction(act, transactionTimeout), jobByType, chain, onFault);
}

/** The same as a part of a transaction, which is to be rolled back when it throws. */
export function createCommitWithin(tx: Prisma.TransactionClient, jobByType: JobByType, chain: Chain): Commit {
  return commitBy(
    tx,
    (act) => act(tx),
    jobByType,
    chain,
    () => undefined,
  );
}

export type Commit = (input: CommitInput) => Promise<CommitResult>;
export type JobByType = (type: string) => AnyJob | undefined;
type OnFault = (instanceId: string, fault: Fault) => void;

function commitBy(
  db: Prisma.TransactionClient,
  transact: <T>(act: (tx: Prisma.TransactionClient) => Promise<T>) => Promise<T>,
  jobByType: JobByType,
  chain: Chain | null,
  onFault: OnFault,
): Commit {
  return async function commit(input) {
    const { instanceId, faults = [] } = input;
    for (const fault of faults) onFault(instanceId, fault);
    try {
      const result = timed(input, await committed(input));
      return faults.length > 0 ? { ...result, faults: faults.map(({ message }) => message) } : result;
    } catch (error) {
      if (!isImpossible(error)) throw error;
      const { message, stack = '' } = error as Error;
      onFault(instanceId, { command: 'commit', message, stack });
      return { jobs: [], messages: [], impossible: impossibleMessage(error) };
    }
  };

  async function committed(input: CommitInput): Promise<CommitResult> {
    const changes = changesOf(input);
    if (input.jobs.length === 0 && !meetsOthers(changes)) {
      const recorded = recordedBy(input, { jobs: [], messages: [] });
      const isWritten = await traced('transaction', ofTransaction(input), () =>
        write(db, input, changes, recorded),
      );
      if (isWritten) return { jobs: [], messages: [] };
      return await activationsAhead(db, input);
    }
    const graph = chain && input.chain ? await chain.graphOf(input.chain.hash) : null;
    const inTransaction = async (tx: Prisma.TransactionClient): Promise<CommitResult> => {
      const [row] = await tx.$queryRaw<{ sequence: number }[]>`
        SELECT "sequence" FROM "ProcessInstance" WHERE "id" = ${input.instanceId} FOR UPDATE`;
      if (row?.sequence !== input.after) return await activationsAhead(tx, input);
      const followed: Answer[] = [];
      let state: InstanceState | null = null;
      let round = input;
      const unwritten = new Unwritten();
      for (;;) {
        const answer = await answerRound(tx, round, unwritten);
        const isAnswered = answer.jobs.length > 0 || answer.messages.length > 0;
        const goesOn = isAnswered && followed.length < longestChain;
        if (goesOn && input.chain) state ??= JSON.parse(input.chain.state) as InstanceState;
        const next: ReturnType<Chain['next']> | null =
          goesOn && chain && graph && state ? nextOrNothing(chain, graph, state, answer, input.at) : null;
        if (next === null || next.events.length === 0) {
          await unwritten.write(tx);
          // what was answered only the workflow takes in
          if (isAnswered && input.isAhead) await noteWorkflow(tx, input.instanceId);
          return { ...answer, ...(followed.length > 0 ? { followed } : {}) };
        }
        followed.push(answer);
        state = next.state;
        const { state: _, ...rest } = next;
        round = { ...input, ...rest, after: lastSequence(round) };
      }
    };
    return await traced('transaction', ofTransaction(input), () => transact(inTransaction));
  }

  /** Runs the jobs, finds buffered messages, and sends to others what is for them. */
  async function answerRound(
    tx: Prisma.TransactionClient,
    round: CommitInput,
    unwritten: Unwritten,
  ): Promise<Answer> {
    const { instanceId } = round;
    const changes = changesOf(round);
    await lockCorrelations(tx, [...changes.subscriptions, ...changes.thrown]);
    const jobs: JobOutcome[] = [];
    for (const job of round.jobs)
      jobs.push(await runTransactionalJob(tx, job, jobByType(job.type), { instanceId, now: round.at }));
    const messages = await takeBuffered(tx, instanceId, changes.subscriptions);
    unwritten.add(round, { jobs, messages });
    if (meetsOthers(changes)) {
      // others find it from now on, and what they do is in that order
      await unwritten.write(tx);
      await throwOut(tx, round, changes);
    }
    return { jobs, messages };
  }
}

/** What it throws at, it throws at in the workflow as well, which holds the instance. */
function nextOrNothing(chain: Chain, ...args: Parameters<Chain['next']>): ReturnType<Chain['next']> | null {
  try {
    return chain.next(...args);
  } catch {
    return null;
  }
}

/** Rounds of one transaction that nobody else could have seen between: they are written in one statement. */
class Unwritten {
  #together: CommitInput | null = null;
  #recorded = new Map<number, RecordedActivation>();

  add(round: CommitInput, answer: Answer): void {
    const earlier = this.#together;
    this.#together = earlier
      ? {
          ...round,
          after: earlier.after,
          commands: [...earlier.commands, ...round.commands],
          events: [...earlier.events, ...round.events],
        }
      : round;
    for (const [sequence, recorded] of recordedBy(round, answer)) this.#recorded.set(sequence, recorded);
  }

  async write(tx: Prisma.TransactionClient): Promise<void> {
    const together = this.#together;
    if (together === null) return;
    await write(tx, together, changesOf(together), this.#recorded);
    this.#together = null;
    this.#recorded = new Map();
  }
}

/** An activation, by the first event that came of it. */
function recordedBy({ commands, events }: CommitInput, answer: Answer): Map<number, RecordedActivation> {
  const [first] = events;
  return new Map(first ? [[first.sequence, { commands, ...answer }]] : []);
}

const meetsOthers = ({ subscriptions, thrown, thrownSignals }: Changes): boolean =>
  subscriptions.length + thrown.length + thrownSignals.length > 0;

/** What the instance has sent to others; the dispatcher brings it there. */
async function throwOut(
  tx: Prisma.TransactionClient,
  { instanceId, agencyCode }: CommitInput,
  { thrown, thrownSignals }: Changes,
): Promise<void> {
  for (const { sequence, ...message } of thrown) {
    const messageId = thrownMessageId(instanceId, sequence);
    const { deliveries } = await publishInTransaction(tx, { ...message, messageId, agencyCode });
    await announceStarted(tx, deliveries);
  }
  for (const { sequence, ...signal } of thrownSignals) {
    const signalId = thrownMessageId(instanceId, sequence);
    const { started } = await throwInTransaction(tx, {
      ...signal,
      signalId,
      agencyCode,
      thrownBy: instanceId,
    });
    await announceStarted(
      tx,
      started.map((id) => ({ instanceId: id, subscriptionKey: null })),
    );
  }
}

type Answer = Pick<CommitResult, 'jobs' | 'messages'>;

const ofTransaction = ({ events, jobs }: CommitInput): SpanOptions => ({
  attributes: {
    'db.system.name': 'postgresql',
    'congvan.events': events.length,
    'congvan.jobs': jobs.length,
  },
});

/** With the times that were written, if any were. */
function timed({ at, commands }: CommitInput, result: CommitResult): CommitResult {
  if (result.ahead) return result;
  const times = [at, ...commands.map((command) => command.at)];
  return { ...result, times: times.every((time) => time === at) ? [at] : times };
}

const lastSequence = ({ events, after }: CommitInput): number => events.at(-1)?.sequence ?? after;

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
  const ahead = await readActivations(db, input.instanceId, { after: input.after });
  return { jobs: [], messages: [], ahead: ahead.map(({ activation }) => activation) };
}
