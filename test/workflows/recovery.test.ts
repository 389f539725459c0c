import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Context } from '@temporalio/activity';
import type { ActivityInterceptors } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readActivations } from '../../activities/projection/command-log.ts';
import { createCommit } from '../../activities/projection/commit.ts';
import type { CommitInput } from '../../activities/projection/contract.ts';
import { publishInTransaction } from '../../activities/projection/message-matching.ts';
import { devServer } from '../../cli/temporal/test-environments.ts';
import {
  activeElementIds,
  applyCommand,
  type Command,
  type ExecutableGraph,
  type InstanceState,
  lifecycle,
  nextDueAt,
  processVariables,
} from '../../engine/index.ts';
import {
  assignTask,
  cancelInstance,
  completeTask,
  dispatchInstance,
  prepareInstance,
  startDispatcher,
  temporalClient,
  wakeInstance,
} from '../../workflows/client/index.ts';
import { LostSteps } from '../../workflows/client/lost-steps.ts';
import { tellAllDoubtful, tellDoubtful } from '../../workflows/client/watcher.ts';
import { instanceStateQuery } from '../../workflows/messages.ts';
import { replayActivation } from '../../workflows/recorded-state.ts';
import { type Bench, bench, deployModel, eventually, startWorker, workOn } from './support.ts';
import { sealAttempts, stoppedSeals, testJobs } from './test-jobs.ts';

const endAt = '2100-01-01T00:00:00Z';

let system: Bench;
let start: ReturnType<typeof workOn>['start'];
let begin: ReturnType<typeof workOn>['start'];
let complete: ReturnType<typeof workOn>['complete'];
let stored: ReturnType<typeof workOn>['stored'];
let ended: ReturnType<typeof workOn>['ended'];
beforeAll(async () => {
  system = await bench(await devServer(), testJobs);
  ({ start, complete, stored, ended } = workOn(system));
  begin = workOn(system, 'sealing').start;
  await deployModel(system, 'review');
  await deployModel(system, 'sealing');
});
afterAll(() => system[Symbol.asyncDispose]());

/** Where an instance stands according to what its commits recorded. */
async function recordedState(instanceId: string): Promise<{ graph: ExecutableGraph; state: InstanceState }> {
  const { definition } = await system.db.processInstance.findUniqueOrThrow({
    where: { id: instanceId },
    include: { definition: { include: { content: true } } },
  });
  const graph = definition.content.graph as unknown as ExecutableGraph;
  let state: InstanceState | null = null;
  for (const { activation } of await readActivations(system.db, instanceId))
    state = replayActivation(graph, state, activation).state;
  if (!state) throw new Error('Expected a recorded start.');
  return { graph, state };
}

/** What a worker commits of a step. */
async function stepOf(
  instanceId: string,
  command: Command,
  id: string | null,
  at: number,
): Promise<CommitInput> {
  const { graph, state: before } = await recordedState(instanceId);
  const after = before.sequence;
  const result = applyCommand(graph, before, command, at);
  if ('rejection' in result) throw new Error(result.rejection.message);
  const { state, events } = result;
  return {
    ...{ instanceId, agencyCode: 'H26.01', taxCode: null, after, at, events },
    commands: [{ id, at, command }],
    lifecycle: lifecycle(state),
    variables: processVariables(state),
    activeElements: activeElementIds(state),
    nextDueAt: nextDueAt(state),
    needsWorkflow: false,
    jobs: [],
  };
}

/** Commits a step as a worker does, and lets Temporal not hear of it: as if all had died at that moment. */
async function commitAndLose(instanceId: string, command: Command, id: string): Promise<void> {
  const commit = createCommit(system.db, () => undefined);
  const answer = await commit(await stepOf(instanceId, command, id, Date.now()));
  expect(answer.ahead).toBeUndefined();
}

async function loseCompletion(
  instanceId: string,
  elementId: string,
  variables: Record<string, unknown>,
  key = 'lost',
) {
  const task = await system.db.task.findFirstOrThrow({ where: { instanceId, elementId, state: 'OPEN' } });
  const command: Command = { kind: 'completeUserTask', key: task.key, variables, actor: null };
  await commitAndLose(instanceId, command, `${task.key}:${key}`);
  return task.id;
}

