/** An instance rests in the database until it comes to something that outlasts a transaction: until then Temporal does not hear of it. */
import { randomUUID } from 'node:crypto';
import { Connection } from '@temporalio/client';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { devServer } from '../../cli/temporal/test-environments.ts';
import {
  assignTask,
  cancelInstance,
  completeTask,
  dispatchInstance,
  inspectInstance,
  previewRepair,
  publishMessage,
  rebuild,
  repairInstance,
  startBatch,
  startDispatcher,
  temporalClient,
  undoTask,
  viewInstance,
  type WorkContext,
  WorkError,
} from '../../workflows/client/index.ts';
import { type Bench, bench, deployModel, eventually, historyOf, startWorker, workOn } from './support.ts';
import { testJobs } from './test-jobs.ts';

/** Where there are dispatchers, and where every step is the workflow's. */
let system: WorkContext & { database: Bench['database'] };
let led: Bench;
beforeAll(async () => {
  led = await bench(await devServer(), testJobs);
  await led.worker.stop();
  led.worker = await startWorker({ ...led, timersAreSwept: true });
  system = {
    db: led.db,
    temporal: led.temporal,
    jobs: testJobs,
    database: led.database,
    timersAreSwept: true,
  };
  for (const model of ['review', 'pausing', 'many', 'due']) await deployModel(led, model);
});
afterAll(() => led[Symbol.asyncDispose]());

const nobody = { actor: null, reason: 'test' };
const expectEqualToLog = async (instanceId: string): Promise<void> => {
  for await (const verdicts of rebuild(system.db, { instanceIds: [instanceId] }))
    expect(verdicts).toMatchObject([{ outcome: 'equal', differences: [] }]);
};
const openTask = (instanceId: string, elementId: string) =>
  system.db.task.findFirstOrThrow({ where: { instanceId, elementId, state: 'OPEN' } });

describe('an instance that comes to nothing but tasks, timers and jobs of the database', () => {
  it('should live from its start to its end without Temporal', async () => {
    const { start, complete, stored } = workOn(system, 'pausing');
    const { instanceId } = await start();
    await complete(instanceId, 'begin', { note: 'first' });
    expect((await stored(instanceId)).nextDueAt).not.toBeNull();
    const { state } = await complete(instanceId, 'process');
    expect(state).toBe('completed');
    expect(await stored(instanceId)).toMatchObject({
      ...{ state: 'COMPLETED', hasWorkflow: false, nextDueAt: null },
      variables: { note: 'first' },
    });
    expect(await historyOf(system, instanceId)).toEqual([]);
    await expectEqualToLog(instanceId);
  });

  it('should be worked on while Temporal is away', async () => {
    const connection = Connection.lazy({ address: '127.0.0.1:1' });
    const alone = { ...system, temporal: temporalClient({ connection, db: system.db }) };
    const { start, complete } = workOn(alone, 'pausing');
    const { instanceId } = await start();
    await complete(instanceId, 'begin');
    expect((await complete(instanceId, 'process')).state).toBe('completed');
    await connection.close();
  });

  it('should take each task once of many that are completed at once', async () => {
    const units = Array.from({ length: 12 }, (_, index) => `unit ${index}`);
    const { start } = workOn(system, 'many');
    const { instanceId } = await start({ units, wait: 'P1D' });
    const tasks = await system.db.task.findMany({ where: { instanceId, elementId: 'each' } });
    const twice = [...tasks, ...tasks].map(({ id }) =>
      completeTask(system, { taskId: id, variables: { answer: 'yes' }, actorId: null }).then(
        () => 'done',
        (error: WorkError) => error.code,
      ),
    );
    const outcomes = await Promise.all(twice);
    expect(outcomes.filter((it) => it === 'done')).toHaveLength(units.length);
    expect(outcomes.filter((it) => it === 'TASK_NOT_OPEN')).toHaveLength(units.length);
    const { variables } = await system.db.processInstance.findUniqueOrThrow({ where: { id: instanceId } });
    expect(variables).toMatchObject({ answers: units.map((unit) => `${unit}: yes`) });
    await expectEqualToLog(instanceId);
  });

  it('should complete a task once for a request that is repeated', async () => {
    const { start } = workOn(system, 'pausing');
    const { instanceId } = await start();
    const { id: taskId } = await openTask(instanceId, 'begin');
    const request = { taskId, variables: {}, actorId: null, idempotencyKey: 'the same' };
    const first = await completeTask(system, request);
    expect(await completeTask(system, request)).toMatchObject({ sequence: first.sequence });
    await expect(completeTask(system, { ...request, idempotencyKey: 'another' })).rejects.toMatchObject({
      code: 'TASK_NOT_OPEN',
    });
  });

  it('should be seen, previewed, suspended, resumed and undone there', async () => {
    const { start, complete } = workOn(system, 'pausing');
    const { instanceId } = await start();
    const begin = await openTask(instanceId, 'begin');
    await complete(instanceId, 'begin');
    expect((await inspectInstance(system, instanceId)).timers).toHaveLength(1);
    await undoTask(system, { taskId: begin.id, actorId: null, reason: 'test' });
    const suspend = { kind: 'suspend', timers: 'stop', ...nobody } as const;
    const [foreseen] = await previewRepair(system, instanceId, suspend);
    await repairInstance(system, instanceId, suspend);
    expect(await viewInstance(system, instanceId)).toMatchObject({
      isSuspended: true,
      sequence: foreseen?.sequence,
    });
    await expect(complete(instanceId, 'begin')).rejects.toMatchObject({
      ...{ code: 'CONFLICT', text: { vi: expect.any(String) } },
    });
    await repairInstance(system, instanceId, { kind: 'resume', ...nobody });
    expect((await viewInstance(system, instanceId)).openTasks).toMatchObject([{ elementId: 'begin' }]);
    await cancelInstance(system, { instanceId, reason: 'test', actorId: null });
    await expect(cancelInstance(system, { instanceId, reason: 'test', actorId: null })).rejects.toMatchObject(
      {
        code: 'CONFLICT',
      },
    );
    expect(await historyOf(system, instanceId)).toEqual([]);
    await expectEqualToLog(instanceId);
  });
});

