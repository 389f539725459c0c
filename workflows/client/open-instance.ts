import type { RecordedActivation, RecordedCommand } from '../../activities/projection/contract.ts';
import type { ExecutableGraph, InstanceState } from '../../engine/index.ts';
import { Prisma, type PrismaClient } from '../../prisma/client/client.ts';
import { hasJobs } from '../next-commit.ts';
import { LogDoesNotReplay, replayLog } from '../recorded-state.ts';
import { rememberedGraphs } from './definition-codec.ts';
import { recordedState } from './rebuild.ts';

/** One that has begun and has not ended, as the database has it. */
export interface OpenInstance {
  agencyCode: string | null;
  taxCode: string | null;
  businessKey: string | null;
  /** Of the definition that it goes by. */
  hash: string;
  /** When it was read, by the database's clock, epoch milliseconds: those of the machines may differ. */
  readAt: number;
  /** Null where its log is long, and only those that rest were asked for: its workflow has the state. */
  recorded: Recorded | null;
}

/** Where the command log leads to. */
export interface Recorded {
  graph: ExecutableGraph;
  state: InstanceState;
  /** What was answered to the last commit, which `state` has not taken in. */
  answered: Pick<RecordedActivation, 'jobs' | 'messages'>;
  /** Nothing that a transaction does is left to do. */
  isAtRest: boolean;
  /** Those of a short log. */
  commands: RecordedCommand[];
}

/**
 * Events, up to which a log is read at once. A step costs 3 ms with a short log and 14 ms with this, about half of that of a workflow.
 */
export const shortLog = 8_000;

/**
 * @param isResting only one that has no workflow
 * @param isWoken from now on it has one: it is started next
 * @returns null when there is no such instance
 * @throws LogDoesNotReplay
 */
export async function readOpenInstance(
  db: PrismaClient,
  instanceId: string,
  { isResting = false, isWoken = false } = {},
): Promise<OpenInstance | null> {
  const [row] = await db.$queryRaw<Row[]>`
    ${isWoken ? noted(instanceId) : Prisma.empty}
    SELECT i."agencyCode", i."taxCode", i."businessKey", i."sequence", d."hash",
      floor(EXTRACT(EPOCH FROM now()) * 1000)::double precision AS "readAt",
      CASE WHEN i."sequence" <= ${shortLog} THEN ARRAY(SELECT c."activation" FROM "InstanceCommit" c
        WHERE c."instanceId" = i."id" AND c."activation" IS NOT NULL ORDER BY c."sequence") END AS "log"
    FROM "ProcessInstance" i JOIN "ProcessDefinition" d ON d."id" = i."definitionId"
    WHERE i."id" = ${instanceId} AND i."state" = 'ACTIVE' AND i."sequence" > 0
      ${isResting ? Prisma.sql`AND NOT i."hasWorkflow"` : Prisma.empty}`;
  if (!row) return null;
  const { sequence, log, ...instance } = row;
  if (log === null && isResting) return { ...instance, recorded: null };
  const graphOf = rememberedGraphs(db);
  const { graph, state, last, commands } = log
    ? await replayLog(graphOf, row.hash, log)
    : await longLog(db, await graphOf(row.hash), instanceId);
  if (state.sequence < sequence)
    throw new LogDoesNotReplay(
      `Expected the command log to lead to event ${sequence}, but it ends at ${state.sequence}`,
    );
  const { jobs, messages } = last;
  const isAtRest = jobs.length === 0 && messages.length === 0 && !hasJobs(state);
  return { ...instance, recorded: { graph, state, answered: { jobs, messages }, isAtRest, commands } };
}

// helpers ////////////////////////////////////////////////////////////

const noted = (instanceId: string) => Prisma.sql`
  WITH noted AS (UPDATE "ProcessInstance" SET "hasWorkflow" = true
    WHERE "id" = ${instanceId} AND "state" = 'ACTIVE' AND "sequence" > 0 AND NOT "hasWorkflow")`;

interface Row extends Omit<OpenInstance, 'recorded'> {
  sequence: number;
  /** Its activations; null where they are many. */
  log: string[] | null;
}

async function longLog(db: PrismaClient, graph: ExecutableGraph, instanceId: string) {
  const { state, last } = await recordedState(db, graph, instanceId);
  return { graph, state, last: last.activation, commands: [] };
}
