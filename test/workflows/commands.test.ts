/** What people and workers may ask of running instances, beside completing tasks. */
import { randomUUID } from 'node:crypto';
import { ApplicationFailure, Context } from '@temporalio/activity';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { declaredType } from '../../activities/index.ts';
import { externalJob, JobAnswer, transactionalJob } from '../../activities/job.ts';
import { timeSkippingServer } from '../../cli/temporal/test-environments.ts';
import { deploy } from '../../workflows/client/deploy.ts';
import {
  activateAdHoc,
  assignTask,
  cancelInstance,
  completeTask,
  openAdHoc,
  openJobs,
  previewRepair,
  repairInstance,
  rollBackBatch,
  startBatch,
  startInstance,
  updateTask,
  wakeInstance,
} from '../../workflows/client/index.ts';
import { largestVariables, repairInstanceUpdate } from '../../workflows/messages.ts';
import { aProcess, taskListeners } from '../engine/a-process.ts';
import { type Bench, bench, eventually } from './support.ts';

const text = { vi: 'thử', en: 'test' };

/** Denies what has no reason, corrects the priority of the rest. */
const guard = transactionalJob({
  type: 'test.guard',
  title: text,
  description: text,
  input: z.object({ reason: z.string().nullish() }),
  output: z.object({ guardedAt: z.string().optional() }),
  async run({ reason }, { job }) {
    if (!reason) return new JobAnswer({}, { denied: true });
    return new JobAnswer({ guardedAt: job.listener ?? 'nothing' }, { corrections: { priority: 90 } });
  },
});

/** A listener of a moment at which nothing can be denied. */
const overzealous = transactionalJob({
  type: 'test.overzealous',
  title: text,
  description: text,
  input: z.object({}),
  output: z.object({}),
  async run() {
    return new JobAnswer({}, { denied: true });
  },
});

/** Its first attempt hangs until it is told to stop. */
const slowAttempts: { id: string; ended: boolean }[] = [];
const slow = externalJob({
  type: 'test.slow',
  title: text,
  description: text,
  input: z.object({}),
  output: z.object({ attempts: z.number(), besideAnother: z.boolean() }),
  async run(_, { job, signal }) {
    const besideAnother = slowAttempts.some(({ ended }) => !ended);
    const attempt = { id: job.id, ended: false };
    slowAttempts.push(attempt);
    try {
      if (slowAttempts.length === 1)
        await new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        });
      return { attempts: slowAttempts.length, besideAnother };
    } finally {
      attempt.ended = true;
    }
  },
});

const jobs = [guard, overzealous, slow];
const foreign =
  '<zeebe:taskDefinition type="queue:finance/check-invoice" retries="2"/><zeebe:taskHeaders><zeebe:header key="retryBackOff" value="PT1S"/></zeebe:taskHeaders>';
const own = { extensions: '<zeebe:userTask/>' };
const processes = [
  aProcess('guarded')
    .startEvent()
    .userTask('decide', {
      extensions: `<zeebe:assignmentDefinition candidateUsers="chuyenvien"/>${taskListeners(['completing', guard.type])}`,
    })
    .endEvent(),
  aProcess('stuck')
    .startEvent()
    .userTask('decide', { extensions: taskListeners(['creating', overzealous.type]) })
    .endEvent(),
  aProcess('still').startEvent().userTask('decide').endEvent(),
  aProcess('named')
    .startEvent()
    .userTask('decide', { extensions: '<zeebe:assignmentDefinition assignee="an"/>' })
    .endEvent(),
  aProcess('paused').startEvent().userTask('decide').endEvent(),
  aProcess('plain').startEvent().userTask('decide').userTask('next').endEvent(),
  aProcess('casework')
    .startEvent()
    .adHocSubProcess('care', (inside) => inside.drawHere('userTask', 'A', own).drawHere('userTask', 'B', own))
    .userTask('after')
    .endEvent(),
  aProcess('patient').startEvent().serviceTask(slow.type).endEvent(),
  aProcess('later')
    .startEvent()
    .node('serviceTask', 'check', { extensions: foreign.replace('PT1S', 'PT24H') })
    .endEvent(),
  aProcess('outside')
    .startEvent()
    .node('serviceTask', 'check', { extensions: foreign })
    .endEvent()
    .boundaryEvent('refused', 'check', '<bpmn:errorEventDefinition errorRef="Refused"/>')
    .endEvent('rejected')
    .root('Refused', '<bpmn:error id="Refused" name="refused" errorCode="REFUSED"/>'),
];

