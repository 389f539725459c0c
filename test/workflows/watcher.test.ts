import { randomBytes, randomUUID } from 'node:crypto';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { devServer } from '../../cli/temporal/test-environments.ts';
import { buildBundle } from '../../workflows/bundle.ts';
import {
  type Dispatcher,
  instanceHistory,
  rebuild,
  restoreInstances,
  startDispatcher,
  startInstance,
  taskQueue,
  temporalClient,
} from '../../workflows/client/index.ts';
import { noKeys, parsePayloadKeys } from '../../workflows/client/payload-keys.ts';
import { startWatcher } from '../../workflows/client/watcher.ts';
import { type Bench, bench, deployModel, eventually, startWorker, workOn } from './support.ts';
import { testJobs } from './test-jobs.ts';

let system: Bench;
let work: ReturnType<typeof workOn>;
let dispatcher: Dispatcher;
beforeAll(async () => {
  // what the faulty version fails at is what the test is about
  Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined) });
  system = await bench(await devServer(), testJobs);
  work = workOn(system);
  await deployModel(system, 'review');
  // looks only at what somebody could not reach
  dispatcher = startDispatcher({ ...system, ...eager, databaseUrl: system.database.url, sample: 0 });
});
afterAll(async () => {
  await dispatcher.stop();
  await system[Symbol.asyncDispose]();
});

const eager = { onError: () => undefined, watchInterval: 200, toleratedAttempts: 1 };

async function workWith(entry?: string, payloadKeys = noKeys): Promise<void> {
  await system.worker.stop();
  const encodesFailures = payloadKeys.current !== null;
  const bundlePath = await buildBundle({ ...(entry === undefined ? {} : { entry }), encodesFailures });
  Object.assign(system, { worker: await startWorker({ ...system, bundlePath, payloadKeys }) });
}

const startOne = async (businessKey: string, variables: Record<string, unknown> = {}): Promise<string> => {
  const { instanceId } = await startInstance(system, {
    ...{ key: 'review', agencyCode: 'H26.01', businessKey },
    variables: { caseId: randomUUID(), ...variables },
  });
  await work.complete(instanceId, 'assign');
  return instanceId;
};

const incidentsOf = (instanceId: string) => system.db.incident.findMany({ where: { instanceId } });

const opened = (instanceId: string) =>
  eventually(
    async () => (await incidentsOf(instanceId)).find(({ resolvedAt }) => resolvedAt === null),
    `an incident of ${instanceId}`,
    60_000,
  );

const closed = (instanceId: string) =>
  eventually(
    async () => (await incidentsOf(instanceId)).every(({ resolvedAt }) => resolvedAt !== null),
    `the end of the incident of ${instanceId}`,
    60_000,
  );

async function finish(instanceId: string): Promise<void> {
  // what was asked while it stood still may have been done, or given up: whoever got no answer asks again
  const state = await eventually(
    async () => {
      const row = await work.stored(instanceId);
      if (row.tasks.some((task) => task.elementId === 'process' && task.state === 'OPEN'))
        await work.complete(instanceId, 'process').catch(() => undefined);
      return row.state !== 'ACTIVE' && row.state;
    },
    `the end of ${instanceId}`,
    90_000,
  );
  expect(state).toBe('COMPLETED');
}

const attemptOf = async (instanceId: string): Promise<number> =>
  (await system.temporal.workflow.getHandle(instanceId).describe()).raw.pendingWorkflowTask?.attempt ?? 0;

/** As a worker that is killed, or whose machine stands still, right after it has taken a task. @returns how it ends */
function takeTasksInSilence(): () => Promise<void> {
  const { temporal } = system;
  const ending = new AbortController();
  const take = async (): Promise<void> => {
    const poll = () =>
      temporal.workflowService.pollWorkflowTaskQueue({
        namespace: temporal.options.namespace,
        taskQueue: { name: taskQueue },
      });
    while (!ending.signal.aborted)
      await temporal
        .withAbortSignal(ending.signal, () => temporal.withDeadline(Date.now() + 30_000, poll))
        .catch(() => undefined);
  };
  const taking = take();
  return async () => {
    ending.abort();
    await taking;
  };
}

async function expectEqual(instanceId: string, repair = false): Promise<void> {
  for await (const page of rebuild(system.db, { instanceIds: [instanceId], repair }))
    expect(page).toMatchObject([{ outcome: 'equal' }]);
}