describe('many instances at rest', () => {
  it('should be suspended by a batch without workflows', async () => {
    const { start } = workOn(system, 'pausing');
    const ids = await Promise.all(Array.from({ length: 3 }, async () => (await start()).instanceId));
    const { id: definitionId } = await system.db.processDefinition.findFirstOrThrow({
      where: { key: 'pausing' },
    });
    const { id } = await startBatch(system, {
      ...{ kind: 'suspension', input: { timers: 'stop' }, selection: { definitionId }, begin: 'run' },
      ...{ agencyCode: null, actorId: null, reason: 'test' },
    });
    await eventually(
      async () => (await system.db.batch.findUniqueOrThrow({ where: { id } })).state === 'DONE',
      'the batch',
    );
    for (const instanceId of ids) {
      expect(await viewInstance(system, instanceId)).toMatchObject({ isSuspended: true });
      expect(await historyOf(system, instanceId)).toEqual([]);
    }
  });
});

describe('an instance that comes to a job outside of the database', () => {
  it('should be its workflow from then on', async () => {
    const { start, complete, ended, stored } = workOn(system);
    const { instanceId } = await start({ sealFault: 'refuse' });
    await complete(instanceId, 'assign');
    expect((await stored(instanceId)).hasWorkflow).toBe(false);
    await complete(instanceId, 'process');
    expect((await stored(instanceId)).hasWorkflow).toBe(true);
    // refused, it is a task again
    await eventually(() => openTask(instanceId, 'process').catch(() => null), 'the task');
    await complete(instanceId, 'process');
    expect((await ended(instanceId)).state).toBe('COMPLETED');
    const updates = (await historyOf(system, instanceId)).filter(
      (event) => event.workflowExecutionUpdateAcceptedEventAttributes,
    );
    expect(updates).toHaveLength(1);
    await expectEqualToLog(instanceId);
  });

  it('should wait for Temporal there, with the step done', async () => {
    const connection = Connection.lazy({ address: '127.0.0.1:1' });
    const alone = { ...system, temporal: temporalClient({ connection, db: system.db }) };
    const { start, complete, ended } = workOn(alone);
    const { instanceId } = await start();
    await complete(instanceId, 'assign');
    const { activeElements } = await complete(instanceId, 'process');
    expect(activeElements).toContain('seal');
    await connection.close();
    // when somebody comes who reaches it
    await dispatchInstance(system, instanceId);
    expect((await ended(instanceId)).state).toBe('COMPLETED');
  });

  it('should be given to it by a dispatcher where whoever did the step has died', async () => {
    const { start, complete, ended } = workOn(system);
    const { instanceId } = await start();
    await complete(instanceId, 'assign');
    const task = await openTask(instanceId, 'process');
    const dying = new Error('killed');
    const temporal = new Proxy(system.temporal, {
      get() {
        throw dying;
      },
    });
    await expect(
      completeTask({ ...system, temporal }, { taskId: task.id, variables: {}, actorId: null }),
    ).rejects.toThrow();
    const errors: unknown[] = [];
    const dispatcher = startDispatcher({
      ...{ ...system, databaseUrl: system.database.url },
      onError: (error) => errors.push(error),
    });
    expect((await ended(instanceId)).state).toBe('COMPLETED');
    await dispatcher.stop();
    expect(errors).toEqual([]);
  });
});

