/** What is open by the ten thousand, and single instances that are very large: on a system of their own. */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { mappingOf } from '../../../engine/index.ts';
import type { BatchState } from '../../../prisma/client/client.ts';
import {
  type MigrationInput,
  pauseBatch,
  proposeMigration,
  resumeBatch,
  rollBackBatch,
  startBatch,
  startInstance,
  throwSignal,
  type Version,
} from '../../../workflows/client/index.ts';
import { agencyCode } from '../durable/contenders.ts';
import { cpuMs } from '../durable/cpu.ts';
import { standingNext } from '../durable/models.ts';
import { type BenchSystem, deployModel } from '../durable/system.ts';
import { children } from './children.ts';

export interface OpenFigures {
  instances: number;
  startedPerSecond: number;
  /** Of those that fell due in the same minute. */
  due: number;
  duePerSecond: number;
  signalledPerSecond: number;
  /** Half of them, to another version. */
  migratedPerSecond: number;
  /** Of Postgres and Temporal, for each instance. */
  bytesPerInstance: number;
  /** Of worker, Temporal and Postgres, for each instance: start, timer, signal and half a migration. */
  cpuMsPerInstance: number;
}

export interface MigrationFigures {
  instances: number;
  checkedPerSecond: number;
  migratedPerSecond: number;
  /** Until the last that was under way is done with. */
  pausedAfterSeconds: number;
  rolledBackPerSecond: number;
  /** All of it. */
  minutes: number;
}

export interface LargeFigures {
  seconds: number;
  perSecond: number;
  megabytes: number;
  workerMegabytes: number;
  runs: number;
}

export interface ItemFigures {
  perSecond: number;
  /** Of client, worker, Temporal and Postgres. */
  cpuMsPerItem: number;
  /** Of Postgres and Temporal; files grow by more than is written. */
  bytesPerItem: number;
}

const childrenAtOnce = 100;
const childrenRounds = 3;
const otherAgency = 'H26.02';
const lanes = 16;
const minute = 60_000;
/** Nothing moved for so long: it will not come any more. */
const patienceMs = 300_000;

/**
 * Instances with a deadline each, half of which falls due in the same minute; then a signal to all of them; then half of them, those of
 * one agency, go to another version.
 */
export async function measureOpen(
  system: BenchSystem,
  count: number,
  tell: (line: string) => void,
): Promise<OpenFigures> {
  const before = await sizeOf(system);
  const cpuBefore = cpuOf(system);
  const began = Date.now();
  const start = (index: number, dueAt: number) =>
    startInstance(system, {
      key: 'standing',
      variables: { dueAt: new Date(dueAt).toISOString() },
      agencyCode: index % 4 < 2 ? agencyCode : otherAgency,
    });
  const tried = Math.min(100, count);
  const far = Date.now() + 365 * 24 * 60 * minute;
  await inLanes(tried, (index) => start(index, far));
  // Half of them fall due within the minute after all have been started.
  const dueAt = Date.now() + Math.ceil(((Date.now() - began) / tried) * count * 1.5) + 10_000;
  let nearly = 0;
  await inLanes(count - tried, async (index) => {
    const isDue = index % 2 === 0;
    if (isDue) nearly += 1;
    await start(index, isDue ? dueAt + ((index * 7919) % minute) : far);
    if ((index + 1) % 2_000 === 0) tell(`${(index + 1).toLocaleString('en')} started`);
  });
  const startedPerSecond = (count * 1000) / (Date.now() - began);
  if (Date.now() > dueAt)
    tell('the last were started after the first fell due: these count from the start of the minute');
  await pause(Math.max(0, dueAt - Date.now()));
  const due = nearly;
  const told = () =>
    numberOf(system, `SELECT count(*)::int AS n FROM "Notification" WHERE "madeBy" LIKE 'standing-%'`);
  await untilMany(told, due, tell, 'due');
  const dueSeconds = (Date.now() - dueAt) / 1000;

  const thrown = Date.now();
  await throwSignal(system, { name: 'policy', variables: { since: 'today' }, agencyCode });
  const heard = () =>
    numberOf(
      system,
      `SELECT count(*)::int AS n FROM "InstanceEvent" WHERE "elementId" = 'knows' AND "event" = 'completed'`,
    );
  await untilMany(heard, count, tell, 'signalled');
  const signalSeconds = (Date.now() - thrown) / 1000;

  const migrationSeconds = await migrateHalf(system, tell);
  return {
    instances: count,
    startedPerSecond: rounded(startedPerSecond),
    due,
    duePerSecond: rounded(due / dueSeconds),
    signalledPerSecond: rounded(count / signalSeconds),
    migratedPerSecond: rounded(count / 2 / migrationSeconds),
    bytesPerInstance: Math.round(((await sizeOf(system)) - before) / count),
    cpuMsPerInstance: rounded((cpuOf(system) - cpuBefore) / count),
  };
}

/**
 * A batch over all of these instances (at least 500, else it is over before it can be paused): checked, begun, paused, gone on with, and
 * rolled back. @throws {Error} unless each of them could go
 */