/** The history of an instance has every event once, and says what the read model says. */
async function expectConsistent(instanceId: string): Promise<void> {
  const row = await stored(instanceId);
  const events = await system.db.instanceEvent.findMany({
    where: { instanceId },
    orderBy: { sequence: 'asc' },
  });
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
  expect(row.sequence).toBe(events.length);
  const { state } = await recordedState(instanceId);
  expect(processVariables(state)).toEqual(row.variables);
}

describe('an instance whose step was committed, but lost by Temporal', () => {
  it('should go on where the next person sees it', async () => {
    const { instanceId } = await start();
    await loseCompletion(instanceId, 'assign', { note: 'lost' });
    const view = await complete(instanceId, 'process', { more: true });
    expect(view.activeElements).toEqual(['seal']);
    expect((await ended(instanceId)).variables).toMatchObject({ note: 'lost', more: true });
    await expectConsistent(instanceId);
  });

  it('should not do the step a second time, in another way', async () => {
    const { instanceId } = await start();
    const taskId = await loseCompletion(instanceId, 'assign', { note: 'lost' });
    await expect(
      completeTask(system, { taskId, variables: { note: 'other' }, actorId: null }),
    ).rejects.toMatchObject({ code: 'TASK_NOT_OPEN' });
    const row = await stored(instanceId);
    expect(row.variables).toMatchObject({ note: 'lost' });
    expect(row.tasks.map(({ elementId, state }) => [elementId, state])).toEqual([
      ['assign', 'COMPLETED'],
      ['process', 'OPEN'],
    ]);
    await expectConsistent(instanceId);
  });

  it('should answer the same request, repeated, as if nothing had happened', async () => {
    const { instanceId } = await start();
    const taskId = await loseCompletion(instanceId, 'assign', { note: 'mine' }, 'my-key');
    const view = await completeTask(system, {
      taskId,
      variables: { note: 'mine' },
      actorId: null,
      idempotencyKey: 'my-key',
    });
    expect(view.openTasks).toMatchObject([{ elementId: 'process' }]);
    await expectConsistent(instanceId);
  });

  it('should be found by the dispatcher when nobody asks', async () => {
    const { instanceId } = await start();
    await complete(instanceId, 'assign');
    await loseCompletion(instanceId, 'process', {});
    const errors: unknown[] = [];
    const dispatcher = startDispatcher({
      ...system,
      databaseUrl: system.database.url,
      onError: (error) => errors.push(error),
    });
    // The sealing, which the lost step had begun, is done.
    expect((await ended(instanceId)).variables).toMatchObject({ sealedBy: 'attempt 1' });
    await dispatcher.stop();
    expect(errors).toEqual([]);
    await expectConsistent(instanceId);
  });
});

describe('a step lost by Temporal while a dispatcher is there', () => {
  it.each([
    ['has got no answer', tellDoubtful],
    ['has died, and another begins', tellAllDoubtful],
  ])('should be found when whoever asked for it %s', async (_, tell) => {
    const dispatcher = startDispatcher({
      ...system,
      databaseUrl: system.database.url,
      onError: console.error,
      interval: 100,
    });
    // which is there, since it starts what nobody has dispatched
    const undispatched = await system.db.$transaction((tx) =>
      prepareInstance(tx, { key: 'review', variables: { caseId: randomUUID() }, agencyCode: 'H26.01' }),
    );
    await eventually(async () => (await stored(undispatched)).dispatchedAt, 'a round of the dispatcher');
    const { instanceId } = await start();
    await complete(instanceId, 'assign');
    await loseCompletion(instanceId, 'process', {});
    tell(system.db, instanceId);
    expect((await ended(instanceId)).variables).toMatchObject({ sealedBy: 'attempt 1' });
    await dispatcher.stop();
    await expectConsistent(instanceId);
  });
});

describe('instances that may not know their last step', () => {
  it('should be asked first where nobody has a task that would wake them', async () => {
    const sealing = await start({ sealFault: 'wait' });
    await complete(sealing.instanceId, 'assign');
    await complete(sealing.instanceId, 'process');
    const waiting = await start();
    await wakeInstance(system, waiting.instanceId);
    const resting = await start();
    // noted when the start has been answered
    for (const { instanceId } of [waiting, resting])
      await eventually(async () => (await stored(instanceId)).dispatchedAt, 'the note of its start');
    const asked = [...(await new LostSteps(system).due())];
    expect(asked).toContain(waiting.instanceId);
    expect(asked).not.toContain(resting.instanceId);
    expect(asked.indexOf(sealing.instanceId)).toBeLessThan(asked.indexOf(waiting.instanceId));
    await cancelInstance(system, { instanceId: sealing.instanceId, reason: 'test', actorId: null });
  });
});

