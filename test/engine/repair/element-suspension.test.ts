/** One element that stands still while the rest of the instance goes on, and loses nothing. */
import { describe, expect, it } from 'vitest';
import {
  applyCommand,
  type Command,
  hasItemsToBegin,
  nextDueAt,
  openJobKeys,
  openMessageSubscriptions,
  openUserTasks,
  startInstance,
  suspendedElements,
} from '../../../engine/index.ts';
import { aProcess, condition, forEach, timer } from '../a-process.ts';
import { aRun, compileOrThrow, noon } from '../a-run.ts';
import { waiting } from './waiting-process.ts';

const start = () => aRun(waiting(), { variables: { key: 'k' } });

describe('while an element is suspended', () => {
  it('should refuse its task with a text for people, and go on elsewhere', async () => {
    const run = (await start()).suspendElement('task');
    const key = run.keyOf('task');
    const refused = run.command({ kind: 'completeUserTask', key, variables: {}, actor: null });
    expect(refused).toMatchObject({ code: 'SUSPENDED', text: { vi: expect.stringContaining('tạm dừng') } });
    const change = run.command({ kind: 'updateUserTask', key, changes: { priority: 9 }, actor: null });
    expect(change?.code).toBe('SUSPENDED');
    expect(run.command({ kind: 'assignUserTask', key, assignee: 'an', actor: 'an' })).toBeNull();
    run.job('work').message('letter', 'k').advance('PT10H');
    expect(run.completed).toEqual(expect.arrayContaining(['work', 'letter', 'wait']));
    expect(run.resumeElement('task').complete('task').lifecycle).toBe('completed');
  });

  it('should let a token that reaches it wait, and begin with it afterwards', async () => {
    const run = await aRun(aProcess().startEvent().userTask('a').scriptTask('b', '=1 + 1', 'sum').endEvent());
    run.suspendElement('b').complete('a');
    expect(run.active).toEqual(['b']);
    expect(run.trace).not.toContain('activated b');
    expect(run.variables).toEqual({});
    expect(run.resumeElement('b').lifecycle).toBe('completed');
    expect(run.variables).toEqual({ sum: 2 });
  });

  it('should not begin its jobs, and keep what one under way brings', async () => {
    const run = (await start()).suspendElement('work');
    expect(openJobKeys(run.state, 'external').size).toBe(0);
    const key = run.jobKey('work');
    run.job('work', { done: true });
    run.job('work', { done: 'told twice' });
    expect(run.completed).not.toContain('work');
    expect(run.command({ kind: 'retryJob', key, retries: 3, actor: null, reason: '' })?.code).toBe(
      'SUSPENDED',
    );
    run.resumeElement('work');
    expect(run.completed).toContain('work');
    expect(run.variables).toEqual({ key: 'k', done: true });
  });

  it('should give its jobs out again when it goes on', async () => {
    const run = (await start()).suspendElement('work').resumeElement('work');
    expect([...openJobKeys(run.state, 'external')]).toEqual([run.jobKey('work')]);
  });

  it('should keep its messages, each once, and leave a second to whoever else waits for it', async () => {
    const run = (await start()).suspendElement('letter');
    const [subscription] = openMessageSubscriptions(run.state);
    const message = {
      kind: 'correlateMessage',
      subscriptionKey: subscription?.key ?? '',
      variables: { text: 'hello' },
    } as const;
    expect(run.command({ ...message, messageId: 'm1' })).toBeNull();
    const kept = run.events.length;
    expect(run.command({ ...message, messageId: 'm1' })).toBeNull();
    expect(run.events).toHaveLength(kept);
    expect(run.command({ ...message, messageId: 'm2' })?.code).toBe('NOT_OPEN');
    run.resumeElement('letter');
    expect(run.variables).toEqual({ key: 'k', text: 'hello' });
    expect(run.command({ ...message, messageId: 'm1' })).toBeNull();
  });

  it('should take one message of those that an event-based gateway waits for', async () => {
    const process = aProcess().startEvent().node('eventBasedGateway', 'race');
    for (const name of ['yes', 'no'])
      process.from('race').catchEvent(name, process.message(name, '="k"')).endEvent(`end-${name}`);
    const run = (await aRun(process)).suspendElement('race').message('yes', 'k');
    expect(() => run.message('no', 'k')).toThrow('NOT_OPEN');
    expect(run.completed).not.toContain('yes');
    expect(run.resumeElement('race').completed).toContain('end-yes');
  });

  it('should reach others with a signal at once, and it when it goes on', async () => {
    const process = aProcess().startEvent().parallelGateway('fork');
    for (const id of ['first', 'second'])
      process.from('fork').catchEvent(id, process.signal('storm')).endEvent(`end-${id}`);
    const run = (await aRun(process)).suspendElement('first');
    run.command({ kind: 'broadcastSignal', name: 'storm', variables: { wind: 9 }, signalId: 's' });
    run.command({ kind: 'broadcastSignal', name: 'storm', variables: { wind: 1 }, signalId: 's2' });
    expect(run.completed).toContain('second');
    expect(run.completed).not.toContain('first');
    expect(run.resumeElement('first').lifecycle).toBe('completed');
    expect(run.completed.filter((id) => id === 'first')).toHaveLength(1);
  });

  it('should count every signal for a boundary event that interrupts nothing', async () => {
    const p = aProcess().startEvent().userTask('work').endEvent();
    p.boundaryEvent('heard', 'work', p.signal('storm'), { attributes: { cancelActivity: false } }).endEvent(
      'e',
    );
    const run = (await aRun(p)).suspendElement('work');
    run.signal('storm').signal('storm');
    expect(run.completed).not.toContain('heard');
    run.resumeElement('work');
    expect(run.completed.filter((id) => id === 'heard')).toHaveLength(2);
  });

  it('should leave its timers the time that was left to them, and fire others', async () => {
    const process = waiting()
      .from('fork')
      .catchEvent('other', timer('timeDuration', 'PT8H'))
      .endEvent('endOther');
    const run = await aRun(process, { variables: { key: 'k' } });
    run.advance('PT4H').suspendElement('wait', 'stop').advance('PT24H');
    expect(run.completed).toContain('other');
    expect(nextDueAt(run.state)).toBeNull();
    run.resumeElement('wait').advance('PT5H59M');
    expect(run.completed).not.toContain('wait');
    expect(run.advance('PT1M').completed).toContain('wait');
  });

  it('should let its timers run on, to fire when it goes on', async () => {
    const run = (await start()).suspendElement('wait', 'run').advance('PT24H');
    expect(run.completed).not.toContain('wait');
    expect(run.resumeElement('wait').advance('PT0S').completed).toContain('wait');
  });

  it('should stop a timer once, however many suspensions are about it', async () => {
    const run = await start();
    run.suspendElement('wait').advance('PT2H').suspend('stop').advance('PT3H').resume().advance('PT1H');
    run.resumeElement('wait');
    expect(nextDueAt(run.state)).toBe(noon + 16 * 3_600_000);
  });

  it('should hold what is attached to it: the timer on its edge keeps its time', async () => {
    const process = aProcess().startEvent().userTask('a').endEvent('end');
    process.boundaryEvent('late', 'a', timer('timeDuration', 'PT1H')).endEvent('lateEnd');
    const run = (await aRun(process)).suspendElement('a').advance('P3D');
    expect(run.active).toEqual(['a']);
    expect(run.resumeElement('a').advance('PT1H').completed).toContain('late');
  });

  it('should hold an event on an edge alone', async () => {
    const process = aProcess().startEvent().userTask('a').endEvent('end');
    process.boundaryEvent('late', 'a', timer('timeDuration', 'PT1H')).endEvent('lateEnd');
    const run = (await aRun(process)).suspendElement('late').advance('P3D');
    expect(run.complete('a').lifecycle).toBe('completed');
  });

  it('should hold all that is inside a sub-process, until the last suspension about it has ended', async () => {
    const run = await aRun(
      aProcess()
        .startEvent()
        .subProcess('sub', (p) => p.startEvent('in').userTask('a').userTask('b').endEvent('out'))
        .endEvent('end'),
    );
    run.suspendElement('sub').suspendElement('a').resumeElement('sub');
    expect(() => run.complete('a')).toThrow('SUSPENDED');
    run.suspendElement('sub').resumeElement('a');
    expect(() => run.complete('a')).toThrow('SUSPENDED');
    expect(run.resumeElement('sub').complete('a').complete('b').lifecycle).toBe('completed');
  });

  it('should not begin an event sub-process', async () => {
    const process = aProcess().startEvent().userTask('a').endEvent('end');
    process.eventSubProcess('on-storm', (p) =>
      p.startEvent('heard', { children: process.signal('storm') }).endEvent('calm'),
    );
    const run = (await aRun(process)).suspendElement('on-storm').signal('storm');
    expect(run.active).toEqual(['a']);
    expect(run.resumeElement('on-storm').completed).toContain('calm');
  });

  it('should look at its condition when it goes on', async () => {
    const process = aProcess().startEvent().parallelGateway('fork').userTask('task').endEvent('e');
    process.from('fork').catchEvent('ready', condition('=done = true')).endEvent('end');
    const run = (await aRun(process)).suspendElement('ready').complete('task', { done: true });
    expect(run.completed).not.toContain('ready');
    expect(run.resumeElement('ready').lifecycle).toBe('completed');
  });

  it('should begin no further items of a loop', async () => {
    const process = aProcess()
      .startEvent()
      .userTask('each', { children: forEach({ items: '=[1, 2, 3]' }) })
      .endEvent('end');
    const graph = await compileOrThrow([process.resource()]);
    const options = { limits: { hops: 100, work: 1_000, items: 1 } };
    const begun = { processId: 'process', variables: {}, flags: ['largeLoops'] } as const;
    let { state } = startInstance(graph, begun, noon, options);
    const give = (command: Command): void => {
      const result = applyCommand(graph, state, command, noon, options);
      if ('rejection' in result) throw new Error(result.rejection.code);
      state = result.state;
    };
    const who = { elementId: 'each', actor: null, reason: 'test' };
    expect(hasItemsToBegin(state)).toBe(true);
    give({ kind: 'suspendElement', timers: 'stop', ...who });
    expect(hasItemsToBegin(state)).toBe(false);
    give({ kind: 'beginItems' });
    expect(openUserTasks(state)).toHaveLength(1);
    give({ kind: 'resumeElement', ...who });
    while (hasItemsToBegin(state)) give({ kind: 'beginItems' });
    expect(openUserTasks(state)).toHaveLength(3);
  });

  it('should refuse to resolve its incident, alone or among others of the kind', async () => {
    const run = await start();
    run.failJob('work').suspendElement('work');
    expect(() => run.resolve()).toThrow('SUSPENDED');
    const all = { kind: 'resolveIncidents', code: null, elementId: null, variables: {} } as const;
    expect(run.command({ ...all, actor: null, reason: 'test' })?.code).toBe('SUSPENDED');
    expect(run.resumeElement('work').resolve().job('work').completed).toContain('work');
  });

  it('should hold what a modification puts there, and end what it takes away', async () => {
    const run = (await start()).suspendElement('work').suspendElement('task');
    run.modify({ kind: 'cancelAll', elementId: 'task' }, { kind: 'activate', elementId: 'work' });
    expect(run.open).toEqual([]);
    expect(run.jobs).toHaveLength(1);
    expect(run.resumeElement('work').jobs).toHaveLength(2);
  });

  it('should keep what comes for it also when the whole instance is suspended around it', async () => {
    const run = (await start()).suspendElement('letter').suspend();
    run.message('letter', 'k').resume();
    expect(run.completed).not.toContain('letter');
    expect(run.resumeElement('letter').completed).toContain('letter');
  });

  it('should keep who did it and why, and say what is suspended', async () => {
    const run = (await start()).suspendElement('task', 'run');
    expect(suspendedElements(run.state)).toEqual(['task']);
    run.resumeElement('task');
    expect(run.events.slice(-2)).toMatchObject([
      { event: 'elementSuspended', element: 'task', actor: 'admin', reason: 'test', timers: 'run' },
      { event: 'elementResumed', element: 'task', actor: 'admin', reason: 'test' },
    ]);
    expect(run.state.halted).toBeUndefined();
  });

  it('should refuse what makes no sense', async () => {
    const run = await start();
    const who = { actor: null, reason: '', timers: 'stop' } as const;
    const suspend = (elementId: string) => run.command({ kind: 'suspendElement', elementId, ...who })?.code;
    expect(suspend('nowhere')).toBe('INVALID');
    expect(suspend('process')).toBe('INVALID');
    expect(suspend('fork-work')).toBe('INVALID');
    expect(suspend('task')).toBeUndefined();
    expect(suspend('task')).toBe('NOT_ACTIVE');
    expect(run.command({ kind: 'resumeElement', elementId: 'work', actor: null, reason: '' })?.code).toBe(
      'NOT_ACTIVE',
    );
  });
});

