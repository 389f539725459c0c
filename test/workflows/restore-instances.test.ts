import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { publishInTransaction } from '../../activities/projection/message-matching.ts';
import { restoreCommand } from '../../cli/restore-instances.ts';
import { devServer } from '../../cli/temporal/test-environments.ts';
import {
  assignTask,
  completeTask,
  rebuild,
  repairInstance,
  resolveIncident,
  restoreInstances,
  startDispatcher,
  startInstance,
  temporalClient,
  wakeInstance,
} from '../../workflows/client/index.ts';
import { instanceStateQuery } from '../../workflows/messages.ts';
import { type Bench, bench, deployModel, eventually, startWorker, workOn } from './support.ts';
import { sealAttempts, testJobs } from './test-jobs.ts';

let system: Bench;
let work: ReturnType<typeof workOn>;
beforeAll(async () => {
  system = await bench(await devServer(), testJobs);
  work = workOn(system);
  await deployModel(system, 'review');
  await deployModel(system, 'many');
});
afterAll(() => system[Symbol.asyncDispose]());

let printed: string[];
beforeEach(() => {
  printed = [];
  vi.stubEnv('DATABASE_URL', system.database.url);
  vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Everything that Temporal knew is gone: an empty server in the place of the other, with the same database. */
async function loseTemporal(): Promise<void> {
  await system.worker.stop();
  await system.server.teardown();
  const server = await devServer();
  const temporal = temporalClient({ connection: server.connection, db: system.db });
  Object.assign(system, { server, temporal });
  vi.stubEnv('TEMPORAL_ADDRESS', server.address);
}

const startWorking = async (): Promise<void> => {
  Object.assign(system, { worker: await startWorker(system) });
};

const stateOf = (instanceId: string) =>
  system.temporal.workflow.getHandle(instanceId).query(instanceStateQuery);

const lastNumber = async (): Promise<number> =>
  (await system.db.registerBook.findFirst({ where: { agencyCode: 'TEST' } }))?.lastNumber ?? 0;

/** The open task of an element, once it is there. */
const task = (instanceId: string, elementId: string, name: Record<string, unknown> = {}) =>
  eventually(
    () => system.db.task.findFirst({ where: { instanceId, elementId, state: 'OPEN', ...name } }),
    `${elementId} of ${instanceId}`,
  );

describe('a Temporal namespace that is lost', () => {
  it('should be filled again from the database, each instance at the point where it was', async () => {
    // given instances at various points
    const { db } = system;
    const [person] = await db.person.findMany({ take: 1 });
    const numbersBefore = await lastNumber();

    const claimed = await work.start();
    await assignTask(system, {
      taskId: `${claimed.instanceId}:${claimed.view.openTasks[0]?.key}`,
      ...{ assigneeId: person?.id ?? null, actorId: person?.id ?? null },
    });

    const armed = await work.start();
    await work.complete(armed.instanceId, 'assign', { note: 'đã giao' });
    const armedBefore = await stateOf(armed.instanceId);

    const suspended = await work.start();
    await work.complete(suspended.instanceId, 'assign');
    await repairInstance(system, suspended.instanceId, {
      ...{ kind: 'suspend', timers: 'stop', actor: null, reason: 'test' },
    });

    const stuck = await work.start({ numberFault: 'closed' });
    await wakeInstance(system, stuck.instanceId);

    const waiting = await work.start();
    await work.complete(waiting.instanceId, 'assign');
    await db.$transaction((tx) =>
      publishInTransaction(tx, {
        ...{ messageId: randomUUID(), name: 'recall', correlationKey: waiting.caseId },
        ...{ variables: { recalled: true }, timeToLive: 0 },
      }),
    );

    const outside = await work.start({ sealFault: 'wait' });
    await work.complete(outside.instanceId, 'assign');
    await work.complete(outside.instanceId, 'process');
    await eventually(async () => sealAttempts.get(outside.caseId) === 1, 'the job outside');

    const many = await startInstance(system, {
      key: 'many',
      variables: { caseId: randomUUID(), units: ['a', 'b', 'c'], wait: 'PT2S', zz: 1, y: 2 },
      agencyCode: 'H26.01',
    });
    const each = await db.task.findMany({
      where: { instanceId: many.instanceId, elementId: 'each' },
      orderBy: { key: 'asc' },
    });
    await completeTask(system, { taskId: each[1]?.id ?? '', variables: { answer: 'yes' }, actorId: null });

    const done = await work.start();
    await work.complete(done.instanceId, 'assign');
    await work.complete(done.instanceId, 'process');
    await work.ended(done.instanceId);

    const resting = await work.start();
    expect(await restoreCommand([resting.instanceId])).toBe(0);
    expect(printed[0]).toMatch(/rests in the database/);
    printed = [];

    const open = [claimed, armed, suspended, stuck, waiting, outside, many].map((it) => it.instanceId);
    const tasksBefore = await db.task.findMany({ orderBy: { id: 'asc' } });
    const numbers = await lastNumber();
    expect(numbers).toBe(numbersBefore + 8);

    // when
    await loseTemporal();
    expect(await restoreCommand(['--dry-run', '--json'])).toBe(1);
    const foreseen = printed.map((line) => JSON.parse(line));
    expect(foreseen.at(-1)).toMatchObject({ lost: open.length, restored: 0, failed: 0 });
    printed = [];
    expect(await restoreCommand(['--json'])).toBe(0);
    expect(JSON.parse(printed.at(-1) ?? '')).toMatchObject({ restored: open.length, failed: 0 });
    // then what was restored is left alone
    printed = [];
    expect(await restoreCommand(['--json'])).toBe(0);
    expect(JSON.parse(printed.at(-1) ?? '')).toMatchObject({ restored: 0, running: open.length });
    await startWorking();

    // and each instance stands where it stood
    expect(await stateOf(armed.instanceId)).toEqual(armedBefore);
    expect(await db.task.findMany({ orderBy: { id: 'asc' } })).toEqual(tasksBefore);

    // and can be finished
    sealAttempts.set(claimed.caseId, 0);
    for (const { instanceId } of [claimed, armed]) {
      if (instanceId === claimed.instanceId) await work.complete(instanceId, 'assign');
      await work.complete(instanceId, 'process');
      expect((await work.ended(instanceId)).state).toBe('COMPLETED');
    }
    expect((await work.stored(armed.instanceId)).variables).toMatchObject({ note: 'đã giao' });

    await expect(work.complete(suspended.instanceId, 'process')).rejects.toMatchObject({ code: 'CONFLICT' });
    await repairInstance(system, suspended.instanceId, { kind: 'resume', actor: null, reason: 'test' });
    await work.complete(suspended.instanceId, 'process');
    await work.ended(suspended.instanceId);

    const incident = await db.incident.findFirstOrThrow({ where: { instanceId: stuck.instanceId } });
    await resolveIncident(system, {
      ...{ incidentId: incident.id, actorId: null },
      variables: { numberFault: null },
    });
    await work.complete(stuck.instanceId, 'assign');
    await work.complete(stuck.instanceId, 'process');
    await work.ended(stuck.instanceId);

    const dispatcher = startDispatcher({
      ...system,
      databaseUrl: system.database.url,
      onError: (error) => {
        throw error;
      },
    });
    expect((await work.ended(waiting.instanceId)).variables).toMatchObject({ recalled: true });

    // the job that was running runs again: it is the same job
    await eventually(async () => sealAttempts.get(outside.caseId) === 2, 'the job outside, again');
    await repairInstance(system, outside.instanceId, {
      ...{ kind: 'modify', actor: null, reason: 'test' },
      instructions: [{ kind: 'cancelAll', elementId: 'seal' }],
    });
    await work.ended(outside.instanceId);

    await completeTask(system, { taskId: each[0]?.id ?? '', variables: { answer: 'no' }, actorId: null });
    await completeTask(system, { taskId: each[2]?.id ?? '', variables: { answer: 'no' }, actorId: null });
    const check = await task(many.instanceId, 'check');
    await completeTask(system, { taskId: check.id, variables: {}, actorId: null });
    expect((await work.ended(many.instanceId)).variables).toMatchObject({
      answers: ['a: no', 'b: yes', 'c: no'],
      number: expect.any(Number),
    });
    // until now: it fires what is due
    await dispatcher.stop();

    // and nothing was done twice
    expect(await lastNumber()).toBe(numbers + 1); // that of the incident
    for await (const page of rebuild(db))
      expect(page.filter(({ outcome }) => outcome !== 'equal')).toEqual([]);
  });

  it('should give an instance back to who asks for it first', async () => {
    const { instanceId } = await work.start();
    await loseTemporal();
    await startWorking();
    await work.complete(instanceId, 'assign', { first: true });
    await work.complete(instanceId, 'process');
    expect((await work.ended(instanceId)).variables).toMatchObject({ first: true });
  });

  it('should take in what its last commit was answered', async () => {
    // given a commit whose answers nobody has taken in: the server was lost at that moment
    const { instanceId, caseId } = await work.start();
    await system.db.$executeRaw`
      UPDATE "InstanceCommit" SET "activation" = jsonb_set("activation"::jsonb, '{messages}', ${JSON.stringify(
        [{ subscriptionKey: 'none', messageId: randomUUID(), variables: {} }],
      )}::jsonb)::text
      WHERE "instanceId" = ${instanceId}`;
    await work.complete(instanceId, 'assign');
    const subscription = await system.db.messageSubscription.findFirstOrThrow({ where: { instanceId } });
    const row = await work.stored(instanceId);
    await system.db.$executeRaw`
      UPDATE "InstanceCommit" SET "activation" = jsonb_set("activation"::jsonb, '{messages}', ${JSON.stringify(
        [{ subscriptionKey: subscription.key, messageId: randomUUID(), variables: { taken: caseId } }],
      )}::jsonb)::text
      WHERE "instanceId" = ${instanceId} AND "sequence" = (
        SELECT max("sequence") FROM "InstanceCommit" WHERE "instanceId" = ${instanceId})`;
    // when
    await loseTemporal();
    await startWorking();
    const { value: restored } = await restoreInstances(system, { instanceIds: [instanceId] }).next();
    // then
    expect(restored).toEqual([{ instanceId, outcome: 'restored', sequence: row.sequence, problem: null }]);
    expect((await work.ended(instanceId)).variables).toMatchObject({ taken: caseId });
  });
});

describe('a single instance', () => {
  it('should be left alone while it runs, and replaced where that is asked for', async () => {
    const { instanceId } = await work.start();
    await work.complete(instanceId, 'assign');
    const { runId } = await system.temporal.workflow.getHandle(instanceId).describe();
    vi.stubEnv('TEMPORAL_ADDRESS', system.server.address);
    expect(await restoreCommand([instanceId])).toBe(0);
    expect(printed[0]).toContain('runs, and was left alone');
    expect((await system.temporal.workflow.getHandle(instanceId).describe()).runId).toBe(runId);

    expect(await restoreCommand([instanceId, '--replace'])).toBe(0);
    expect((await system.temporal.workflow.getHandle(instanceId).describe()).runId).not.toBe(runId);
    await work.complete(instanceId, 'process');
    expect((await work.ended(instanceId)).state).toBe('COMPLETED');

    printed = [];
    expect(await restoreCommand([instanceId])).toBe(0);
    expect(printed[0]).toContain('has ended');
    expect(await restoreCommand(['no-such-instance'])).toBe(1);
    expect(await restoreCommand(['--replace'])).toBe(2);
  });

  it('should be refused where its log leads nowhere, and go on running', async () => {
    const { instanceId } = await work.start();
    await wakeInstance(system, instanceId);
    vi.stubEnv('TEMPORAL_ADDRESS', system.server.address);
    await system.db.$executeRaw`
      UPDATE "InstanceCommit" SET "activation" = NULL WHERE "instanceId" = ${instanceId} AND "sequence" > 1`;
    expect(await restoreCommand([instanceId, '--replace'])).toBe(1);
    expect(printed[0]).toMatch(/failed\. Expected the command log to lead to event \d+, but it ends at \d+/);
    await work.complete(instanceId, 'assign');
  });
});