let system: Bench;
beforeAll(async () => {
  system = await bench(await timeSkippingServer(), jobs);
  const jobTypes = Object.fromEntries(jobs.map((job) => [job.type, declaredType(job)]));
  for (const process of processes) {
    const { definitions, findings } = await deploy(system.db, {
      resources: [process.resource()],
      actorId: null,
      jobTypes,
    });
    if (definitions.length === 0) throw new Error(JSON.stringify(findings));
  }
});
afterAll(() => system[Symbol.asyncDispose]());

const start = async (key: string, variables = {}): Promise<string> =>
  (await startInstance(system, { key, variables, agencyCode: 'H26.01' })).instanceId;
const taskOf = (instanceId: string, elementId = 'decide') =>
  system.db.task.findFirstOrThrow({ where: { instanceId, elementId }, orderBy: { createdAt: 'desc' } });
const instanceOf = (id: string) =>
  system.db.processInstance.findUniqueOrThrow({ where: { id }, include: { incidents: true } });
const accepted = async (instanceId: string) => {
  const { events } = await system.temporal.workflow.getHandle(instanceId).fetchHistory();
  return events?.filter((it) => it.workflowExecutionUpdateAcceptedEventAttributes).length;
};

describe('the answer of a job', () => {
  it('should deny and correct what people do with a task', async () => {
    const id = await start('guarded');
    const task = await taskOf(id);
    await completeTask(system, { taskId: task.id, variables: {}, actorId: null });
    expect(await taskOf(id)).toMatchObject({ state: 'OPEN', priority: 50 });
    await completeTask(system, { taskId: task.id, variables: { reason: 'vì' }, actorId: null });
    expect(await taskOf(id)).toMatchObject({ state: 'COMPLETED', priority: 90 });
  });

  it('should be an incident where its element cannot do that', async () => {
    const id = await start('stuck');
    expect(await instanceOf(id)).toMatchObject({
      state: 'ACTIVE',
      incidents: [{ code: 'TASK_LISTENER_NO_RETRIES', message: expect.stringContaining("'creating'") }],
    });
  });
});

describe('an open task', () => {
  it('should be changed by what is given, and keep its candidates of the other kind', async () => {
    const id = await start('guarded');
    const task = await taskOf(id);
    expect(task.candidateGroups).toEqual(['person:chuyenvien']);
    const dueAt = Date.UTC(2026, 11, 1);
    await updateTask(system, {
      taskId: task.id,
      changes: { dueAt, candidateGroups: ['leader'] },
      actorId: null,
    });
    expect(await taskOf(id)).toMatchObject({
      dueAt: new Date(dueAt),
      candidateGroups: ['leader@H26.01', 'person:chuyenvien'],
    });
    await updateTask(system, {
      taskId: task.id,
      changes: { dueAt: null, candidateUsers: [], priority: 70 },
      actorId: null,
    });
    expect(await taskOf(id)).toMatchObject({ dueAt: null, candidateGroups: ['leader@H26.01'], priority: 70 });
  });

  it('should be completed by nobody but who has it, where that is asked for', async () => {
    const id = await start('plain');
    const { id: taskId } = await taskOf(id);
    const [mine, others] = [randomUUID(), randomUUID()];
    await assignTask(system, { taskId, assigneeId: others, actorId: others });
    const before = await accepted(id);
    const complete = completeTask(system, { taskId, variables: {}, actorId: mine, username: 'an' });
    await expect(complete).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await accepted(id)).toBe(before);
    await completeTask(system, { taskId, variables: {}, actorId: others, username: 'binh' });
    expect(await taskOf(id)).toMatchObject({ state: 'COMPLETED' });
  });

  it('should be given back by who has it by name from the model', async () => {
    const id = await start('named');
    const { id: taskId } = await taskOf(id);
    const mine = randomUUID();
    const giveBack = (expectedName: string) =>
      assignTask(system, { taskId, assigneeId: null, actorId: mine, expected: mine, expectedName });
    await expect(giveBack('binh')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await giveBack('an')).openTasks).toMatchObject([{ assignee: null }]);
    await expect(giveBack('an')).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('should refuse what is too large, no object, or for a task that is not open, before it reaches the history', async () => {
    const id = await start('plain');
    await wakeInstance(system, id);
    const { id: taskId } = await taskOf(id);
    const before = await accepted(id);
    const refused = async (variables: unknown, of = taskId) =>
      completeTask(system, {
        taskId: of,
        variables: variables as Record<string, unknown>,
        actorId: null,
      }).then(
        () => 'done',
        (error) => error,
      );
    expect(await refused({ text: 'x'.repeat(largestVariables) })).toMatchObject({
      code: 'INVALID',
      text: { vi: expect.stringContaining('quá lớn') },
    });
    expect(await refused(['a list'])).toMatchObject({ code: 'INVALID' });
    expect(await refused({}, `${id}:999`)).toMatchObject({ code: 'NOT_FOUND' });
    const changes = ['a list'] as never;
    await expect(updateTask(system, { taskId, changes, actorId: null })).rejects.toMatchObject({
      code: 'INVALID',
    });
    expect(await accepted(id)).toBe(before);
  });
});

