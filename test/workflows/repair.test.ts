/** Repair of instances that run as workflows. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timeSkippingServer } from '../../cli/temporal/test-environments.ts';
import { previewRepair, publishMessage, repairInstance } from '../../workflows/client/index.ts';
import { type Bench, bench, deployModel, eventually, workOn } from './support.ts';
import { testJobs } from './test-jobs.ts';

let system: Bench;
let start: ReturnType<typeof workOn>['start'];
let complete: ReturnType<typeof workOn>['complete'];
let ended: ReturnType<typeof workOn>['ended'];
beforeAll(async () => {
  system = await bench(await timeSkippingServer(), testJobs);
  ({ start, complete, ended } = workOn(system));
  await deployModel(system, 'review');
});
afterAll(() => system[Symbol.asyncDispose]());

const who = { actor: null, reason: 'test' };

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

describe('a modification', () => {
  it('should be tried without effect, refused without trace, and done', async () => {
    const { instanceId } = await start();
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