describe('a suspended element in a migration', () => {
  const version = (id: string, message = 'letter') =>
    aProcess()
      .startEvent()
      .parallelGateway('fork')
      .receiveTask(id, message, '="k"')
      .endEvent('end')
      .from('fork')
      .userTask('task')
      .endEvent('endTask');
  const mapped = { mapping: { process: { elements: { letter: 'reply' } } } };

  it('should be suspended under its new name, with what came for it', async () => {
    const run = (await aRun(version('letter'))).suspendElement('letter').message('letter', 'k');
    await run.migrate(version('reply'), mapped);
    expect(suspendedElements(run.state)).toEqual(['reply']);
    expect(run.completed).not.toContain('reply');
    expect(run.resumeElement('reply').completed).toContain('reply');
  });

  it('should be told where the new version does not have it', async () => {
    const run = (await aRun(version('letter'))).complete('task').suspendElement('task');
    const without = aProcess().startEvent().receiveTask('letter', 'letter', '="k"').endEvent('end');
    expect(await run.refusedMigration(without)).toEqual([
      'task: It is suspended, but the new version has nothing that it becomes. Let it go on first.',
    ]);
  });

  it('should be told where what came for it would be lost', async () => {
    const run = (await aRun(version('letter'))).suspendElement('letter').message('letter', 'k');
    expect(await run.refusedMigration(version('letter', 'another'))).toEqual([
      expect.stringContaining('what has come for it meanwhile would be lost'),
    ]);
  });
});
