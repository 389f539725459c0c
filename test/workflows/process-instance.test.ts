import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timeSkippingServer } from '../../cli/temporal/test-environments.ts';
import {
  assignTask,
  cancelInstance,
  completeTask,
  publishMessage,
  resolveIncident,
  startInstance,
  wakeInstance,
} from '../../workflows/client/index.ts';
import { type Bench, bench, deployModel, eventually, workOn } from './support.ts';
import { sealAttempts, testJobs } from './test-jobs.ts';

let system: Bench;
let start: ReturnType<typeof workOn>['start'];
let complete: ReturnType<typeof workOn>['complete'];
let stored: ReturnType<typeof workOn>['stored'];
let ended: ReturnType<typeof workOn>['ended'];
beforeAll(async () => {
  system = await bench(await timeSkippingServer(), testJobs);
  ({ start, complete, stored, ended } = workOn(system));
  await deployModel(system, 'review');
  await deployModel(system, 'numbering');
});
afterAll(() => system[Symbol.asyncDispose]());

/** Of transactions that are open while others wait for them. */
const slow = { timeout: 60_000 };

describe('a process instance', () => {
  it('should go from start to end, and be readable after every step', async () => {
    const { instanceId, view } = await start();
    expect(view.openTasks).toMatchObject([{ elementId: 'assign' }]);
    expect((await stored(instanceId)).tasks).toMatchObject([
      { elementId: 'assign', state: 'OPEN', candidateGroups: ['leader@H26.01'] },
    ]);

    const processing = await complete(instanceId, 'assign', { note: 'x' });
    expect(processing.openTasks).toMatchObject([{ elementId: 'process' }]);
    expect((await stored(instanceId)).tasks).toMatchObject([
      { elementId: 'assign', state: 'COMPLETED' },
      {
        elementId: 'process',
        state: 'OPEN',
        candidateGroups: ['clerk@H26.01', 'member@0199990011', 'inspector@H26.02'],
      },
    ]);

    const sealing = await complete(instanceId, 'process');
    expect(sealing.activeElements).toEqual(['seal']);
    const end = await ended(instanceId);
    expect(end).toMatchObject({ state: 'COMPLETED', activeElements: [], input: null });
    expect(end.variables).toMatchObject({ note: 'x', sealedBy: 'attempt 1' });
    const events = await system.db.instanceEvent.findMany({
      where: { instanceId },
      orderBy: { sequence: 'asc' },
    });
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
    expect(events.length).toBe(end.sequence);
  });

  it('should keep its definition out of history', async () => {
    const { instanceId } = await start();
    await wakeInstance(system, instanceId);
    const history = await system.temporal.workflow.getHandle(instanceId).fetchHistory();
    const text = Buffer.from(JSON.stringify(history)).toString();
    expect(text).not.toContain('Escalate');
    expect(text.length).toBeLessThan(20_000);
    await cancelInstance(system, { instanceId, reason: 'test', actorId: null });
  });

  it('should escalate after the deadline, once, and only while the task is open', async () => {
    const { instanceId } = await start();
    const quick = await start();
    await complete(instanceId, 'assign');
    await complete(quick.instanceId, 'assign');
    await complete(quick.instanceId, 'process');
    await ended(quick.instanceId);

    await system.server.sleep('4 days');
    expect((await stored(instanceId)).tasks.map(({ elementId }) => elementId)).not.toContain('escalate');
    await system.server.sleep('2 days');
    const task = await eventually(
      () => system.db.task.findFirst({ where: { instanceId, elementId: 'escalate' } }),
      'escalation',
    );
    const processing = await system.db.task.findFirstOrThrow({ where: { instanceId, elementId: 'process' } });
    expect(task.createdAt.getTime() - processing.createdAt.getTime()).toBeGreaterThanOrEqual(5 * 86_400_000);
    expect(processing.state).toBe('OPEN');
    expect((await stored(quick.instanceId)).tasks.map(({ elementId }) => elementId)).not.toContain(
      'escalate',
    );
    await cancelInstance(system, { instanceId, reason: 'test', actorId: null });
  });

  it('should number without gaps, in the transaction of the step', async () => {
    const before = await system.db.registerBook.findFirst({ where: { agencyCode: 'TEST' } });
    const started = await Promise.all(Array.from({ length: 10 }, () => start()));
    const rows = await Promise.all(started.map(({ instanceId }) => stored(instanceId)));
    const numbers = rows.map(({ variables }) => (variables as { registered: number }).registered);
    const first = (before?.lastNumber ?? 0) + 1;
    expect(numbers.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 10 }, (_, index) => first + index),
    );
  });

  it('should take what is asked while a chain of jobs is in its transaction, once', async () => {
    const { instanceId } = await startInstance(system, {
      ...{ key: 'numbering', variables: { caseId: 'chain' }, agencyCode: 'H26.01' },
    });
    const book = { agencyCode: 'TEST', kind: 'INCOMING', year: 2026 } as const;
    await system.db.registerBook.upsert({
      where: { agencyCode_kind_year: book },
      create: book,
      update: {},
    });
    const answers = await system.db.$transaction(async (tx) => {
      // the chain waits for the register, and the second task is completed meanwhile
      await tx.$queryRaw`SELECT 1 FROM "RegisterBook" WHERE "agencyCode" = 'TEST' FOR UPDATE`;
      const first = complete(instanceId, 'first');
      await eventually(async () => {
        const [{ waiting } = { waiting: 0n }] = await system.db.$queryRaw<{ waiting: bigint }[]>`
          SELECT count(*) AS waiting FROM pg_locks WHERE NOT granted`;
        return waiting > 0n;
      }, 'waiting for the register');
      const second = complete(instanceId, 'second');
      // what comes in meanwhile gets there when the workflow task goes on in another
      await eventually(async () => {
        const { events } = await system.temporal.workflow.getHandle(instanceId).fetchHistory();
        const accepted = events?.filter((it) => it.workflowExecutionUpdateAcceptedEventAttributes);
        return accepted?.some(
          (it) =>
            it.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input?.name ===
            'completeTask',
        );
      }, 'the second completion');
      return [first, second];
    }, slow);
    await Promise.all(answers);
    const end = await ended(instanceId);
    expect(end.tasks.map(({ elementId, state }) => `${elementId} ${state}`).sort()).toEqual([
      'first COMPLETED',
      'second COMPLETED',
    ]);
    const events = await system.db.instanceEvent.findMany({ where: { instanceId } });
    expect(
      events.filter(({ event, elementId }) => event === 'completed' && elementId === 'again'),
    ).toHaveLength(1);
    expect(events).toHaveLength(end.sequence);
  });

  it('should undo a failed transactional job alone, and go on when its incident is resolved', async () => {
    const before = await system.db.registerBook.findFirst({ where: { agencyCode: 'TEST' } });
    const { instanceId, view } = await start({ numberFault: 'The book is closed' });
    expect(view.incidents).toMatchObject([
      { code: 'JOB_NO_RETRIES', message: expect.stringContaining('book is closed') },
    ]);
    const [incident] = (await stored(instanceId)).incidents;
    expect(await system.db.registerBook.findFirst({ where: { agencyCode: 'TEST' } })).toEqual(before);

    const after = await resolveIncident(system, {
      incidentId: incident?.id ?? '',
      variables: { numberFault: null },
      actorId: null,
    });
    expect(after.incidents).toEqual([]);
    expect(after.openTasks).toMatchObject([{ elementId: 'assign' }]);
    expect((await stored(instanceId)).incidents[0]?.resolvedAt).not.toBeNull();
    await expect(
      resolveIncident(system, { incidentId: incident?.id ?? '', actorId: null }),
    ).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('should say which field of a job has the wrong form', async () => {
    const { instanceId, view } = await start({ numberFault: 42 });
    expect(view.incidents).toMatchObject([
      { elementId: 'register', message: expect.stringContaining('numberFault') },
    ]);
    await cancelInstance(system, { instanceId, reason: 'test', actorId: null });
  });

  it('should try an external job again, and make an incident of the last failure', async () => {
    const recovers = await start({ sealFault: 'once' });
    const fails = await start({ sealFault: 'always' });
    for (const { instanceId } of [recovers, fails]) {
      await complete(instanceId, 'assign');
      await complete(instanceId, 'process');
    }
    expect((await ended(recovers.instanceId)).variables).toMatchObject({ sealedBy: 'attempt 2' });
    const incident = await eventually(
      () => system.db.incident.findFirst({ where: { instanceId: fails.instanceId } }),
      'an incident',
    );
    expect(incident).toMatchObject({
      elementId: 'seal',
      message: expect.stringContaining('The seal is broken'),
    });
    expect(sealAttempts.get(fails.caseId)).toBe(2);
    await resolveIncident(system, { incidentId: incident.id, variables: { sealFault: null }, actorId: null });
    expect(await ended(fails.instanceId)).toMatchObject({ state: 'COMPLETED' });
  });

  it('should take the error boundary event when a job throws that error', async () => {
    const { instanceId } = await start({ sealFault: 'refuse' });
    await complete(instanceId, 'assign');
    await complete(instanceId, 'process');
    const again = await eventually(
      () => system.db.task.findFirst({ where: { instanceId, elementId: 'process', state: 'OPEN' } }),
      'the way back',
    );
    await completeTask(system, { taskId: again.id, variables: {}, actorId: null });
    expect((await ended(instanceId)).variables).toMatchObject({ sealedBy: 'attempt 2' });
  });

  it('should deliver a message to whoever waits, once', async () => {
    const { instanceId, caseId } = await start();
    await complete(instanceId, 'assign');
    const message = {
      name: 'recall',
      correlationKey: caseId,
      messageId: randomUUID(),
      variables: { reason: 'wrong file' },
    };
    expect(await publishMessage(system, message)).toEqual({ matched: true, instanceIds: [instanceId] });
    expect(await publishMessage(system, message)).toEqual({ matched: true, instanceIds: [instanceId] });
    const row = await ended(instanceId);
    expect(row).toMatchObject({ state: 'COMPLETED', variables: { reason: 'wrong file' } });
    expect(row.tasks.map(({ state }) => state)).toEqual(['COMPLETED', 'CANCELLED']);
    expect(await system.db.messageSubscription.count({ where: { instanceId } })).toBe(0);
    expect(
      await system.db.messageDelivery.findMany({ where: { message: { messageId: message.messageId } } }),
    ).toMatchObject([{ instanceId, deliveredAt: expect.any(Date) }]);
  });

  it('should keep a message until somebody waits for it, and drop one that nobody waits for in time', async () => {
    const { instanceId, caseId } = await start();
    const message = { name: 'recall', correlationKey: caseId, variables: { reason: 'early' } };
    expect(await publishMessage(system, message)).toMatchObject({ matched: false });
    expect(await publishMessage(system, { ...message, timeToLive: 60_000 })).toMatchObject({
      matched: false,
    });
    const view = await complete(instanceId, 'assign');
    expect(view.state).toBe('completed');
    expect((await ended(instanceId)).variables).toMatchObject({ reason: 'early' });
    const dropped = await system.db.publishedMessage.findMany({
      where: { correlationKey: caseId, deliveries: { none: {} } },
    });
    expect(dropped).toHaveLength(1);
  });

  it('should give a task to one of two who claim it at once', async () => {
    const { instanceId, view } = await start();
    const people = await system.db.person.findMany({ take: 2 });
    const taskId = `${instanceId}:${view.openTasks[0]?.key}`;
    const claims = await Promise.allSettled(
      people.map(({ id }) => assignTask(system, { taskId, assigneeId: id, actorId: id, expected: null })),
    );
    expect(claims.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(claims.find((claim) => claim.status === 'rejected')?.reason).toMatchObject({ code: 'CONFLICT' });
    const winner = people[claims.findIndex(({ status }) => status === 'fulfilled')];
    expect((await stored(instanceId)).tasks).toMatchObject([{ assigneeId: winner?.id }]);
    await cancelInstance(system, { instanceId, reason: 'test', actorId: null });
  });

  it('should complete a task once, however often it is asked with the same key', async () => {
    const { instanceId, view } = await start();
    const taskId = `${instanceId}:${view.openTasks[0]?.key}`;
    const request = { taskId, variables: { by: 'me' }, actorId: null, idempotencyKey: 'key-1' };
    const [first, second] = await Promise.all([completeTask(system, request), completeTask(system, request)]);
    expect(second).toEqual(first);
    await expect(completeTask(system, { ...request, idempotencyKey: 'key-2' })).rejects.toMatchObject({
      code: 'TASK_NOT_OPEN',
    });
    await complete(instanceId, 'process');
    await ended(instanceId);
    expect(await completeTask(system, request)).toEqual(first);
    expect(await system.db.task.findUnique({ where: { id: taskId } })).toMatchObject({
      completionKey: 'key-1',
    });
  });

  it('should refuse what is not there', async () => {
    const { instanceId } = await start();
    const request = { variables: {}, actorId: null };
    await expect(completeTask(system, { ...request, taskId: `${instanceId}:999` })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(completeTask(system, { ...request, taskId: 'review-nobody:1' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(
      startInstance(system, { key: 'nothing', variables: {}, agencyCode: 'H26.01' }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await cancelInstance(system, { instanceId, reason: 'test', actorId: null });
  });

  it('should keep tasks, timers and subscriptions when it goes on in a new run', async () => {
    const { caseId, instanceId, firstExecutionRunId } = await workOn(system).startWithHistoryLimit(12, {
      sealFault: 'refuse',
    });
    await complete(instanceId, 'assign', {}, 'assigned');
    await complete(instanceId, 'process');
    // A new run begins when the external job has brought the instance back to the user task.
    await eventually(
      () => system.db.task.findFirst({ where: { instanceId, elementId: 'process', state: 'OPEN' } }),
      'way back',
    );
    await eventually(async () => {
      const { runId } = await system.temporal.workflow.getHandle(instanceId).describe();
      return runId !== firstExecutionRunId && runId;
    }, 'a new run');

    await system.server.sleep('6 days');
    await eventually(
      () => system.db.task.findFirst({ where: { instanceId, elementId: 'escalate' } }),
      'the timer',
    );
    await complete(instanceId, 'escalate');
    expect(
      await publishMessage(system, { name: 'recall', correlationKey: caseId, variables: {} }),
    ).toMatchObject({
      matched: true,
    });
    expect(await ended(instanceId)).toMatchObject({ state: 'COMPLETED' });
    // What was done in the first run is still known.
    const assign = await system.db.task.findFirstOrThrow({ where: { instanceId, elementId: 'assign' } });
    expect(
      (
        await completeTask(system, {
          taskId: assign.id,
          variables: {},
          actorId: null,
          idempotencyKey: 'assigned',
        })
      ).state,
    ).toBe('completed');
  });
});
