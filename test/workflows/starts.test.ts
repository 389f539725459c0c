/** What begins instances by itself: messages, signals and timers, against a real server and a real database. */
import { randomUUID } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishInTransaction } from '../../activities/projection/message-matching.ts';
import { throwInTransaction } from '../../activities/projection/signal-throwing.ts';
import { devServer } from '../../cli/temporal/test-environments.ts';
import {
  cancelInstance,
  completeTask,
  deploy,
  dispatchInstance,
  publishMessage,
  startDispatcher,
  startInstance,
  throwSignal,
  wakeInstance,
} from '../../workflows/client/index.ts';
import { signalActivities } from '../../workflows/client/signal-activity.ts';
import { aProcess, condition, type ProcessBuilder, timer } from '../engine/a-process.ts';
import { apiBench } from '../graphql/support.ts';
import { type Bench, bench, eventually, historyOf } from './support.ts';
import { testJobs } from './test-jobs.ts';

let system: Bench;
beforeAll(async () => {
  system = await bench(await devServer(), testJobs);
});
afterAll(() => system[Symbol.asyncDispose]());

const agencyCode = 'H26.01';

async function deployed(process: ProcessBuilder, agency: string | null = null): Promise<void> {
  const resources = [process.resource()];
  const { definitions, findings } = await deploy(system.db, {
    ...{ resources, actorId: null, agencyCode: agency, jobTypes: {} },
  });
  if (definitions.length === 0) throw new Error(JSON.stringify(findings));
}

/** With a name of its own: tests share the server. */
const named = (what: string): string => `${what}-${randomUUID().slice(0, 8)}`;

const instancesOf = (key: string) =>
  system.db.processInstance.findMany({
    where: { definition: { key } },
    orderBy: { startedAt: 'asc' },
    include: { tasks: true },
  });

const untilInstances = (key: string, count: number) =>
  eventually(async () => {
    const found = await instancesOf(key);
    return found.filter(({ sequence }) => sequence > 0).length === count && found;
  }, `${count} instances of ${key}`);

async function complete(instanceId: string, elementId: string): Promise<void> {
  const { id } = await system.db.task.findFirstOrThrow({ where: { instanceId, elementId, state: 'OPEN' } });
  await completeTask(system, { taskId: id, variables: {}, actorId: null });
}

/** While a dispatcher runs; what fails in it fails the test. */
async function dispatching<T>(act: () => Promise<T>): Promise<T> {
  const errors: unknown[] = [];
  const { database } = system;
  const onError = (error: unknown) => errors.push(error);
  const dispatcher = startDispatcher({ ...system, databaseUrl: database.url, onError, interval: 300 });
  try {
    return await act();
  } finally {
    await dispatcher.stop();
    expect(errors).toEqual([]);
  }
}