export async function measureMigration(
  system: BenchSystem,
  count: number,
  tell: (line: string) => void,
): Promise<MigrationFigures> {
  const { db } = system;
  const dueAt = new Date(Date.now() + 365 * 24 * 60 * minute).toISOString();
  await inLanes(count, async (index) => {
    await startInstance(system, { key: 'standing', variables: { dueAt }, agencyCode });
    if ((index + 1) % 1_000 === 0) tell(`${(index + 1).toLocaleString('en')} started`);
  });
  const began = Date.now();
  const id = await beginMigration(system, 'check');
  const now = () => db.batch.findUniqueOrThrow({ where: { id } });
  const until = async (state: BatchState, column: 'checked' | 'done' | 'rolledBack') => {
    const began = Date.now();
    await untilMany(
      async () => {
        const batch = await now();
        return batch.state === state ? Number.POSITIVE_INFINITY : batch[column];
      },
      Number.POSITIVE_INFINITY,
      tell,
      column,
    );
    return (Date.now() - began) / 1000;
  };
  const checkSeconds = await until('CHECKED', 'checked');

  await resumeBatch(system, id);
  const running = Date.now();
  await untilMany(async () => (await now()).done, Math.ceil(count / 4), tell, 'done');
  await pauseBatch(system, id);
  const [runSeconds, paused] = [(Date.now() - running) / 1000, Date.now()];
  const atRest = await standstill(async () => (await now()).done);
  const pauseSeconds = Math.max(0, (atRest.since - paused) / 1000);
  await resumeBatch(system, id);
  const restSeconds = await until('DONE', 'done');
  const { refused, failed } = await now();
  if (refused + failed > 0) throw new Error(`${refused} of ${count} were refused, ${failed} did not answer.`);

  await rollBackBatch(system, id);
  const backSeconds = await until('ROLLED_BACK', 'rolledBack');
  const { rolledBack, kept } = await now();
  if (rolledBack !== count) throw new Error(`${rolledBack} of ${count} went back, ${kept} were kept.`);
  return {
    instances: count,
    checkedPerSecond: rounded(count / checkSeconds),
    migratedPerSecond: rounded(count / (runSeconds + pauseSeconds + restSeconds)),
    pausedAfterSeconds: rounded(pauseSeconds),
    rolledBackPerSecond: rounded(count / backSeconds),
    minutes: rounded((Date.now() - began) / minute),
  };
}

/** One instance of so many steps, or of so many items at once. */
export async function measureLarge(
  system: BenchSystem,
  key: 'counting' | 'gathering',
  wanted: number,
  tell: (line: string) => void,
): Promise<LargeFigures> {
  const before = await sizeOf(system);
  const began = Date.now();
  let memory = 0;
  const starting = startInstance(system, { key, variables: { wanted, steps: 0 }, agencyCode });
  const view = starting.catch(() => null);
  const standing = async () => {
    memory = Math.max(memory, workerMemory(system));
    const [row] = await system.db.$queryRawUnsafe<{ state: string; sequence: number }[]>(
      `SELECT "state"::text, "sequence" FROM "ProcessInstance" WHERE "id" LIKE '${key}-%' ORDER BY "startedAt" DESC LIMIT 1`,
    );
    return row?.state === 'COMPLETED' ? Number.POSITIVE_INFINITY : (row?.sequence ?? 0);
  };
  await untilMany(standing, Number.POSITIVE_INFINITY, tell, 'events');
  const seconds = (Date.now() - began) / 1000;
  await view;
  const [row] = await system.db.$queryRawUnsafe<{ id: string }[]>(
    `SELECT "id" FROM "ProcessInstance" WHERE "id" LIKE '${key}-%' ORDER BY "startedAt" DESC LIMIT 1`,
  );
  const runs = (await system.temporal.workflow.count(`WorkflowId = '${row?.id}'`)).count;
  return {
    seconds: rounded(seconds),
    perSecond: rounded(wanted / seconds),
    megabytes: rounded(((await sizeOf(system)) - before) / 1e6),
    workerMegabytes: Math.round(memory),
    runs,
  };
}

