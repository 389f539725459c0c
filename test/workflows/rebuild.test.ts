import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { devServer } from '../../cli/temporal/test-environments.ts';
import {
  assignTask,
  cancelInstance,
  publishMessage,
  rebuild,
  repairInstance,
  resolveIncident,
  type Verdict,
  wakeInstance,
} from '../../workflows/client/index.ts';
import { type Bench, bench, deployModel, eventually, workOn } from './support.ts';
import { testJobs } from './test-jobs.ts';

let system: Bench;
let work: ReturnType<typeof workOn>;
beforeAll(async () => {
  system = await bench(await devServer(), testJobs);
  work = workOn(system);
  await deployModel(system, 'review');
});
afterAll(() => system[Symbol.asyncDispose]());

async function rebuilt(options: Parameters<typeof rebuild>[1] = {}): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for await (const page of rebuild(system.db, options)) verdicts.push(...page);
  return verdicts;
}

const one = async (instanceId: string, repair = false): Promise<Verdict | undefined> =>
  (await rebuilt({ instanceIds: [instanceId], repair }))[0];

/** Instances that have come about by everything that can move one. */
async function everyWay(): Promise<string[]> {
  const { start, startWithHistoryLimit, complete, ended } = work;
  const { db } = system;
  const [person] = await db.person.findMany({ take: 1 });
  const ids: string[] = [];
  const begin = async (variables: Record<string, unknown> = {}) => {
    const started = await start(variables);
    ids.push(started.instanceId);
    return started;
  };

  const fresh = await begin({ zebra: 1, a: [{ long: 1, b: null }], Đề: 'có dấu' });
  await assignTask(system, {
    taskId: `${fresh.instanceId}:${fresh.view.openTasks[0]?.key}`,
    assigneeId: person?.id ?? null,
    actorId: person?.id ?? null,
  });

  const whole = await begin();
  await complete(whole.instanceId, 'assign', { zz: 1, y: { bb: 2, a: 1 }, nul: 'a\u0000b' });
  await complete(whole.instanceId, 'process');
  await ended(whole.instanceId);

  const recalled = await begin();
  await complete(recalled.instanceId, 'assign');
  await publishMessage(system, {
    ...{ name: 'recall', correlationKey: recalled.caseId },
    variables: { reasonLong: 1, b: 2 },
  });
  await ended(recalled.instanceId);

  const early = await begin();
  const message = { name: 'recall', correlationKey: early.caseId, variables: { early: true } };
  await publishMessage(system, { ...message, timeToLive: 60_000 });
  await complete(early.instanceId, 'assign');
  await ended(early.instanceId);

  const refused = await begin({ sealFault: 'refuse' });
  await complete(refused.instanceId, 'assign');
  await complete(refused.instanceId, 'process');
  await eventually(
    () =>
      db.task.findFirst({ where: { instanceId: refused.instanceId, elementId: 'process', state: 'OPEN' } }),
    'the way back',
  );

  const stuck = await begin({ numberFault: 'closed' });
  const incident = await db.incident.findFirstOrThrow({ where: { instanceId: stuck.instanceId } });
  await resolveIncident(system, {
    ...{ incidentId: incident.id, actorId: null },
    variables: { numberFault: null },
  });
  await complete(stuck.instanceId, 'assign');

  const held = await begin({ numberFault: 'closed' });
  await repairInstance(system, held.instanceId, {
    ...{ kind: 'suspend', timers: 'stop', actor: null, reason: 'test' },
  });
  const partly = await begin();
  await repairInstance(system, partly.instanceId, {
    ...{ kind: 'suspendElement', elementId: 'process', timers: 'stop', actor: null, reason: 'test' },
  });
  await complete(partly.instanceId, 'assign');
  const moved = await begin();
  await repairInstance(system, moved.instanceId, {
    ...{ kind: 'modify', actor: null, reason: 'test' },
    instructions: [
      { kind: 'cancelAll', elementId: 'assign' },
      { kind: 'activate', elementId: 'process' },
    ],
  });
  const cancelled = await begin();
  await complete(cancelled.instanceId, 'assign');
  await cancelInstance(system, { instanceId: cancelled.instanceId, reason: 'test', actorId: null });
  const stopped = await begin();
  await wakeInstance(system, stopped.instanceId);
  await system.temporal.workflow.getHandle(stopped.instanceId).cancel();
  await ended(stopped.instanceId);

  const long = await startWithHistoryLimit(20);
  ids.push(long.instanceId);
  for (let round = 0; round < 6; round++)
    await assignTask(system, {
      taskId: `${long.instanceId}:${long.view.openTasks[0]?.key}`,
      ...{ assigneeId: person?.id ?? null, actorId: null },
    });
  return ids;
}