describe('a message start event', () => {
  const anApplication = (id: string, message: string): ProcessBuilder =>
    aProcess(id).messageStart('received', message).userTask('check').endEvent();

  it('should start one instance with the message, however often it is published', async () => {
    const [process, name] = [named('application'), named('applied')];
    await deployed(anApplication(process, name));
    const message = {
      ...{ name, correlationKey: 'HS-1', messageId: randomUUID(), variables: { fee: 5 }, agencyCode },
    };
    const answers = await Promise.all([1, 2, 3].map(() => publishMessage(system, message)));
    const again = await publishMessage(system, message);
    const [instance, ...others] = await instancesOf(process);
    expect(others).toEqual([]);
    expect(instance).toMatchObject({
      ...{ state: 'ACTIVE', businessKey: 'HS-1', agencyCode, variables: { fee: 5 }, input: null },
      tasks: [{ elementId: 'check', candidateGroups: [] }],
    });
    for (const answer of [...answers, again])
      expect(answer).toEqual({ matched: true, instanceIds: [instance?.id] });
    // started with the message, in one transaction: Temporal hears of it with what is asked of it first
    expect(await historyOf(system, instance?.id ?? '')).toEqual([]);
    await wakeInstance(system, instance?.id ?? '');
    const asked = (await historyOf(system, instance?.id ?? '')).flatMap(
      (event) => event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input?.name ?? [],
    );
    expect(asked).toEqual(['started']);
  });

  it('should start the next instance by the same key when the first has ended', async () => {
    const [process, name] = [named('application'), named('applied')];
    await deployed(anApplication(process, name));
    const publish = (n: number) =>
      publishMessage(system, {
        ...{ name, correlationKey: 'HS-2', variables: { n }, agencyCode, timeToLive: 600_000 },
      });
    expect((await publish(1)).matched).toBe(true);
    expect((await publish(2)).matched).toBe(false);
    const [first] = await instancesOf(process);
    await dispatching(async () => {
      await complete(first?.id ?? '', 'check');
      const both = await untilInstances(process, 2);
      expect(both.map(({ variables }) => variables)).toEqual([{ n: 1 }, { n: 2 }]);
    });
  });

  it('should start an instance for each message without a key', async () => {
    const [process, name] = [named('application'), named('applied')];
    await deployed(anApplication(process, name));
    for (const n of [1, 2])
      await publishMessage(system, { name, correlationKey: '', variables: { n }, agencyCode });
    expect(await instancesOf(process)).toMatchObject([{ businessKey: null }, { businessKey: null }]);
  });

  it('should come after an instance of the process that waits, and reach each process once', async () => {
    const [waiting, starting, name] = [named('waits'), named('starts'), named('news')];
    const both = aProcess(waiting).messageStart('begun', name);
    both.from('begun').catchEvent('more', both.message(name)).userTask('read').endEvent();
    await deployed(both);
    await deployed(anApplication(starting, name));
    const publish = (key: string) =>
      publishMessage(system, { name, correlationKey: key, variables: { key }, agencyCode });
    await publish('A');
    expect(await instancesOf(waiting)).toMatchObject([{ activeElements: ['more'] }]);
    const second = await publish('A');
    expect(await instancesOf(waiting)).toMatchObject([{ activeElements: ['read'] }]);
    // of the other process the first is still active
    expect(await instancesOf(starting)).toHaveLength(1);
    expect(second.instanceIds).toHaveLength(1);
  });

  it('should leave the buffer one after the other to an event that goes on waiting', async () => {
    const [process, name] = [named('hears'), named('news')];
    const p = aProcess(process).startEvent().userTask('work').endEvent();
    const children = { attributes: { cancelActivity: false } };
    p.boundaryEvent('heard', 'work', p.message(name, '="A"'), children).userTask('note').endEvent('e');
    await deployed(p);
    for (const n of [1, 2, 3])
      await publishMessage(system, { name, correlationKey: 'A', variables: { n }, timeToLive: 600_000 });
    await dispatching(async () => {
      const { instanceId } = await startInstance(system, { key: process, variables: {}, agencyCode });
      await eventually(
        async () => (await system.db.task.count({ where: { instanceId, elementId: 'note' } })) === 3,
        'three notes',
      );
      expect(await system.db.messageRematch.count({ where: { processId: process } })).toBe(0);
    });
  });

  it('should be dispatched when the publisher dies after the commit', async () => {
    const [process, name] = [named('application'), named('applied')];
    await deployed(anApplication(process, name));
    await system.db.$transaction((tx) =>
      publishInTransaction(tx, {
        ...{ messageId: randomUUID(), name, correlationKey: 'HS-3', variables: { a: 1 } },
        ...{ timeToLive: 0, agencyCode },
      }),
    );
    expect(await instancesOf(process)).toMatchObject([{ dispatchedAt: null, input: { a: 1 } }]);
    await dispatching(async () => {
      expect(await untilInstances(process, 1)).toMatchObject([{ variables: { a: 1 } }]);
    });
  });

  it('should take a message that was published before it was deployed', async () => {
    const [process, name] = [named('application'), named('applied')];
    const message = { name, correlationKey: 'HS-4', variables: {}, agencyCode };
    expect((await publishMessage(system, { ...message, timeToLive: 600_000 })).matched).toBe(false);
    expect((await publishMessage(system, message)).matched).toBe(false);
    await dispatching(async () => {
      await deployed(anApplication(process, name));
      await untilInstances(process, 1);
    });
  });

  it('should be that of the version in force for the agency', async () => {
    const [process, name, other] = [named('application'), named('applied'), named('other')];
    await deployed(anApplication(process, name));
    await deployed(anApplication(process, other), 'H26.02');
    const message = { name, correlationKey: '', variables: {} };
    expect((await publishMessage(system, { ...message, agencyCode: 'H26.02' })).matched).toBe(false);
    expect((await publishMessage(system, { ...message, name: other, agencyCode: 'H26.02' })).matched).toBe(
      true,
    );
    expect((await publishMessage(system, { ...message, agencyCode })).matched).toBe(true);
    // a new standard replaces both
    await deployed(anApplication(process, named('newest')));
    expect((await publishMessage(system, { ...message, agencyCode })).matched).toBe(false);
    expect((await instancesOf(process)).map((it) => it.agencyCode)).toEqual(['H26.02', agencyCode]);
  });

  it('should be started by what an instance of another process throws', async () => {
    const [asking, answering, name] = [named('asks'), named('answers'), named('question')];
    const p = aProcess(asking).startEvent();
    p.throwEvent('ask', p.message(name, '="Q"'), { inputs: { '=reason': 'text' } })
      .userTask('wait')
      .endEvent();
    await deployed(p);
    await deployed(anApplication(answering, name));
    await dispatching(async () => {
      await startInstance(system, { key: asking, variables: { reason: 'why?' }, agencyCode });
      expect(await untilInstances(answering, 1)).toMatchObject([
        { agencyCode, businessKey: 'Q', variables: { text: 'why?' } },
      ]);
    });
  });

  it('should be one of several behind a gateway that begins the process, and leave the others to the instance', async () => {
    const [process, form, fee] = [named('gathers'), named('form'), named('fee')];
    const p = aProcess(process);
    const attributes = { instantiate: true, eventGatewayType: 'Parallel' };
    p.drawHere('eventBasedGateway', 'first', { attributes })
      .catchEvent('form', p.message(form))
      .userTask('read');
    p.endEvent('e1').from('first').catchEvent('fee', p.message(fee)).userTask('book').endEvent('e2');
    await deployed(p);
    const publish = (name: string) =>
      publishMessage(system, { name, correlationKey: 'K', variables: { key: 'K' }, agencyCode });
    const [first, second] = [await publish(fee), await publish(form)];
    expect(second.instanceIds).toEqual(first.instanceIds);
    const [instance, ...others] = await instancesOf(process);
    expect(others).toEqual([]);
    expect(instance?.activeElements.toSorted()).toEqual(['book', 'read']);
  });

  it('should bring all triggers of a parallel multiple one together', async () => {
    const [process, form, fee] = [named('both'), named('form'), named('fee')];
    const p = aProcess(process);
    const children = `${p.message(form)}${p.message(fee)}`;
    p.startEvent('start', { children, attributes: { parallelMultiple: true } })
      .userTask('work')
      .endEvent();
    await deployed(p);
    const publish = (name: string, correlationKey: string) =>
      publishMessage(system, { name, correlationKey, variables: { [name]: true }, agencyCode });
    expect(await publish(form, 'A')).toEqual({ matched: true, instanceIds: [] });
    expect(await publish(fee, 'B')).toEqual({ matched: true, instanceIds: [] });
    const last = await publish(fee, 'A');
    expect(await instancesOf(process)).toMatchObject([
      { id: last.instanceIds[0], businessKey: 'A', variables: { [form]: true, [fee]: true } },
    ]);
    expect(await system.db.metStartTrigger.count({ where: { processId: process } })).toBe(1);
  });
});