describe('a step whose workflow task was lost and is given out again', () => {
  it('should count at the time at which it was committed, not at that of the other workflow task', async () => {
    await deployModel(system, 'pausing');
    const { instanceId } = await workOn(system, 'pausing').start();
    // what a worker has done in the first workflow task, and answers in the second
    const earlier = (context: Context): ActivityInterceptors => ({
      inbound: {
        async execute(input, next) {
          const [given] = input.args as [CommitInput];
          const [done] = given.commands ?? [];
          if (context.info.activityType !== 'commit' || done?.command.kind !== 'completeUserTask')
            return await next(input);
          const step = await stepOf(instanceId, done.command, done.id, done.at - 4_000);
          return await next({ ...input, args: [step] });
        },
      },
    });
    await system.worker.stop();
    system.worker = await startWorker({ ...system, settings: { interceptors: { activity: [earlier] } } });
    await complete(instanceId, 'begin');
    const { nextDueAt: stored } = await system.db.processInstance.findUniqueOrThrow({
      where: { id: instanceId },
    });
    const { state } = await recordedState(instanceId);
    expect(stored?.getTime()).toBe(nextDueAt(state));
    const known = await system.temporal.workflow.getHandle(instanceId).query(instanceStateQuery);
    expect(nextDueAt(known)).toBe(nextDueAt(state));
    await system.worker.stop();
    system.worker = await startWorker(system);
    await complete(instanceId, 'process');
    await ended(instanceId);
    await expectConsistent(instanceId);
  });
});

describe('an instance whose end was committed, but lost by Temporal', () => {
  it('should end there too', async () => {
    const { instanceId } = await start();
    await wakeInstance(system, instanceId);
    await commitAndLose(instanceId, { kind: 'cancel', reason: 'test', actor: null }, 'cancelled');
    const workflow = system.temporal.workflow.getHandle(instanceId);
    expect((await workflow.describe()).status.name).toBe('RUNNING');
    const dispatcher = startDispatcher({
      ...system,
      databaseUrl: system.database.url,
      onError: console.error,
    });
    expect(await workflow.result()).toMatchObject({ state: 'terminated' });
    await dispatcher.stop();
    await expectConsistent(instanceId);
  });
});

describe('an instance that goes on in new runs', () => {
  it('should drop nothing of what is asked of it meanwhile', async () => {
    const { view, instanceId } = await workOn(system).startWithHistoryLimit(40);
    const taskId = `${instanceId}:${view.openTasks[0]?.key}`;
    const people = await system.db.person.findMany({ take: 4 });
    const lane = async (person: string) => {
      for (let round = 0; round < 8; round++)
        await assignTask(system, { taskId, assigneeId: person, actorId: person });
    };
    await Promise.all(people.map(({ id }) => lane(id)));
    const assigned = await system.db.instanceEvent.count({
      where: { instanceId, event: 'userTaskAssigned' },
    });
    expect(assigned).toBe(32);
    await expectConsistent(instanceId);
    const description = await system.temporal.workflow.getHandle(instanceId).describe();
    expect(description.raw.workflowExecutionInfo?.firstRunId).not.toBe(description.runId);
  });
});

describe('what was committed but not dispatched', () => {
  it('should be dispatched in the end', async () => {
    const caseId = randomUUID();
    const instanceId = await system.db.$transaction((tx) =>
      prepareInstance(tx, { key: 'review', variables: { caseId }, agencyCode: 'H26.01' }),
    );
    await system.db.processInstance.update({
      where: { id: instanceId },
      data: { startedAt: new Date(Date.now() - 60_000) },
    });
    const other = await start();
    await complete(other.instanceId, 'assign');
    const message = { messageId: randomUUID(), name: 'recall', variables: {}, timeToLive: 0 };
    await system.db.$transaction((tx) =>
      publishInTransaction(tx, { ...message, correlationKey: other.caseId }),
    );
    const dispatcher = startDispatcher({
      ...system,
      databaseUrl: system.database.url,
      onError: console.error,
    });
    await eventually(() => system.db.task.findFirst({ where: { instanceId } }), 'the first task');
    expect((await ended(other.instanceId)).state).toBe('COMPLETED');
    expect((await stored(instanceId)).dispatchedAt).not.toBeNull();

    // and at once when it is published while the dispatcher is there
    const third = await start();
    await complete(third.instanceId, 'assign');
    await system.db.$transaction((tx) =>
      publishInTransaction(tx, { ...message, messageId: randomUUID(), correlationKey: third.caseId }),
    );
    await ended(third.instanceId);
    await dispatcher.stop();
  });
});

