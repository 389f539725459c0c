/**
 * Timers of instances that are due. Ten thousand deadlines of one evening are too much for as many Temporal timers: each is a workflow
 * task and several writes. So a dispatcher finds them in the read model and does what comes of them ahead of their workflows
 * (commit-ahead.ts), some in one transaction. A workflow hears of it at once where there is more to do that only it can; else with the next
 * that it is asked, or by its own timer, some minutes later.
 */
import type { AnyJob } from '../../activities/job.ts';
import { createCommitWithin } from '../../activities/projection/commit.ts';
import { applyCommand, expectKnownFlags, hasItemsToBegin } from '../../engine/index.ts';
import type { Prisma, PrismaClient } from '../../prisma/client/client.ts';
import { hasJobs, limits } from '../next-commit.ts';
import { replayLog } from '../recorded-state.ts';
import { type Ahead, commitAhead, needsWorkflow } from './commit-ahead.ts';
import { rememberedGraphs } from './definition-codec.ts';
import { shortLog } from './open-instance.ts';

/** Instances in one transaction: whoever wants to go on with one of them waits for all. */
const pageSize = 20;
/** Transactions at once. */
const lanes = 2;
/** So long an instance is left to its workflow when it was told that something is due, milliseconds. */
const leave = 600_000;
const transactionTimeout = { maxWait: 10_000, timeout: 60_000 };

export interface DueTimersOptions {
  db: PrismaClient;
  jobs?: readonly AnyJob[];
  /** The instance has more to do, which only its workflow can; called as often as there is more. */
  onMore(instanceId: string): void;
  onError(error: unknown, what: string): void;
}

export class DueTimers {
  readonly #options: DueTimersOptions;
  /** Left to their workflows, until when, epoch milliseconds. */
  readonly #left = new Map<string, number>();

  constructor(options: DueTimersOptions) {
    this.#options = options;
  }

  /** Some of what is due and no other dispatcher is at. @returns whether there was any: then there may be more */
  async fire(): Promise<boolean> {
    const now = Date.now();
    for (const [id, until] of this.#left) if (until < now) this.#left.delete(id);
    const pages = await Promise.all(Array.from({ length: lanes }, () => this.#firePage()));
    return pages.includes(true);
  }

  async #firePage(): Promise<boolean> {
    const { db, onError, onMore } = this.#options;
    let current: string | null = null;
    let due: DueInstance[] = [];
    const more: string[] = [];
    const left: string[] = [];
    try {
      await db.$transaction(async (tx) => {
        due = await dueInstances(tx, [...this.#left.keys()]);
        for (const instance of due) {
          current = instance.id;
          const done = await this.#fireOne(tx, instance);
          if (done === 'left') left.push(current);
          else if (done !== null && needsWorkflow(done, instance.hasWorkflow)) more.push(current);
        }
        current = null;
      }, transactionTimeout);
    } catch (error) {
      if (current === null) throw error;
      // what was done with the others is undone, and done again without this one
      onError(error, current);
      left.splice(0, left.length, current);
      more.length = 0;
    }
    for (const id of left) this.#left.set(id, Date.now() + leave);
    for (const id of [...left, ...more]) onMore(id);
    return due.length > 0;
  }

  /** @returns null where it has gone on meanwhile, `left` where only its workflow can do it */
  async #fireOne(
    tx: Prisma.TransactionClient,
    { id, agencyCode, taxCode, hash, at, log }: DueInstance,
  ): Promise<Ahead | null | 'left'> {
    const { db, jobs } = this.#options;
    const recorded = log && (await recordedAtRest(db, hash, log));
    if (recorded === null) return 'left';
    const { graph, state: before } = recorded;
    const after = before.sequence;
    // what runs outside may not be wanted any more afterwards, and it is the workflow that cancels it
    const isAtWork = Object.keys(before.jobs).length > 0;
    const command = { kind: 'fireTimers' } as const;
    const result = applyCommand(graph, before, command, at, { limits });
    if ('rejection' in result || result.events.length === 0) return 'left';
    const { state, events } = result;
    const ahead = await commitAhead(
      (...by) => createCommitWithin(tx, ...by),
      {
        ...{ instanceId: id, agencyCode, taxCode, after, graph, events, state },
        command: { id: null, at, command },
      },
      jobs,
    );
    return ahead && { ...ahead, isAtRest: ahead.isAtRest && !isAtWork };
  }
}

/** Milliseconds until the next timer is due, by the database's clock; null when there is none. */
export async function untilNextDue(db: PrismaClient): Promise<number | null> {
  const [row] = await db.$queryRaw<{ wait: number | null }[]>`
    SELECT (EXTRACT(EPOCH FROM min("nextDueAt") - now()) * 1000)::double precision AS "wait" FROM "ProcessInstance"
    WHERE "nextDueAt" IS NOT NULL`;
  return row?.wait ?? null;
}

// helpers ////////////////////////////////////////////////////////////

interface DueInstance {
  id: string;
  agencyCode: string | null;
  taxCode: string | null;
  /** Of its definition. */
  hash: string;
  hasWorkflow: boolean;
  /** By the database's clock, epoch milliseconds: those of the machines may differ. */
  at: number;
  /** Its activations; null where they are many. */
  log: string[] | null;
}

/** Locked until the end of the transaction. */
async function dueInstances(tx: Prisma.TransactionClient, left: string[]): Promise<DueInstance[]> {
  return await tx.$queryRaw<DueInstance[]>`
    WITH due AS MATERIALIZED (
      SELECT i."id", i."agencyCode", i."taxCode", i."definitionId", i."sequence", i."hasWorkflow" FROM "ProcessInstance" i
      WHERE i."nextDueAt" <= now() AND i."id" <> ALL(${left}::text[])
      ORDER BY i."nextDueAt" LIMIT ${pageSize} FOR NO KEY UPDATE SKIP LOCKED)
    SELECT i."id", i."agencyCode", i."taxCode", d."hash", i."hasWorkflow", floor(EXTRACT(EPOCH FROM now()) * 1000)::double precision AS "at",
      CASE WHEN i."sequence" <= ${shortLog} THEN ARRAY(SELECT c."activation" FROM "InstanceCommit" c
        WHERE c."instanceId" = i."id" AND c."activation" IS NOT NULL ORDER BY c."sequence") END AS "log"
    FROM due i JOIN "ProcessDefinition" d ON d."id" = i."definitionId"`;
}

/** Where the log leads to; null where the workflow has not taken in all of it. */
async function recordedAtRest(db: PrismaClient, hash: string, log: string[]) {
  if (log.length === 0) return null;
  const { graph, state, last } = await replayLog(rememberedGraphs(db), hash, log);
  if (last.jobs.length > 0 || last.messages.length > 0 || hasJobs(state) || hasItemsToBegin(state))
    return null;
  expectKnownFlags(state.flags ?? []);
  return { graph, state };
}