/** The same items in one instance and as children of a workflow written by hand, in turns; the middle of the rounds counts. */
export async function measureChildren(
  system: BenchSystem,
  items: number,
  tell: (line: string) => void,
): Promise<Record<'inside' | 'children', ItemFigures>> {
  const { db, temporal } = system;
  const ways = {
    async inside(count: number, round: number) {
      const businessKey = `round ${round}`;
      const variables = { wanted: count };
      await startInstance(system, { key: 'gathering', variables, agencyCode, businessKey });
      while ((await db.processInstance.count({ where: { businessKey, state: 'COMPLETED' } })) === 0)
        await pause(10);
    },
    async children(count: number, round: number) {
      const sum = await temporal.workflow.execute(children, {
        workflowId: `children-${round}`,
        taskQueue: 'handwritten',
        args: [{ items: count, window: childrenAtOnce }],
      });
      if (sum !== count * (count + 1)) throw new Error(`The children answered ${sum} in all.`);
    },
  };
  const workers = { inside: 'ours', children: 'handwritten' } as const;
  const found: Record<keyof typeof ways, ItemFigures[]> = { inside: [], children: [] };
  for (let round = 0; round <= childrenRounds; round++)
    for (const way of ['inside', 'children'] as const) {
      const count = round === 0 ? Math.min(items, 100) : items;
      // also of this process, which does the first steps of an instance that it starts
      const pids = [process.pid, system.pids.postgres, system.pids.temporal, system.workerPid(workers[way])];
      const [bytes, cpu, began] = [await sizeOf(system), cpuMs(pids), Date.now()];
      await ways[way](count, round);
      const figures = {
        perSecond: rounded((count * 1000) / (Date.now() - began)),
        cpuMsPerItem: Math.round(((cpuMs(pids) - cpu) / count) * 100) / 100,
        bytesPerItem: Math.round(((await sizeOf(system)) - bytes) / count),
      };
      if (round === 0) continue; // warms up
      found[way].push(figures);
      tell(`${way}: ${JSON.stringify(figures)}`);
    }
  const middle = (figures: ItemFigures[]): ItemFigures =>
    figures.toSorted((a, b) => a.perSecond - b.perSecond)[Math.floor(figures.length / 2)] as ItemFigures;
  return { inside: middle(found.inside), children: middle(found.children) };
}

// helpers //////////////////////////////////////////////////////////////////////////////////////////

/** @returns seconds @throws {Error} unless each of them could go */
async function migrateHalf(system: BenchSystem, tell: (line: string) => void): Promise<number> {
  const began = Date.now();
  const id = await beginMigration(system, 'run');
  const { total } = await system.db.batch.findUniqueOrThrow({ where: { id } });
  const done = () =>
    numberOf(system, `SELECT "done" + "refused" + "failed" AS n FROM "Batch" WHERE "id" = '${id}'`);
  await untilMany(done, total, tell, 'migrated');
  const { refused, failed } = await system.db.batch.findUniqueOrThrow({ where: { id } });
  if (refused + failed > 0) throw new Error(`${refused} of ${total} were refused, ${failed} did not answer.`);
  return (Date.now() - began) / 1000;
}

/** Of all instances of the agency, to the other version. @returns id of the batch */
async function beginMigration(system: BenchSystem, begin: 'check' | 'run'): Promise<string> {
  const from = await system.db.processDefinition.findFirstOrThrow({ where: { key: 'standing' } });
  const to = await deployModel(system.db, 'standing', standingNext);
  const mapping = mappingOf(await proposeMigration(system, from, to));
  const { id } = await startBatch(system, {
    kind: 'migration',
    input: { from: version(from), to: version(to), mapping, timers: 'keep' } satisfies MigrationInput,
    selection: { definitionId: from.id, agencyCode },
    ...{ agencyCode, actorId: null, reason: 'Đo tốc độ', begin },
  });
  return id;
}

/** Resolves when a number has stayed the same for 3 seconds. `since`: from when it has, epoch milliseconds. */
async function standstill(number: () => Promise<number>): Promise<{ number: number; since: number }> {
  let [last, since] = [-1, Date.now()];
  while (Date.now() - since < 3_000) {
    const now = await number();
    if (now !== last) [last, since] = [now, Date.now()];
    await pause(100);
  }
  return { number: last, since };
}

async function inLanes(count: number, act: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) await act(next++);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** @throws {Error} when nothing moves any more */
async function untilMany(
  number: () => Promise<number>,
  wanted: number,
  tell: (line: string) => void,
  what: string,
): Promise<void> {
  let [last, since, told] = [-1, Date.now(), Date.now()];
  for (;;) {
    const now = await number();
    if (now >= wanted) return;
    if (now !== last) [last, since] = [now, Date.now()];
    if (Date.now() - since > patienceMs)
      throw new Error(`${what}: nothing moves beyond ${now} of ${wanted}.`);
    if (Date.now() - told > 15_000) {
      tell(`${now.toLocaleString('en')} ${what}`);
      told = Date.now();
    }
    await pause(500);
  }
}

async function numberOf(system: BenchSystem, sql: string): Promise<number> {
  const [row] = await system.db.$queryRawUnsafe<{ n: number }[]>(sql);
  return row?.n ?? 0;
}

async function sizeOf(system: BenchSystem): Promise<number> {
  const { temporal, ours } = await system.bytes();
  return temporal + ours;
}

const cpuOf = (system: BenchSystem): number =>
  cpuMs([system.pids.postgres, system.pids.temporal, system.workerPid('ours')]);

function workerMemory(system: BenchSystem): number {
  const status = readFileSync(`/proc/${system.workerPid('ours')}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1000;
}

const version = ({ id, key, hash }: Version): Version => ({ id, key, hash });

const rounded = (value: number): number => Math.round(value * 10) / 10;