describe('a timer start event', () => {
  const daily = (process: string, cycle: string): ProcessBuilder =>
    aProcess(process)
      .startEvent('due', { children: timer('timeCycle', cycle) })
      .userTask('report')
      .endEvent();

  it('should start an instance each time it is due, once among several dispatchers', async () => {
    const process = named('report');
    await deployed(daily(process, 'R2/PT1S'));
    await dispatching(() => dispatching(() => untilInstances(process, 2)));
    const [row] = await system.db.startSubscription.findMany({ where: { processId: process } });
    expect(row).toMatchObject({ dueAt: null });
    // deployed again, as every start does it, it does not begin anew
    await deployed(daily(process, 'R2/PT1S'));
    expect(await system.db.startSubscription.findMany({ where: { processId: process } })).toEqual([row]);
  });

  it('should catch up with what was due while nobody was there', async () => {
    const process = named('report');
    await deployed(daily(process, 'R/PT1H'));
    const late = new Date(Date.now() - 2.5 * 3_600_000);
    await system.db.startSubscription.updateMany({ where: { processId: process }, data: { dueAt: late } });
    await dispatching(() => untilInstances(process, 3));
    const [row] = await system.db.startSubscription.findMany({ where: { processId: process } });
    expect(row?.dueAt).toEqual(new Date(late.getTime() + 3 * 3_600_000));
  });

  it('should be told at deployment when it belongs to no agency', async () => {
    const options = { resources: [daily(named('report'), 'R/PT1H').resource()], actorId: null, jobTypes: {} };
    const warnings = async (agency: string | null) => {
      const { findings } = await deploy(system.db, { ...options, agencyCode: agency, dryRun: true });
      return findings.filter(({ rule }) => rule === 'timer-start-agency').map(({ elementId }) => elementId);
    };
    expect(await warnings(null)).toEqual(['due']);
    expect(await warnings(agencyCode)).toEqual([]);
  });

  it('should give way to that of the next version', async () => {
    const process = named('report');
    await deployed(daily(process, 'R/PT1H'));
    await deployed(daily(process, 'R/PT2H'));
    const rows = await system.db.startSubscription.findMany({
      where: { processId: process },
      include: { definition: true },
    });
    expect(rows).toMatchObject([{ repeat: { interval: 'PT2H' }, definition: { version: 2 } }]);
    await deployed(aProcess(process).startEvent().userTask('report').endEvent());
    expect(await system.db.startSubscription.count({ where: { processId: process } })).toBe(0);
  });
});

