/**
 * The read model of running work made anew from the command log, and held against the one that is there. Each instance's commands
 * go through the pure engine again, and what comes of them through the projection's own statement, into temporary tables that
 * hide the real ones from it.
 */
import { changesOf } from '../../activities/projection/changes.ts';
import { type LoggedActivation, readActivations } from '../../activities/projection/command-log.ts';
import type { CommitInput, RecordedActivation } from '../../activities/projection/contract.ts';
import { changesChannel, write } from '../../activities/projection/write.ts';
import type { EngineEvent, ExecutableGraph, InstanceState } from '../../engine/index.ts';
import { Prisma, type PrismaClient } from '../../prisma/client/client.ts';
import { standing } from '../next-commit.ts';
import { hashesOf, LogDoesNotReplay, replayActivation } from '../recorded-state.ts';
import { rememberedGraphs } from './definition-codec.ts';
import { poisonedKey } from './poisoned-incident.ts';

/** What the projection writes, by table: the columns that tell its rows apart, and those that are no part of what is derived. */
const tables = {
  // whether it has a workflow: it may have got one for want of a dispatcher
  ProcessInstance: { keys: ['id'], instance: 'id', apart: ['hasWorkflow'] },
  InstanceCommit: { keys: ['instanceId', 'sequence'], instance: 'instanceId', apart: ['activation'] },
  // the document of the instance as it was when the task was opened, and its words: a job's effect
  Task: { keys: ['id'], instance: 'instanceId', apart: ['documentId', 'words'] },
  Incident: { keys: ['id'], instance: 'instanceId', apart: [] },
  MessageSubscription: { keys: ['instanceId', 'key'], instance: 'instanceId', apart: [] },
  // when it came to wait: in the order of the commits
  SignalSubscription: { keys: ['instanceId', 'key'], instance: 'instanceId', apart: ['position'] },
} satisfies Record<string, { keys: string[]; instance: string; apart: string[] }>;

export type RebuiltTable = keyof typeof tables;
/** Stored rows that do not come of the command log: `s` is the stored table. */
const foreign = (table: RebuiltTable): Prisma.Sql =>
  table === 'Incident' ? Prisma.sql`s."key" = ${poisonedKey}` : Prisma.sql`false`;
const tableNames = Object.keys(tables) as RebuiltTable[];

/** One value that is not as the command log has it. A whole row: `column` is null, and the side that lacks it has null. */
export interface Difference {
  table: RebuiltTable;
  /** By its key, e.g. "17" of an event, the id of a task. */
  row: string;
  column: string | null;
  stored: unknown;
  rebuilt: unknown;
}

export interface Verdict {
  instanceId: string;
  /** `damaged`: the command log itself does not replay. */
  outcome: 'equal' | 'different' | 'damaged' | 'repaired';
  events: number;
  /** The first of them. */
  differences: Difference[];
  /** Why the log does not replay. */
  problem: string | null;
}

export interface RebuildOptions {
  /** Default: all. */
  instanceIds?: string[];
  /** Goes on behind this one, in the order of their ids. */
  after?: string;
  /** Puts the rebuilt rows in the place of those that differ, instance by instance. */
  repair?: boolean;
}

/** Instances in one transaction. */
const pageSize = 50;
/** Commits read at once, and events written at once: an instance may have any number. */
const activationsAtOnce = 500;
const eventsAtOnce = 2_000;
/** Of one instance and table; that there are more is seen when these are put right. */
const differencesShown = 20;
/** One instance may have a hundred thousand events. */
const transactionTimeout = { maxWait: 60_000, timeout: 1_800_000 };

/** How many there are to be looked at. */
export async function countInstances(db: PrismaClient, options: RebuildOptions): Promise<number> {
  return await db.processInstance.count({ where: selection(options, options.after) });
}

/** Page by page, in the order of their ids. Instances go on meanwhile: each page sees them all at one moment. */
export async function* rebuild(db: PrismaClient, options: RebuildOptions = {}): AsyncGenerator<Verdict[]> {
  const graphOf = rememberedGraphs(db);
  for (let after = options.after; ; ) {
    const page = await db.processInstance.findMany({
      where: selection(options, after),
      orderBy: { id: 'asc' },
      take: pageSize,
      select: { id: true },
    });
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
    const verdicts = await prove(
      db,
      graphOf,
      page.map(({ id }) => id),
    );
    if (options.repair)
      for (const [index, verdict] of verdicts.entries())
        if (verdict.outcome === 'different') verdicts[index] = await repair(db, graphOf, verdict);
    yield verdicts;
  }
}