describe('an ad-hoc sub-process', () => {
  it('should begin the activities that people select, and refuse others without trace', async () => {
    const id = await start('casework');
    await wakeInstance(system, id);
    const [care] = await openAdHoc(system, id);
    expect(care).toMatchObject({ elementId: 'care', enabled: ['A', 'B'] });
    const actor = randomUUID();
    const select = (elementId: string, key = care?.key ?? '') =>
      activateAdHoc(system, { instanceId: id, key, activities: [{ elementId }], actorId: actor });
    const before = await accepted(id);
    await expect(select('nothing')).rejects.toMatchObject({ code: 'INVALID' });
    await expect(select('A', '999')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await accepted(id)).toBe(before);
    const view = await select('B');
    expect(view.openTasks).toMatchObject([{ elementId: 'B' }]);
    const mark = await system.db.instanceEvent.findFirst({
      where: { instanceId: id, event: 'adHocActivated' },
    });
    expect(mark).toMatchObject({ elementId: 'care', actorId: actor, data: { activities: ['B'] } });
  });
});

describe('all instances of a definition', () => {
  it('should be suspended, and go on, by a batch', async () => {
    const ids = [await start('still'), await start('still')];
    const { id: definitionId } = await system.db.processDefinition.findFirstOrThrow({
      where: { key: 'still' },
    });
    const over = (id: string) =>
      eventually(async () => {
        const batch = await system.db.batch.findUniqueOrThrow({ where: { id } });
        return (batch.state === 'DONE' || batch.state === 'ROLLED_BACK') && batch;
      }, 'the batch');
    const completeAll = () =>
      Promise.all(
        ids.map(async (id) => {
          const { id: taskId } = await taskOf(id);
          return completeTask(system, { taskId, variables: {}, actorId: null }).then(
            () => 'done',
            ({ code }) => code,
          );
        }),
      );
    const options = {
      selection: { definitionId },
      agencyCode: null,
      actorId: null,
      reason: 'chờ',
      begin: 'run',
    } as const;

    const suspended = await over(
      (await startBatch(system, { kind: 'suspension', input: { timers: 'stop' }, ...options })).id,
    );
    const refused = await completeAll();
    await over((await startBatch(system, { kind: 'resumption', input: { timers: 'stop' }, ...options })).id);
    const done = await completeAll();

    expect(suspended).toMatchObject({ state: 'DONE', total: 2, failed: 0 });
    expect(refused).toEqual(['CONFLICT', 'CONFLICT']);
    expect(done).toEqual(['done', 'done']);
  });

  it('should stay suspended in a roll-back where somebody else had suspended them before', async () => {
    const ids = [await start('paused'), await start('paused')];
    const [before = '', after = ''] = ids;
    const who = { actor: null, reason: 'riêng' };
    await repairInstance(system, before, { kind: 'suspend', timers: 'stop', ...who });
    const over = (id: string, state: string) =>
      eventually(async () => {
        const batch = await system.db.batch.findUniqueOrThrow({ where: { id } });
        return batch.state === state && batch;
      }, `the batch to be ${state}`);
    const { id } = await startBatch(system, {
      ...{ kind: 'suspension', input: { timers: 'stop' }, selection: { instanceIds: ids } },
      ...{ agencyCode: null, actorId: null, reason: 'chờ', begin: 'run' as const },
    });
    expect(await over(id, 'DONE')).toMatchObject({ total: 2, done: 1, refused: 1, failed: 0 });
    await rollBackBatch(system, id);
    expect(await over(id, 'ROLLED_BACK')).toMatchObject({ rolledBack: 1, kept: 0 });
    const resume = (instanceId: string) =>
      previewRepair(system, instanceId, { kind: 'resume', ...who }).then(
        () => 'suspended',
        ({ code }) => code,
      );
    expect([await resume(before), await resume(after)]).toEqual(['suspended', 'CONFLICT']);
  });
});