it('should open an incident for an instance whose history does not replay, until it does again', async () => {
  // given
  const asked = await startOne('poisoned');
  const unasked = await startOne('poisoned');
  const sound = await startOne('sound');
  await workWith('test/workflows/faulty-version.ts');
  // when somebody cannot reach it
  const answer = work.complete(asked, 'process').catch((error: unknown) => error);
  const incident = await opened(asked);
  // then
  expect(incident).toMatchObject({ code: 'POISONED', elementId: 'review' });
  expect(incident.message).toContain(`congvan restore-instances ${asked} --replace`);
  expect(incident.message).toMatch(/nondeterminism/i);
  expect(incident.message).not.toMatch(/\bat .*\.[jt]s/);
  await expectEqual(asked, true);
  expect(await opened(asked)).toEqual(incident);
  // and the others go on
  await finish(sound);
  expect(await incidentsOf(sound)).toEqual([]);
  expect(await incidentsOf(unasked)).toEqual([]);

  // when one fails for which nobody waits
  await using stack = new AsyncDisposableStack();
  stack.defer(startWatcher({ ...system, ...eager }).stop);
  await system.temporal.workflow.getHandle(unasked).signal('nobody-listens');
  expect(await opened(unasked)).toMatchObject({ code: 'POISONED' });

  // when one is started again from its log by the version that runs
  for await (const restored of restoreInstances(system, { instanceIds: [unasked], replace: true }))
    expect(restored).toMatchObject([{ outcome: 'restored' }]);
  await workWith();
  // then
  for (const instanceId of [asked, unasked]) await closed(instanceId);
  await answer;
  for (const instanceId of [asked, unasked]) {
    await finish(instanceId);
    await expectEqual(instanceId);
  }
}, 240_000);

it('should give a worker that does not answer far longer than one that fails', async () => {
  // given an instance whose task is taken again and again, and never answered
  const instanceId = await startOne('silent');
  await system.worker.stop();
  await using stack = new AsyncDisposableStack();
  stack.defer(takeTasksInSilence());
  await system.temporal.workflow.getHandle(instanceId).signal('nobody-listens');
  await eventually(async () => (await attemptOf(instanceId)) > eager.toleratedAttempts, 'a time-out', 60_000);
  // when it is looked at as ever
  const histories = vi.spyOn(system.temporal.workflowService, 'getWorkflowExecutionHistoryReverse');
  const patient = startWatcher({ ...system, ...eager });
  stack.defer(patient.stop);
  await eventually(
    async () =>
      histories.mock.calls.filter(([asked]) => asked?.execution?.workflowId === instanceId).length > 1,
    'a second look at the instance',
  );
  await patient.stop();
  // then
  expect(await incidentsOf(instanceId)).toEqual([]);
  // when it has been silent for too long
  stack.defer(startWatcher({ ...system, ...eager, toleratedSilence: 1_000 }).stop);
  // then
  expect((await opened(instanceId)).message).toContain('no worker has answered in time');
  histories.mockRestore();
  // and when there is one that answers
  await stack.disposeAsync();
  await workWith();
  await closed(instanceId);
  await finish(instanceId);
}, 180_000);

it('should not tell in the clear what histories keep encrypted', async () => {
  // given
  const keys = parsePayloadKeys(`test:${randomBytes(32).toString('base64')}`);
  const { temporal: readable } = system;
  Object.assign(system, {
    temporal: temporalClient({ connection: system.server.connection, db: system.db, keys }),
  });
  await workWith(undefined, keys);
  const secret = 'Nguyễn Văn A, 0912 345 678';
  const instanceId = await startOne('talkative', { applicant: secret });
  await using stack = new AsyncDisposableStack();
  stack.defer(startWatcher({ ...system, ...eager }).stop);
  // when
  await workWith('test/workflows/faulty-version.ts', keys);
  await system.temporal.workflow.getHandle(instanceId).signal('nobody-listens');
  // then
  const { message } = await opened(instanceId);
  expect(message).toContain(`UNHANDLED_FAILURE: congvan inspect ${instanceId} --history`);
  expect(message).not.toContain('0912');
  const inHistory = async (temporal: Bench['temporal']) =>
    JSON.stringify((await instanceHistory({ ...system, temporal }, instanceId)).events);
  expect(await inHistory(readable)).not.toContain('0912');
  expect(await inHistory(system.temporal)).toContain(secret);
  await workWith(undefined, keys);
  await closed(instanceId);
  Object.assign(system, { temporal: readable });
}, 120_000);