describe('a rebuilt read model', () => {
  it('should be equal, whatever has moved an instance', async () => {
    const ids = await everyWay();
    const verdicts = await rebuilt();
    expect(verdicts.filter(({ outcome }) => outcome !== 'equal')).toEqual([]);
    expect(new Set(verdicts.map(({ instanceId }) => instanceId))).toEqual(new Set(ids));
  });

  it('should show what somebody has altered, and put it right', async () => {
    // given
    const { instanceId } = await work.start();
    await work.complete(instanceId, 'assign');
    const { db } = system;
    const original = await db.instanceEvent.findMany({ where: { instanceId }, orderBy: { sequence: 'asc' } });
    const before = await work.stored(instanceId);
    const [task] = before.tasks;
    await db.processInstance.update({ where: { id: instanceId }, data: { variables: { forged: true } } });
    await db.task.update({ where: { id: task?.id ?? '' }, data: { name: 'Other', priority: 1 } });
    await db.task.delete({ where: { id: before.tasks[1]?.id ?? '' } });
    await db.messageSubscription.deleteMany({ where: { instanceId } });
    await db.$executeRaw`
      UPDATE "InstanceCommit" SET "events" = jsonb_set("events"::jsonb, '{2,1}', '"forged"')::json
      WHERE "instanceId" = ${instanceId} AND "sequence" = 1`;
    await db.incident.create({
      data: {
        ...{ id: `${instanceId}:99`, instanceId, key: '99', elementId: 'x', code: 'X', message: 'x' },
        at: new Date(),
      },
    });
    // when
    const found = await one(instanceId);
    const repaired = await one(instanceId, true);
    // then
    expect(found?.outcome).toBe('different');
    expect(found?.differences.map(({ table, column }) => `${table}.${column}`).sort()).toEqual([
      'Incident.null',
      'InstanceCommit.event',
      'MessageSubscription.null',
      'ProcessInstance.variables',
      'Task.name',
      'Task.null',
      'Task.priority',
    ]);
    expect(repaired?.outcome).toBe('repaired');
    expect((await one(instanceId))?.outcome).toBe('equal');
    expect(await work.stored(instanceId)).toEqual(before);
    expect(await db.instanceEvent.findMany({ where: { instanceId }, orderBy: { sequence: 'asc' } })).toEqual(
      original,
    );
    await work.complete(instanceId, 'process');
    expect((await work.ended(instanceId)).variables).toMatchObject({ sealedBy: 'attempt 1' });
    expect((await one(instanceId))?.outcome).toBe('equal');
  });

  it.each([
    ['a commit is missing', 'DELETE FROM "InstanceCommit" WHERE "activation" LIKE \'%completeJob%\''],
    [
      'the last commit is missing',
      'DELETE FROM "InstanceCommit" c WHERE "sequence" = (SELECT max("sequence") FROM "InstanceCommit" l ' +
        'WHERE l."instanceId" = c."instanceId")',
    ],
    [
      'a command was altered',
      `UPDATE "InstanceCommit" SET "activation" = replace("activation", 'completeJob', 'completeUserTask')`,
    ],
  ])('should not be made of a log that does not replay: %s', async (_, damage) => {
    const { instanceId } = await work.start();
    await work.complete(instanceId, 'assign');
    const before = await work.stored(instanceId);
    await system.db.$executeRawUnsafe(
      `${damage} ${damage.includes('WHERE') ? 'AND' : 'WHERE'} "instanceId" = '${instanceId}'`,
    );
    const verdict = await one(instanceId, true);
    expect(verdict?.outcome).toBe('damaged');
    expect(verdict?.problem).toMatch(/Expected/);
    expect(await work.stored(instanceId)).toEqual(before);
  });

  it('should leave nothing behind', async () => {
    const { instanceId } = await work.start();
    const before = await system.db
      .$queryRaw`SELECT count(*)::int AS "n" FROM "pg_class" WHERE "relpersistence" = 't'`;
    await one(instanceId);
    expect(
      await system.db.$queryRaw`SELECT count(*)::int AS "n" FROM "pg_class" WHERE "relpersistence" = 't'`,
    ).toEqual(before);
  });
});