describe('a signal', () => {
  const waitsFor = (process: string, signal: string): ProcessBuilder => {
    const p = aProcess(process).startEvent();
    return p.from('start').catchEvent('heard', p.signal(signal)).userTask('act').endEvent();
  };
  const ended = (id: string) =>
    eventually(async () => {
      const row = await system.db.signalBroadcast.findUniqueOrThrow({ where: { id } });
      return row.completedAt && row;
    }, 'the end of the broadcast');

  it('should reach every instance that waits, of all processes and agencies, once, and start those that begin with it', async () => {
    const name = named('storm');
    const [one, two, begun] = [named('one'), named('two'), named('begun')];
    await deployed(waitsFor(one, name));
    await deployed(waitsFor(two, name));
    const p = aProcess(begun);
    await deployed(
      p
        .startEvent('start', { children: p.signal(name) })
        .userTask('act')
        .endEvent(),
    );
    const starts = [one, one, one, two, two].map((key, index) =>
      startInstance(system, { key, variables: {}, agencyCode: index % 2 ? 'H26.02' : agencyCode }),
    );
    const waiting = await Promise.all(starts);
    const signal = { name, variables: { level: 3 }, signalId: randomUUID(), agencyCode };
    const { id } = await throwSignal(system, signal);
    expect(await throwSignal(system, signal)).toEqual({ id });
    expect(await ended(id)).toMatchObject({ total: 5, delivered: 5, started: 1 });
    for (const { instanceId } of waiting) {
      const row = await system.db.processInstance.findUniqueOrThrow({ where: { id: instanceId } });
      expect(row).toMatchObject({ activeElements: ['act'], variables: { level: 3 } });
    }
    expect(await instancesOf(begun)).toMatchObject([{ agencyCode, variables: { level: 3 } }]);
    expect(await system.db.signalSubscription.count({ where: { name } })).toBe(0);
  });

  it('should go from page to page, and on from where it was interrupted', async () => {
    const [name, process] = [named('storm'), named('many')];
    await deployed(waitsFor(process, name));
    const start = () => startInstance(system, { key: process, variables: {}, agencyCode });
    const waiting = await Promise.all(Array.from({ length: 5 }, start));
    const { id } = await system.db.$transaction((tx) =>
      throwInTransaction(tx, { name, variables: {}, signalId: randomUUID(), agencyCode }),
    );
    await cancelInstance(system, {
      ...{ instanceId: waiting[4]?.instanceId ?? '', reason: 'test', actorId: null },
    });
    const { deliverSignal } = signalActivities(system, 2);
    const interrupted = new MockActivityEnvironment();
    interrupted.on('heartbeat', () => interrupted.cancel());
    await expect(interrupted.run(deliverSignal, { id })).rejects.toThrow();
    expect(await system.db.signalBroadcast.findUniqueOrThrow({ where: { id } })).toMatchObject({
      ...{ total: 5, delivered: 2, completedAt: null },
    });
    expect(await new MockActivityEnvironment().run(deliverSignal, { id })).toEqual({ isDone: true });
    expect(await ended(id)).toMatchObject({ total: 5, delivered: 4 });
    expect(
      await system.db.task.count({ where: { elementId: 'act', instance: { definition: { key: process } } } }),
    ).toBe(4);
  });

  it('should not reach who begins to wait after it was thrown', async () => {
    const [name, process] = [named('storm'), named('late')];
    await deployed(waitsFor(process, name));
    const thrown = await throwSignal(system, { name, variables: {}, agencyCode });
    expect(await ended(thrown.id)).toMatchObject({ total: 0, delivered: 0 });
    const early = await startInstance(system, { key: process, variables: {}, agencyCode });
    const { id } = await system.db.$transaction((tx) =>
      throwInTransaction(tx, { name, variables: {}, signalId: randomUUID(), agencyCode }),
    );
    const late = await startInstance(system, { key: process, variables: {}, agencyCode });
    // its thrower has died: the dispatcher brings it on its way
    await dispatching(() => ended(id));
    expect((await dispatchInstance(system, early.instanceId)).activeElements).toEqual(['act']);
    expect((await dispatchInstance(system, late.instanceId)).activeElements).toEqual(['heard']);
  });

  it('should be taken by an instance once, also when it is brought again', async () => {
    const [name, process] = [named('storm'), named('repeats')];
    const p = aProcess(process).startEvent().userTask('work').endEvent();
    p.boundaryEvent('heard', 'work', p.signal(name), { attributes: { cancelActivity: false } })
      .userTask('act')
      .endEvent('e');
    await deployed(p);
    const { instanceId } = await startInstance(system, { key: process, variables: {}, agencyCode });
    const { id } = await throwSignal(system, { name, variables: {}, agencyCode });
    await ended(id);
    // as a page that is done again after a crash, in another run of the workflow
    await system.db.signalBroadcast.update({ where: { id }, data: { cursor: 0, completedAt: null } });
    await system.temporal.workflow.start('signalBroadcast', {
      ...{ workflowId: `again-${id}`, taskQueue: 'congvan', args: [{ id }] },
    });
    await ended(id);
    const acts = await system.db.task.count({ where: { instanceId, elementId: 'act' } });
    expect(acts).toBe(1);
  });

  it('should reach others than the instance that throws it', async () => {
    const [name, throwing, waiting] = [named('storm'), named('throws'), named('waits')];
    await deployed(waitsFor(waiting, name));
    const p = aProcess(throwing).startEvent().parallelGateway('fork');
    p.catchEvent('own', p.signal(name)).userTask('mine').endEvent();
    p.from('fork').userTask('first').throwEvent('shout', p.signal(name)).endEvent('e');
    await deployed(p);
    const { instanceId: other } = await startInstance(system, { key: waiting, variables: {}, agencyCode });
    const { instanceId } = await startInstance(system, { key: throwing, variables: {}, agencyCode });
    await dispatching(async () => {
      await complete(instanceId, 'first');
      await eventually(
        () => system.db.task.findFirst({ where: { instanceId: other, elementId: 'act' } }),
        'the signal',
      );
    });
    const { id } = await system.db.signalBroadcast.findFirstOrThrow({ where: { name } });
    expect(await ended(id)).toMatchObject({ thrownBy: instanceId, total: 1, delivered: 1 });
    expect(await system.db.task.count({ where: { instanceId, elementId: 'mine' } })).toBe(1);
  });
});

