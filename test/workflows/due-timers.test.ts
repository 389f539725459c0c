import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { devServer, timeSkippingServer } from '../../cli/temporal/test-environments.ts';
import { DueTimers } from '../../workflows/client/due-timers.ts';
import {
  type Dispatcher,
  dispatchInstance,
  previewRepair,
  rebuild,
  repairInstance,
  startDispatcher,
  wakeInstance,
} from '../../workflows/client/index.ts';
import { type Bench, bench, deployModel, eventually, historyOf, workOn } from './support.ts';
import { sealAttempts, stoppedSeals, testJobs } from './test-jobs.ts';

const farOff = '2100-01-01T00:00:00Z';
const longAgo = '2020-01-01T00:00:00Z';

let system: Bench;
let work: ReturnType<typeof workOn>;
beforeAll(async () => {
  system = { ...(await bench(await devServer(), testJobs)), timersAreSwept: true };
  work = workOn(system, 'due');
  await deployModel(system, 'due');
  await deployModel(system, 'sealing');
});
afterAll(() => system[Symbol.asyncDispose]());

const errors: unknown[] = [];
const dispatchers: Dispatcher[] = [];
const dispatch = (): void => {
  const onError = (error: unknown) => errors.push(error);
  dispatchers.push(startDispatcher({ ...system, databaseUrl: system.database.url, onError }));
};
afterEach(async () => {
  await Promise.all(dispatchers.splice(0).map((dispatcher) => dispatcher.stop()));
  expect(errors.splice(0)).toEqual([]);
});

const start = async ({ remindAt = farOff, endAt = farOff }): Promise<string> =>
  (await work.start({ remindAt, endAt, caseId: randomUUID() })).instanceId;
const hasHappened = (instanceId: string, elementId: string) => async () =>
  await system.db.instanceEvent.findFirst({ where: { instanceId, elementId, event: 'completed' } });
/** Timers that Temporal has fired. */
const ownTimers = async (instanceId: string): Promise<unknown[]> =>
  (await historyOf(system, instanceId)).filter((event) => event.timerFiredEventAttributes);
const expectEqualToLog = async (instanceIds: string[]): Promise<void> => {
  for await (const verdicts of rebuild(system.db, { instanceIds }))
    for (const verdict of verdicts) expect(verdict).toMatchObject({ outcome: 'equal', differences: [] });
};

describe('timers that are due', () => {
  it('should be fired once each by whichever dispatcher is first, with the jobs of their transaction', async () => {
    const ids = await Promise.all(Array.from({ length: 30 }, () => start({ remindAt: longAgo })));
    dispatch();
    dispatch();
    for (const id of ids) await eventually(hasHappened(id, 'reminded'), 'the reminder');
    const numbers = await system.db.instanceEvent.count({
      where: { instanceId: { in: ids }, elementId: 'number', event: 'completed' },
    });
    expect(numbers).toBe(ids.length);
    for (const id of ids) expect(await ownTimers(id)).toEqual([]);
    await expectEqualToLog(ids);
  });

  it('should be known to the instance when it is asked next', async () => {
    const id = await start({ remindAt: longAgo });
    dispatch();
    await eventually(hasHappened(id, 'reminded'), 'the reminder');
    await work.complete(id, 'process');
    expect(await work.ended(id)).toMatchObject({ state: 'COMPLETED' });
    expect((await work.stored(id)).variables).toMatchObject({ number: expect.any(Number) });
    await expectEqualToLog([id]);
  });

  it('should begin what only the workflow does', async () => {
    const id = await start({ endAt: longAgo });
    dispatch();
    await eventually(hasHappened(id, 'seal'), 'the job outside of the database');
    await work.complete(id, 'review');
    expect(await work.ended(id)).toMatchObject({ state: 'COMPLETED' });
    await expectEqualToLog([id]);
  });

  it('should stop a job outside of the database whose element they end', async () => {
    const { instanceId, caseId } = await workOn(system, 'sealing').start({
      sealFault: 'wait',
      endAt: longAgo,
    });
    await eventually(async () => sealAttempts.has(caseId), 'the job');
    // a dispatcher asks who took a step shortly before it began: it would tell this one as well
    const told: Promise<unknown>[] = [];
    await new DueTimers({
      ...system,
      onMore: (id) => told.push(dispatchInstance(system, id)),
      onError: (error) => errors.push(error),
    }).fire();
    await Promise.all(told);
    await eventually(async () => stoppedSeals.has(caseId), 'its end');
    await work.complete(instanceId, 'review');
    expect(await work.ended(instanceId)).toMatchObject({ state: 'COMPLETED' });
    await expectEqualToLog([instanceId]);
  });

  it('should close a task for whoever comes too late', async () => {
    const id = await start({ endAt: longAgo });
    const task = await system.db.task.findFirstOrThrow({ where: { instanceId: id, elementId: 'process' } });
    dispatch();
    await eventually(hasHappened(id, 'over'), 'the end of the time');
    await expect(work.complete(id, 'process')).rejects.toThrow();
    expect(await system.db.task.findUniqueOrThrow({ where: { id: task.id } })).toMatchObject({
      state: 'CANCELLED',
    });
  });

  it('should wait while the instance is suspended', async () => {
    const who = { actor: null, reason: 'test' };
    const id = await start({ remindAt: longAgo });
    await repairInstance(system, id, { kind: 'suspend', timers: 'run', ...who });
    const other = await start({ remindAt: longAgo });
    dispatch();
    await eventually(hasHappened(other, 'reminded'), 'the reminder of another');
    expect(await hasHappened(id, 'late')()).toBeNull();
    await repairInstance(system, id, { kind: 'resume', ...who });
    await eventually(hasHappened(id, 'reminded'), 'the reminder');
    await expectEqualToLog([id]);
  });

  it('should be in what an instance is asked for before it is repaired', async () => {
    const id = await start({ remindAt: longAgo });
    dispatch();
    await eventually(hasHappened(id, 'reminded'), 'the reminder');
    const before = await work.stored(id);
    const [first] = await previewRepair(system, id, {
      ...{ kind: 'suspend', timers: 'run', actor: null, reason: 'test' },
    });
    expect(first?.sequence).toBe(before.sequence + 1);
  });
});

describe('a timer that no dispatcher has seen', () => {
  it('should be fired by the instance itself, some minutes later', async () => {
    const alone = { ...(await bench(await timeSkippingServer(), testJobs)), timersAreSwept: true };
    try {
      await deployModel(alone, 'due');
      const { start, stored } = workOn(alone, 'due');
      const now = await alone.server.currentTimeMs();
      const remindAt = new Date(now + 86_400_000).toISOString();
      const { instanceId } = await start({ remindAt, endAt: farOff, caseId: randomUUID() });
      expect((await stored(instanceId)).nextDueAt).toEqual(new Date(remindAt));
      // from now on it has a timer of its own
      await wakeInstance(alone, instanceId);
      await alone.server.sleep(86_400_000 + 30_000);
      expect((await stored(instanceId)).nextDueAt).toEqual(new Date(remindAt));
      await alone.server.sleep(600_000);
      await eventually(
        async () => (await stored(instanceId)).nextDueAt?.getTime() === Date.parse(farOff),
        'the reminder',
      );
    } finally {
      await alone[Symbol.asyncDispose]();
    }
  });
});