describe('a worker', () => {
  it('should leave nothing half done when it is killed in the middle of a step', async () => {
    await system.worker.stop();
    const killed = fork(fileURLToPath(new URL('worker-that-dies.ts', import.meta.url)), [
      system.database.url,
      system.server.address,
      'in the middle',
    ]);
    await once(killed, 'message');
    const { instanceId } = await start();
    const gone = once(killed, 'exit');
    const completing = complete(instanceId, 'assign', { note: 'in the middle' });
    expect((await gone)[1]).toBe('SIGKILL');
    expect((await stored(instanceId)).variables).toMatchObject({ note: 'in the middle' });

    Object.assign(system, { worker: await startWorker(system) });
    expect((await completing).openTasks).toMatchObject([{ elementId: 'process' }]);
    await complete(instanceId, 'process');
    await ended(instanceId);
    await expectConsistent(instanceId);
  });

  it('should neither use up the attempts of an external job by stopping, nor have it wait for its back-off', async () => {
    const { instanceId, caseId } = await begin({ sealFault: 'stop', endAt });
    // sealing.bpmn allows two, half an hour apart
    for (const attempt of [1, 2]) {
      await eventually(async () => sealAttempts.get(caseId) === attempt, `attempt ${attempt}`);
      await system.worker.stop();
      Object.assign(system, { worker: await startWorker(system) });
    }
    expect((await ended(instanceId)).variables).toMatchObject({ sealedBy: 'attempt 3' });
  });

  it('should cancel an external job under way when the instance is cancelled', async () => {
    const { instanceId, caseId } = await start({ sealFault: 'wait' });
    await complete(instanceId, 'assign');
    await complete(instanceId, 'process');
    await eventually(async () => sealAttempts.get(caseId) === 1, 'the job');
    const view = await cancelInstance(system, { instanceId, reason: 'test', actorId: null });
    expect(view).toMatchObject({ state: 'terminated', openTasks: [] });
    expect((await ended(instanceId)).state).toBe('TERMINATED');
    await expect(
      cancelInstance(system, { instanceId, reason: 'again', actorId: null }),
    ).rejects.toMatchObject({ code: 'CONFLICT' });
    await system.temporal.workflow.getHandle(instanceId).result();
    await eventually(async () => stoppedSeals.has(caseId), 'the end of the job');
  });
});

describe('an external job whose attempts are lost to an outage of the database', () => {
  it('should be tried again within seconds, and after a failure of its own when it says', async () => {
    const { instanceId, caseId } = await begin({ sealFault: 'outage', endAt });
    await eventually(async () => sealAttempts.get(caseId) === 3, 'the attempt that fails by itself');
    const { currentRetryInterval } = await eventually(async () => {
      const { raw } = await system.temporal.workflow.getHandle(instanceId).describe();
      return raw.pendingActivities?.find((it) => it.attempt === 4);
    }, 'the end of that attempt');
    // the first of two
    expect((await stored(instanceId)).incidents).toEqual([]);
    expect(Number(currentRetryInterval?.seconds)).toBe(30 * 60);
    await cancelInstance(system, { instanceId, reason: 'test', actorId: null });
  });
});

describe('a Temporal server that has lost everything', () => {
  it('should get its instances back from the database', async () => {
    const { instanceId } = await start();
    await complete(instanceId, 'assign', { note: 'before' });
    const server = await devServer();
    const worker = await startWorker({ server, db: system.db, jobs: testJobs });
    const rebuilt = {
      db: system.db,
      temporal: temporalClient({ connection: server.connection, db: system.db }),
    };
    expect((await dispatchInstance(rebuilt, instanceId)).openTasks).toMatchObject([{ elementId: 'process' }]);
    await workOn(rebuilt).complete(instanceId, 'process');
    expect((await ended(instanceId)).variables).toMatchObject({ note: 'before', sealedBy: 'attempt 1' });
    await expectConsistent(instanceId);
    await worker.stop();
    await server.teardown();
  });
});