describe('a job that is tried again', () => {
  it('should begin when the attempt before has ended, as the same job', async () => {
    const id = await start('patient');
    await eventually(async () => slowAttempts.length === 1, 'the first attempt');
    const [job] = await openJobs(system, id);
    expect(job).toMatchObject({ elementId: slow.type, type: slow.type, dueAt: null });
    const retry = { kind: 'retryJob', key: job?.key ?? '', retries: 5, actor: null, reason: 'kẹt' } as const;
    const repairs = async () => {
      const { events } = await system.temporal.workflow.getHandle(id).fetchHistory();
      return events?.filter((it) => {
        const { acceptedRequest } = it.workflowExecutionUpdateAcceptedEventAttributes ?? {};
        return acceptedRequest?.input?.name === repairInstanceUpdate.name;
      }).length;
    };
    await expect(repairInstance(system, id, { ...retry, key: '999' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(repairInstance(system, id, { ...retry, retries: 0 })).rejects.toMatchObject({
      code: 'INVALID',
    });
    expect(await previewRepair(system, id, retry)).toMatchObject([{ event: 'jobRetried', retries: 5 }]);
    expect(await repairs()).toBe(0);

    await repairInstance(system, id, retry);
    expect(await repairs()).toBe(1);
    const { variables } = await eventually(async () => {
      const it = await instanceOf(id);
      return it.state === 'COMPLETED' && it;
    }, 'the second attempt');
    expect(variables).toMatchObject({ attempts: 2, besideAnother: false });
    expect(new Set(slowAttempts.map((attempt) => attempt.id)).size).toBe(1);
    const mark = await system.db.instanceEvent.findFirst({ where: { instanceId: id, event: 'jobRetried' } });
    expect(mark).toMatchObject({ elementId: slow.type, data: { reason: 'kẹt', retries: 5 } });
  });
});

describe('a job of workers outside', () => {
  it('should be done by the activity of that name on that task queue, in plain JSON', async () => {
    const attempts = new Map<string, number>();
    const stopped: string[] = [];
    const worker = await Worker.create({
      connection: system.server.nativeConnection,
      taskQueue: 'finance',
      defaultHeartbeatThrottleInterval: '100 ms',
      maxHeartbeatThrottleInterval: '100 ms',
      activities: {
        'check-invoice': async ({
          instanceId,
          variables,
        }: {
          instanceId: string;
          variables: { how: string };
        }) => {
          const attempt = (attempts.get(instanceId) ?? 0) + 1;
          attempts.set(instanceId, attempt);
          if (variables.how === 'refuse')
            throw ApplicationFailure.create({
              type: 'BPMN_ERROR',
              nonRetryable: true,
              message: 'no',
              details: [{ code: 'REFUSED', message: 'no', variables: { why: 'no' } }],
            });
          if (variables.how === 'break' || (variables.how === 'once' && attempt === 1))
            throw new Error('broken');
          if (variables.how === 'wait') {
            try {
              for (;;) {
                Context.current().heartbeat();
                await Context.current().sleep(100);
              }
            } finally {
              stopped.push(instanceId);
            }
          }
          return { checked: variables.how };
        },
      },
    });
    const running = worker.run();
    try {
      const ended = (id: string) =>
        eventually(async () => {
          const it = await instanceOf(id);
          return (it.state !== 'ACTIVE' || it.incidents.length > 0) && it;
        }, `the end of ${id}`);
      // large enough to be compressed for workers of our own
      const filler = 'x'.repeat(5_000);
      const of = async (how: string) => ended(await start('outside', { how, filler }));
      expect(await of('well')).toMatchObject({ state: 'COMPLETED', variables: { checked: 'well' } });
      expect(await of('once')).toMatchObject({ state: 'COMPLETED', variables: { checked: 'once' } });
      expect(await of('refuse')).toMatchObject({ state: 'COMPLETED', variables: { why: 'no' } });
      expect(await of('break')).toMatchObject({ incidents: [{ code: 'JOB_NO_RETRIES', message: 'broken' }] });

      // it would be tried again after a day
      const later = await start('later', { how: 'once' });
      await eventually(async () => attempts.has(later), 'the first attempt');
      const [job] = await openJobs(system, later);
      const retry = {
        kind: 'retryJob',
        key: job?.key ?? '',
        retries: 1,
        actor: null,
        reason: 'test',
      } as const;
      await repairInstance(system, later, retry);
      expect(await ended(later)).toMatchObject({ state: 'COMPLETED', variables: { checked: 'once' } });

      const waiting = await start('outside', { how: 'wait' });
      await eventually(async () => attempts.has(waiting), 'the job');
      await cancelInstance(system, { instanceId: waiting, reason: 'test', actorId: null });
      await eventually(async () => stopped.includes(waiting), 'the cancellation');
    } finally {
      worker.shutdown();
      await running;
    }
  });
});
