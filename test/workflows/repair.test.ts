/** Repair of instances that run as workflows. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timeSkippingServer } from '../../cli/temporal/test-environments.ts';
import {
  assignTask,
  cancelInstance,
  previewRepair,
  publishMessage,
  repairInstance,
  wakeInstance,
} from '../../workflows/client/index.ts';
import { type Bench, bench, deployModel, eventually, workOn } from './support.ts';
import { sealAttempts, stoppedSeals, testJobs } from './test-jobs.ts';

let system: Bench;
let start: ReturnType<typeof workOn>['start'];
let complete: ReturnType<typeof workOn>['complete'];
let ended: ReturnType<typeof workOn>['ended'];
let startWithHistoryLimit: ReturnType<typeof workOn>['startWithHistoryLimit'];
beforeAll(async () => {
  system = await bench(await timeSkippingServer(), testJobs);
  ({ start, startWithHistoryLimit, complete, ended } = workOn(system));
  await deployModel(system, 'review');
});
afterAll(() => system[Symbol.asyncDispose]());

const who = { actor: null, reason: 'test' };
const openTask = async (instanceId: string, elementId: string): Promise<string> =>
  (await system.db.task.findFirstOrThrow({ where: { instanceId, elementId, state: 'OPEN' } })).id;

describe('a suspended instance', () => {
  it('should refuse to go on, keep a message, and take it when it is resumed', async () => {
    const { instanceId, caseId } = await start();
    await complete(instanceId, 'assign');
    const suspended = await repairInstance(system, instanceId, { kind: 'suspend', timers: 'run', ...who });
    expect(suspended).toMatchObject({ state: 'active', isSuspended: true });
    await expect(complete(instanceId, 'process')).rejects.toMatchObject({ code: 'CONFLICT' });

    const message = { name: 'recall', correlationKey: caseId, messageId: randomUUID(), variables: { a: 1 } };
    expect(await publishMessage(system, message)).toMatchObject({ matched: true });
    const marks = () =>
      system.db.instanceEvent.findMany({
        where: { instanceId, type: 'repair' },
        orderBy: { sequence: 'asc' },
      });
    await eventually(
      async () => (await marks()).find(({ event }) => event === 'kept') ?? null,
      'the message',
    );

    await repairInstance(system, instanceId, { kind: 'resume', ...who });
    expect(await ended(instanceId)).toMatchObject({ state: 'COMPLETED', variables: { a: 1 } });
    expect((await marks()).map(({ event }) => event)).toEqual(['suspended', 'kept', 'resumed']);
  });

  it('should leave its timers the time that they had left', async () => {
    const { instanceId } = await start();
    await complete(instanceId, 'assign');
    const escalations = () => system.db.task.count({ where: { instanceId, elementId: 'escalate' } });
    await repairInstance(system, instanceId, { kind: 'suspend', timers: 'stop', ...who });
    await system.server.sleep('6 days');
    await repairInstance(system, instanceId, { kind: 'resume', ...who });
    await system.server.sleep('4 days');
    expect(await escalations()).toBe(0);
    await system.server.sleep('2 days');
    await eventually(async () => ((await escalations()) > 0 ? true : null), 'the timer');
  });
});

describe('a suspended element', () => {
  const suspend = (instanceId: string, elementId: string, timers: 'stop' | 'run' = 'stop') =>
    repairInstance(system, instanceId, { kind: 'suspendElement', elementId, timers, ...who });
  const resume = (instanceId: string, elementId: string) =>
    repairInstance(system, instanceId, { kind: 'resumeElement', elementId, ...who });

  it('should refuse its task while others are done, keep a message, and take it when it goes on', async () => {
    const { instanceId, caseId } = await start();
    await complete(instanceId, 'assign');
    expect(await suspend(instanceId, 'process')).toMatchObject({ suspendedElements: ['process'] });
    await expect(complete(instanceId, 'process')).rejects.toMatchObject({
      code: 'CONFLICT',
      text: { vi: expect.stringContaining('đang tạm dừng') },
    });
    const message = { name: 'recall', correlationKey: caseId, messageId: randomUUID(), variables: { a: 1 } };
    expect(await publishMessage(system, message)).toMatchObject({ matched: true });
    const marks = async () =>
      await system.db.instanceEvent.findMany({
        where: { instanceId, type: 'repair' },
        orderBy: { sequence: 'asc' },
        select: { event: true, elementId: true },
      });
    await eventually(
      async () => (await marks()).find(({ event }) => event === 'kept') ?? null,
      'the message',
    );
    await resume(instanceId, 'process');
    expect(await ended(instanceId)).toMatchObject({ state: 'COMPLETED', variables: { a: 1 } });
    expect(await marks()).toEqual([
      { event: 'elementSuspended', elementId: 'process' },
      { event: 'kept', elementId: 'recalled' },
      { event: 'elementResumed', elementId: 'process' },
    ]);
  });

  it('should let a token wait, in the next run as well, and then run the job once', async () => {
    const { instanceId, caseId } = await startWithHistoryLimit(20);
    await suspend(instanceId, 'seal');
    for (let round = 0; round < 6; round++)
      await assignTask(system, {
        ...{ taskId: await openTask(instanceId, 'assign'), actorId: null },
        assigneeId: null,
      });
    await complete(instanceId, 'assign');
    const view = await complete(instanceId, 'process');
    expect(view).toMatchObject({ activeElements: ['seal'], suspendedElements: ['seal'] });
    expect(sealAttempts.get(caseId)).toBeUndefined();
    await resume(instanceId, 'seal');
    expect(await ended(instanceId)).toMatchObject({ state: 'COMPLETED' });
    expect(sealAttempts.get(caseId)).toBe(1);
  });

  it('should leave its timers the time that they had left', async () => {
    const { instanceId } = await start();
    await complete(instanceId, 'assign');
    const escalations = () => system.db.task.count({ where: { instanceId, elementId: 'escalate' } });
    await suspend(instanceId, 'process');
    await system.server.sleep('6 days');
    await resume(instanceId, 'process');
    await system.server.sleep('4 days');
    expect(await escalations()).toBe(0);
    await system.server.sleep('2 days');
    await eventually(async () => ((await escalations()) > 0 ? true : null), 'the timer');
  });

  // last of all: the server skips no time any more once a job has run into the end of its instance
  it('should keep what a job brings that is under way, and neither end it nor begin it again', async () => {
    const { instanceId, caseId } = await start({ sealFault: 'wait' });
    await complete(instanceId, 'assign');
    await complete(instanceId, 'process');
    await eventually(async () => sealAttempts.get(caseId) ?? null, 'the job');
    await suspend(instanceId, 'seal');
    expect(stoppedSeals.has(caseId)).toBe(false);
    await resume(instanceId, 'seal');
    await cancelInstance(system, { instanceId, reason: 'test', actorId: null });
    await eventually(async () => stoppedSeals.has(caseId) || null, 'the end of the job');
    expect(sealAttempts.get(caseId)).toBe(1);
  });
});

describe('a modification', () => {
  it('should be tried without effect, refused without trace, and done', async () => {
    const { instanceId } = await start();
    await wakeInstance(system, instanceId);
    const back = {
      kind: 'modify',
      instructions: [
        { kind: 'cancelAll', elementId: 'assign' },
        { kind: 'activate', elementId: 'process' },
      ],
      ...who,
    } as const;
    const command = { ...back, instructions: [...back.instructions] };
    const accepted = async () => {
      const { events } = await system.temporal.workflow.getHandle(instanceId).fetchHistory();
      return events?.filter((it) => it.workflowExecutionUpdateAcceptedEventAttributes).length;
    };

    const events = await previewRepair(system, instanceId, command);
    const before = await accepted();
    const nonsense = { ...command, instructions: [{ kind: 'cancelAll' as const, elementId: 'nowhere' }] };
    await expect(repairInstance(system, instanceId, nonsense)).rejects.toMatchObject({ code: 'INVALID' });
    await expect(previewRepair(system, instanceId, nonsense)).rejects.toMatchObject({ code: 'INVALID' });
    const after = await accepted();
    const view = await repairInstance(system, instanceId, command);

    expect(events.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['modified', 'terminated', 'activated']),
    );
    expect(after).toBe(before);
    expect(view.openTasks).toMatchObject([{ elementId: 'process' }]);
  });
});