/** Where an instance stands by its command log. @throws LogDoesNotReplay */
export async function recordedState(
  db: Prisma.TransactionClient,
  graph: ExecutableGraph,
  instanceId: string,
): Promise<{ state: InstanceState; last: LoggedActivation }> {
  let state: InstanceState | null = null;
  let last: LoggedActivation | null = null;
  for await (const { transition, logged } of replayed(db, graph, instanceId)) {
    state = transition.state;
    last = logged;
  }
  if (state === null || last === null)
    throw new LogDoesNotReplay('Expected a command log, but there is none');
  return { state, last };
}

// one page ////////////////////////////////////////////////////////////////////////////////////////

type GraphOf = (hash: string) => Promise<ExecutableGraph>;

async function prove(db: PrismaClient, graphOf: GraphOf, ids: string[]): Promise<Verdict[]> {
  let verdicts: Verdict[] = [];
  const nothingIsKept = new Error();
  try {
    await db.$transaction(
      async (tx) => {
        verdicts = await compare(tx, graphOf, ids);
        throw nothingIsKept;
      },
      { ...transactionTimeout, isolationLevel: 'RepeatableRead' },
    );
  } catch (error) {
    if (error !== nothingIsKept) throw error;
  }
  return verdicts;
}

/** The instance waits meanwhile: its commits need the row that is locked. */
async function repair(db: PrismaClient, graphOf: GraphOf, { instanceId }: Verdict): Promise<Verdict> {
  return await db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "ProcessInstance" WHERE "id" = ${instanceId} FOR UPDATE`;
    const [verdict] = await compare(tx, graphOf, [instanceId]);
    if (verdict === undefined) throw new Error(`Expected a verdict on ${instanceId}, but there is none`);
    if (verdict.outcome !== 'different') return verdict;
    const schema = await schemaOf(tx);
    for (const table of tableNames) await replace(tx, schema, table, instanceId);
    await tx.$queryRaw`SELECT pg_notify(${changesChannel}, json_build_object(
      'instanceId', "id", 'documentId', "documentId", 'taskIds', '[]'::json)::text)::text
      FROM "ProcessInstance" WHERE "id" = ${instanceId}`;
    return { ...verdict, outcome: 'repaired' };
  }, transactionTimeout);
}

/** Leaves the rebuilt rows in temporary tables of the same names, which come first on the path. */
async function compare(tx: Prisma.TransactionClient, graphOf: GraphOf, ids: string[]): Promise<Verdict[]> {
  const schema = await schemaOf(tx);
  const rows = await tx.processInstance.findMany({
    where: { id: { in: ids } },
    orderBy: { id: 'asc' },
    include: { definition: { select: { hash: true } } },
  });
  for (const table of tableNames)
    await tx.$executeRaw`CREATE TEMP TABLE ${name(table)} (LIKE ${real(schema, table)} INCLUDING DEFAULTS, PRIMARY KEY (${keysOf(table)}))
      ON COMMIT DROP`;
  await tx.$executeRaw`
    INSERT INTO "ProcessInstance" SELECT * FROM ${real(schema, 'ProcessInstance')} WHERE "id" = ANY(${ids}::text[])`;
  await tx.$executeRaw`
    UPDATE "ProcessInstance" SET "sequence" = 0, "state" = 'ACTIVE', "variables" = '{}', "activeElements" = '{}',
      "endedAt" = NULL, "nextDueAt" = NULL
    WHERE "sequence" > 0`;

  const verdicts = new Map<string, Verdict>();
  for (const row of rows) {
    const made = { instanceId: row.id, differences: [], events: row.sequence, problem: null };
    verdicts.set(row.id, { ...made, outcome: 'equal' });
    if (row.sequence === 0) continue;
    try {
      const source = replayed(tx, await graphOf(row.definition.hash), row.id, schema);
      const sequence = await writeAnew(tx, row, source);
      if (sequence < row.sequence)
        throw new LogDoesNotReplay(
          `Expected it to lead to event ${row.sequence}, but it ends at ${sequence}`,
        );
    } catch (error) {
      // What the engine throws at a log that was altered is of the same kind.
      if (isOfTheDatabase(error)) throw error;
      const problem = error instanceof Error ? error.message : String(error);
      verdicts.set(row.id, { ...made, outcome: 'damaged', problem });
    }
  }
  for (const table of tableNames)
    for (const { instanceId, ...difference } of await differencesIn(tx, schema, table, ids)) {
      const verdict = verdicts.get(instanceId);
      if (!verdict || verdict.outcome === 'damaged') continue;
      verdict.outcome = 'different';
      verdict.differences.push(difference);
    }
  return [...verdicts.values()];
}

/** @returns the sequence of the last event */
async function writeAnew(
  tx: Prisma.TransactionClient,
  instance: { id: string; agencyCode: string | null; taxCode: string | null },
  source: AsyncIterable<Replayed>,
): Promise<number> {
  let after = 0;
  let state: InstanceState | null = null;
  let events: EngineEvent[] = [];
  let commands: CommitInput['commands'] = [];
  let recorded = new Map<number, RecordedActivation>();
  const flush = async (): Promise<void> => {
    if (state === null || events.length === 0) return;
    const { id: instanceId, agencyCode, taxCode } = instance;
    const whole = { events, commands, ...standing(state), jobs: [] };
    const input: CommitInput = { instanceId, agencyCode, taxCode, after, at: 0, ...whole };
    // messages are no part of it: whether they have been taken is noted with the messages
    const changes = { ...changesOf(input), takenMessages: [], stayingSubscriptions: [] };
    await write(tx, input, changes, recorded);
    after = events.at(-1)?.sequence ?? after;
    events = [];
    commands = [];
    recorded = new Map();
  };
  for await (const { transition, logged } of source) {
    state = transition.state;
    for (const event of transition.events) events.push(event);
    for (const command of logged.activation.commands) commands.push(command);
    recorded.set(logged.sequence, logged.activation);
    if (events.length >= eventsAtOnce) await flush();
  }
  await flush();
  return after;
}

// the log /////////////////////////////////////////////////////////////////////////////////////////

interface Replayed {
  transition: { state: InstanceState; events: EngineEvent[] };
  logged: LoggedActivation;
}

/** Commit after commit. @param graph that the instance goes by now @throws LogDoesNotReplay */
async function* replayed(
  tx: Prisma.TransactionClient,
  graph: ExecutableGraph,
  instanceId: string,
  schema?: string,
): AsyncGenerator<Replayed> {
  const graphOf = rememberedGraphs(tx);
  const known = new Map<string, ExecutableGraph>([[graph.hash, graph]]);
  const first = await firstHash(tx, instanceId, schema);
  let by = first === null ? graph : await graphOf(first);
  let state: InstanceState | null = null;
  for (let after = 0; ; ) {
    const page = await readActivations(tx, instanceId, { after, limit: activationsAtOnce, schema });
    for (const logged of page) {
      const expected: number = (state?.sequence ?? 0) + 1;
      if (logged.sequence !== expected)
        throw new LogDoesNotReplay(
          `Expected the command log to go on with event ${expected}, but it does with event ${logged.sequence}`,
        );
      for (const hash of hashesOf(logged.activation.commands)) known.set(hash, await graphOf(hash));
      const transition = replayActivation(by, state, logged.activation, (hash) => known.get(hash));
      state = transition.state;
      by = transition.graph ?? by;
      after = logged.sequence;
      yield { transition, logged };
    }
    if (page.length < activationsAtOnce) return;
  }
}

/** Of the definition that an instance began with, if it was migrated from there. */
async function firstHash(
  tx: Prisma.TransactionClient,
  instanceId: string,
  schema: string | undefined,
): Promise<string | null> {
  const events = Prisma.raw(schema === undefined ? '"InstanceEvent"' : `"${schema}"."InstanceEvent"`);
  const [row] = await tx.$queryRaw<{ hash: string }[]>`
    SELECT "data"->>'from' AS "hash" FROM ${events} WHERE "instanceId" = ${instanceId} AND "event" = 'migrated'
    ORDER BY "sequence" LIMIT 1`;
  return row?.hash ?? null;
}

// tables //////////////////////////////////////////////////////////////////////////////////////////

const name = (table: RebuiltTable): Prisma.Sql => Prisma.raw(`"${table}"`);
const keysOf = (table: RebuiltTable): Prisma.Sql =>
  Prisma.raw(tables[table].keys.map((key) => `"${key}"`).join(', '));
const real = (schema: string, table: RebuiltTable): Prisma.Sql => Prisma.raw(`"${schema}"."${table}"`);

/** Where the real tables are: temporary ones are never in that. */
async function schemaOf(tx: Prisma.TransactionClient): Promise<string> {
  const [row] = await tx.$queryRaw<{ schema: string }[]>`SELECT current_schema()::text AS "schema"`;
  return row?.schema ?? 'public';
}

async function differencesIn(
  tx: Prisma.TransactionClient,
  schema: string,
  table: RebuiltTable,
  ids: string[],
): Promise<(Difference & { instanceId: string })[]> {
  const { keys, instance, apart } = tables[table];
  const join = Prisma.raw(keys.map((key) => `s."${key}" = r."${key}"`).join(' AND '));
  const column = Prisma.raw(`"${instance}"`);
  const rows = await tx.$queryRaw<
    { stored: Record<string, unknown> | null; rebuilt: Record<string, unknown> | null }[]
  >`
    SELECT "stored", "rebuilt" FROM (
      SELECT s."row" AS "stored", r."row" AS "rebuilt",
        row_number() OVER (PARTITION BY COALESCE(s.${column}, r.${column})) AS "n"
      FROM (SELECT *, to_jsonb(s) - ${apart}::text[] AS "row" FROM ${real(schema, table)} s
          WHERE ${column} = ANY(${ids}::text[]) AND NOT ${foreign(table)}) s
      FULL JOIN (SELECT *, to_jsonb(t) - ${apart}::text[] AS "row" FROM ${name(table)} t) r ON ${join}
      WHERE s."row" IS DISTINCT FROM r."row"
    ) d WHERE "n" <= ${differencesShown}`;
  return rows.flatMap<Difference & { instanceId: string }>(({ stored, rebuilt }) => {
    const some = stored ?? rebuilt ?? {};
    const instanceId = String(some[instance]);
    const row = keys.length === 1 ? String(some[keys[0] ?? '']) : String(some[keys[1] ?? '']);
    if (!stored || !rebuilt) return [{ instanceId, table, row, column: null, stored, rebuilt }];
    return differingIn(stored, rebuilt).flatMap(({ key: column, ...values }) => {
      const difference = { instanceId, table, row, column, ...values };
      return column === 'events' ? eventByEvent(difference) : [difference];
    });
  });
}

/** Of a commit those of its events that differ, each by its own number. */
function eventByEvent<It extends Difference>(difference: It): It[] {
  const { row, stored, rebuilt } = difference;
  if (!Array.isArray(stored) || !Array.isArray(rebuilt)) return [difference];
  return differingIn({ ...stored }, { ...rebuilt }).map(({ key, ...values }) => ({
    ...difference,
    ...{ row: String(Number(row) + Number(key)), column: 'event' },
    ...values,
  }));
}

function differingIn(
  stored: Record<string, unknown>,
  rebuilt: Record<string, unknown>,
): { key: string; stored: unknown; rebuilt: unknown }[] {
  return Object.keys({ ...stored, ...rebuilt })
    .filter((key) => JSON.stringify(stored[key]) !== JSON.stringify(rebuilt[key]))
    .map((key) => ({ key, stored: stored[key] ?? null, rebuilt: rebuilt[key] ?? null }));
}

/** Puts the rebuilt rows of an instance in the place of the stored ones, but for the columns that are no part of it. */
async function replace(
  tx: Prisma.TransactionClient,
  schema: string,
  table: RebuiltTable,
  instanceId: string,
): Promise<void> {
  const { keys, instance, apart } = tables[table];
  const columns = await tx.$queryRaw<{ name: string }[]>`
    SELECT "column_name"::text AS "name" FROM "information_schema"."columns"
    WHERE "table_schema" = ${schema} AND "table_name" = ${table}`;
  const derived = columns.map((column) => column.name).filter((it) => !apart.some((one) => one === it));
  const join = keys.map((key) => `s."${key}" = r."${key}"`).join(' AND ');
  const set = derived.map((it) => `"${it}" = r."${it}"`).join(', ');
  const all = columns.map((column) => `"${column.name}"`).join(', ');
  const target = real(schema, table);
  const ofInstance = Prisma.sql`s.${Prisma.raw(`"${instance}"`)} = ${instanceId}`;
  if (table !== 'ProcessInstance')
    await tx.$executeRaw`
      DELETE FROM ${target} s WHERE ${ofInstance} AND NOT ${foreign(table)}
        AND NOT EXISTS (SELECT 1 FROM ${name(table)} r WHERE ${Prisma.raw(join)})`;
  await tx.$executeRaw`
    UPDATE ${target} s SET ${Prisma.raw(set)} FROM ${name(table)} r WHERE ${ofInstance} AND ${Prisma.raw(join)}`;
  if (table !== 'ProcessInstance')
    await tx.$executeRaw`
      INSERT INTO ${target} (${Prisma.raw(all)}) SELECT ${Prisma.raw(all)} FROM ${name(table)} r
      WHERE NOT EXISTS (SELECT 1 FROM ${target} s WHERE ${Prisma.raw(join)})`;
}

// helpers /////////////////////////////////////////////////////////////////////////////////////////

function selection(
  { instanceIds }: RebuildOptions,
  after: string | undefined,
): Prisma.ProcessInstanceWhereInput {
  return {
    AND: [
      ...(instanceIds ? [{ id: { in: instanceIds } }] : []),
      ...(after === undefined ? [] : [{ id: { gt: after } }]),
    ],
  };
}

const isOfTheDatabase = (error: unknown): boolean =>
  error instanceof Error && error.constructor.name.startsWith('PrismaClient');