describe('through the API', () => {
  const asked = async (query: string, variables: Record<string, unknown> = {}) => {
    await using api = await apiBench({ database: system.database, temporal: system.temporal });
    return await api.as('quantri')(query, variables);
  };

  it('should start a process of the own agency by a message, and none that other agencies alone have', async () => {
    const [process, foreign, name, other] = [named('own'), named('foreign'), named('sent'), named('other')];
    const begins = (id: string, message: string) =>
      aProcess(id).messageStart('start', message).userTask('check').endEvent();
    await deployed(begins(process, name));
    await deployed(begins(foreign, other), 'H26.02');
    const publish = `mutation ($name: String!) { publishMessage(input: { name: $name, correlationKey: "K", messageId: "m" })
      { matched instances { id businessKey definition { key } } } }`;
    const first = await asked(publish, { name });
    expect(first.data.publishMessage).toMatchObject({
      matched: true,
      instances: [{ businessKey: 'K', definition: { key: process } }],
    });
    expect((await asked(publish, { name })).data).toEqual(first.data);
    expect((await asked(publish, { name: other })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(await instancesOf(foreign)).toEqual([]);
  });

  it('should throw a signal once, and say how far it has come', async () => {
    const [process, name] = [named('waits'), named('storm')];
    const p = aProcess(process).startEvent();
    await deployed(p.catchEvent('heard', p.signal(name)).userTask('act').endEvent());
    await startInstance(system, { key: process, variables: {}, agencyCode: 'H26.02' });
    const cast = `mutation ($name: String!) {
      broadcastSignal(name: $name, variables: { level: 1 }, idempotencyKey: "k") { id total } }`;
    const { id, total } = (await asked(cast, { name })).data.broadcastSignal;
    expect((await asked(cast, { name })).data.broadcastSignal).toEqual({ id, total });
    const progress = await eventually(async () => {
      const query = 'query ($id: ID!) { signalBroadcast(id: $id) { total delivered started state } }';
      const { signalBroadcast } = (await asked(query, { id })).data;
      return signalBroadcast.state === 'COMPLETED' && signalBroadcast;
    }, 'the end of the broadcast');
    expect(progress).toEqual({ total: 1, delivered: 1, started: 0, state: 'COMPLETED' });
    expect(await instancesOf(process)).toMatchObject([{ activeElements: ['act'], variables: { level: 1 } }]);
    expect((await asked(cast, { name: ' ' })).errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      path: 'name',
    });
  });

  it('should start the processes whose condition holds for given data, once', async () => {
    const [hot, cold] = [named('hot'), named('cold')];
    const begins = (id: string, when: string) =>
      aProcess(id)
        .startEvent('start', { children: condition(when) })
        .userTask('act')
        .endEvent();
    await deployed(begins(hot, `=degrees > 300 and plant = "${hot}"`));
    await deployed(begins(cold, `=degrees < 0 and plant = "${hot}"`));
    const evaluate = `mutation ($variables: JSON!) {
      evaluateConditions(variables: $variables, idempotencyKey: "k") { id definition { key } } }`;
    const variables = { degrees: 301, plant: hot };
    const first = (await asked(evaluate, { variables })).data.evaluateConditions;
    expect(first).toMatchObject([{ definition: { key: hot } }]);
    expect((await asked(evaluate, { variables })).data.evaluateConditions).toEqual(first);
    expect(await instancesOf(hot)).toMatchObject([{ variables, agencyCode, startElementId: 'start' }]);
    expect(await instancesOf(cold)).toEqual([]);
  });

  it('should take no new instances of a suspended version, and begin what events have started, once, when it is resumed', async () => {
    const [process, applied, storm] = [named('closed'), named('applied'), named('storm')];
    const p = aProcess(process).messageStart('received', applied).userTask('check').endEvent();
    p.startEvent('asked').to('check');
    p.startEvent('heard', { children: p.signal(storm) }).to('check');
    p.startEvent('due', { children: timer('timeCycle', 'R1/PT1H') }).to('check');
    await deployed(p, agencyCode);
    const change = (name: string, more = '', reason = 'Biểu mẫu sai') =>
      asked(
        `mutation ($key: String!, $reason: String!) { ${name}(key: $key, version: 1, reason: $reason${more}) {
          waitingStarts definition { suspension { reason waitingStarts actor { name } } } } }`,
        { key: process, reason },
      );
    const start = () =>
      asked(
        `mutation ($key: String!) { startProcess(input: { key: $key, variables: {}, idempotencyKey: "k" }) { id } }`,
        { key: process },
      );
    const startable = async () => {
      const { data } = await asked('{ startableProcesses { key } }');
      return data.startableProcesses.some(({ key }: { key: string }) => key === process);
    };
    const before = await start();
    expect(before.errors).toBeUndefined();
    expect(await startable()).toBe(true);

    const tried = await change('suspendDefinition', ', dryRun: true');
    const silent = await change('suspendDefinition', '', ' ');
    const suspended = await change('suspendDefinition');
    const twice = await change('suspendDefinition');
    expect(tried.data.suspendDefinition.definition.suspension).toBeNull();
    expect(silent.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', path: 'reason' });
    expect(suspended.data.suspendDefinition.definition.suspension).toEqual({
      reason: 'Biểu mẫu sai',
      waitingStarts: 0,
      actor: { name: expect.any(String) },
    });
    expect(twice.errors?.[0]?.extensions.code).toBe('CONFLICT');
    expect(await startable()).toBe(false);
    // the same request again is answered; another is refused, here as in any other transaction
    expect((await start()).data).toEqual(before.data);
    await expect(startInstance(system, { key: process, variables: {}, agencyCode })).rejects.toMatchObject({
      code: 'CONFLICT',
      text: { vi: expect.stringContaining('tạm dừng tiếp nhận') },
    });
    await startInstance(system, { key: process, variables: {}, agencyCode: 'H26.02' });

    const publish = () =>
      publishMessage(system, {
        ...{ name: applied, correlationKey: 'HS-9', messageId: 'm', variables: { fee: 5 }, agencyCode },
      });
    await publish();
    await publish();
    await throwSignal(system, { name: storm, variables: {}, signalId: 's', agencyCode });
    await system.db.startSubscription.updateMany({
      where: { processId: process, kind: 'TIMER' },
      data: { dueAt: new Date() },
    });
    await dispatching(() =>
      eventually(async () => {
        const { data } = await change('resumeDefinition', ', dryRun: true');
        return data.resumeDefinition.waitingStarts === 3 || null;
      }, 'what waits'),
    );
    const begun = async () => (await instancesOf(process)).filter(({ sequence }) => sequence > 0).length;
    expect(await begun()).toBe(2);

    const resumed = await change('resumeDefinition', '', 'Đã sửa');
    expect(resumed.data.resumeDefinition).toEqual({ waitingStarts: 3, definition: { suspension: null } });
    expect((await change('resumeDefinition')).errors?.[0]?.extensions.code).toBe('CONFLICT');
    const all = await dispatching(() => dispatching(() => untilInstances(process, 5)));
    expect(all.map(({ startElementId }) => startElementId).sort()).toEqual([
      'due',
      'heard',
      null,
      null,
      'received',
    ]);
    expect(all.find(({ startElementId }) => startElementId === 'received')).toMatchObject({
      variables: { fee: 5 },
      tasks: [{ elementId: 'check' }],
    });
    expect(all.every(({ tasks }) => tasks.length === 1)).toBe(true);
    expect((await start()).data).toEqual(before.data);
    const marks = await system.db.definitionSuspension.findMany({ where: { definition: { key: process } } });
    expect(marks).toMatchObject([
      { agencyCode, reason: 'Biểu mẫu sai', resumeReason: 'Đã sửa', resumedAt: expect.any(Date) },
    ]);
    expect(marks[0]?.suspendedById).not.toBeNull();
  });
});