describe('whatever is asked', () => {
  const step = fc.constantFrom(
    'complete assign',
    'complete process',
    'complete escalate',
    'claim',
    'claim what is claimed',
    'too much',
    'recall',
    'suspend',
    'resume',
    'back to assign',
    'nonsense',
    'cancel',
  );

  it('should have the same outcome at rest as of the workflow', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), async (steps) => {
        const [atRest, ofWorkflow] = await Promise.all([played(system, steps), played(led, steps)]);
        expect(atRest).toEqual(ofWorkflow);
      }),
      { numRuns: 12 },
    );
  });

  /** What was answered, and the events that came of it. */
  async function played(context: WorkContext, steps: string[]) {
    const { start, stored } = workOn(context);
    const { instanceId, caseId } = await start();
    const answers: unknown[] = [];
    for (const name of steps) {
      try {
        answers.push(shown(await asked(context, instanceId, caseId, name)));
      } catch (error) {
        if (!(error instanceof WorkError)) throw error;
        answers.push(error.code);
      }
      // its job outside has been done, or there is none
      await eventually(
        async () => !(await stored(instanceId)).activeElements.includes('seal'),
        'the end of the job outside',
      );
    }
    await expectEqualToLog(instanceId);
    const events = await system.db.instanceEvent.findMany({
      where: { instanceId },
      orderBy: { sequence: 'asc' },
      select: { sequence: true, event: true, elementId: true, elementKey: true },
    });
    return { answers, events, state: (await stored(instanceId)).state };
  }

  const shown = (answer: unknown): unknown => {
    const { state, openTasks } = (answer ?? {}) as { state?: unknown; openTasks?: { elementId: string }[] };
    return { state, openTasks: openTasks?.map(({ elementId }) => elementId) };
  };

  async function asked(context: WorkContext, instanceId: string, caseId: string, name: string) {
    const task = async (elementId?: string) => {
      const where = { instanceId, ...(elementId === undefined ? {} : { elementId }) };
      const found = await system.db.task.findFirst({ where, orderBy: { createdAt: 'desc' } });
      return found?.id ?? `${instanceId}:999`;
    };
    const complete = async (elementId: string, variables = {}) =>
      await completeTask(context, { taskId: await task(elementId), variables, actorId: null });
    const actorId = '0190a0b0-0000-7000-8000-000000000001';
    switch (name) {
      case 'claim':
        return await assignTask(context, { taskId: await task(), assigneeId: actorId, actorId });
      case 'claim what is claimed':
        return await assignTask(context, {
          ...{ taskId: await task(), assigneeId: actorId, actorId, expected: null },
        });
      case 'too much':
        return await complete('assign', { note: 'x'.repeat(3_000_000) });
      case 'recall':
        return await publishMessage(context, {
          ...{
            name: 'recall',
            correlationKey: caseId,
            messageId: randomUUID(),
            variables: { recalled: true },
          },
        }).then(({ matched }) => ({ state: matched }));
      case 'suspend':
        return await repairInstance(context, instanceId, { kind: 'suspend', timers: 'stop', ...nobody });
      case 'resume':
        return await repairInstance(context, instanceId, { kind: 'resume', ...nobody });
      case 'back to assign':
        return await repairInstance(context, instanceId, {
          kind: 'modify',
          instructions: [
            { kind: 'cancelAll', elementId: 'process' },
            { kind: 'activate', elementId: 'assign' },
          ],
          ...nobody,
        });
      case 'nonsense':
        return await repairInstance(context, instanceId, {
          ...{ kind: 'modify', instructions: [{ kind: 'cancelAll', elementId: 'nowhere' }], ...nobody },
        });
      case 'cancel':
        return await cancelInstance(context, { instanceId, reason: 'test', actorId: null });
      default:
        return await complete(name.slice('complete '.length));
    }
  }
});
