/** An instance that stands still, and loses nothing. */
import { describe, expect, it } from 'vitest';
import { nextDueAt, openMessageSubscriptions } from '../../../engine/index.ts';
import { aProcess } from '../a-process.ts';
import { aRun } from '../a-run.ts';
import { waiting } from './waiting-process.ts';

const start = () => aRun(waiting(), { variables: { key: 'k' } });

describe('while an instance is suspended', () => {
  it('should refuse what people do, and let it be cancelled', async () => {
    const run = (await start()).suspend();
    const key = run.keyOf('task');
    expect(run.command({ kind: 'completeUserTask', key, variables: {}, actor: null })?.code).toBe(
      'SUSPENDED',
    );
    expect(run.command({ kind: 'setVariables', scope: null, variables: {} })?.code).toBe('SUSPENDED');
    expect(run.command({ kind: 'suspend', timers: 'run', actor: null, reason: '' })?.code).toBe('SUSPENDED');
    expect(run.command({ kind: 'assignUserTask', key, assignee: 'an', actor: 'an' })).toBeNull();
    expect(run.cancel().lifecycle).toBe('terminated');
  });

  it('should keep what jobs, messages and signals bring, and deliver it when it is resumed', async () => {
    const run = (await start()).suspend();
    run.job('work', { done: true }).message('letter', 'k', { text: 'hello' });
    expect(run.completed).not.toContain('work');
    expect(run.variables).toEqual({ key: 'k' });
    run.resume();
    expect(run.completed).toEqual(expect.arrayContaining(['work', 'endWork', 'letter', 'endLetter']));
    expect(run.variables).toEqual({ key: 'k', done: true, text: 'hello' });
  });

  it('should take a message once, and leave a second to whoever else waits for it', async () => {
    const run = (await start()).suspend();
    const [subscription] = openMessageSubscriptions(run.state);
    const message = {
      kind: 'correlateMessage',
      subscriptionKey: subscription?.key ?? '',
      variables: {},
    } as const;
    expect(run.command({ ...message, messageId: 'm1' })).toBeNull();
    const kept = run.events.length;
    expect(run.command({ ...message, messageId: 'm1' })).toBeNull();
    expect(run.events).toHaveLength(kept);
    expect(run.command({ ...message, messageId: 'm2' })?.code).toBe('NOT_OPEN');
    run.resume();
    expect(run.completed.filter((id) => id === 'letter')).toEqual(['letter']);
    expect(run.command({ ...message, messageId: 'm1' })).toBeNull();
  });

  it('should take a signal once by its id, whether it comes before, meanwhile or afterwards', async () => {
    const p = aProcess().startEvent().userTask('work').endEvent();
    p.boundaryEvent('heard', 'work', p.signal('storm'), { attributes: { cancelActivity: false } }).endEvent(
      'e',
    );
    const run = await aRun(p);
    const signal = (signalId: string) =>
      run.command({ kind: 'broadcastSignal', name: 'storm', variables: {}, signalId });
    const heard = () => run.completed.filter((id) => id === 'heard').length;
    signal('s1');
    signal('s1');
    expect(heard()).toBe(1);
    run.suspend();
    for (const id of ['s1', 's2', 's2']) signal(id);
    run.resume();
    expect(heard()).toBe(2);
    signal('s2');
    expect(heard()).toBe(2);
  });

  it('should leave timers the time that was left to them', async () => {
    const run = await start();
    run.advance('PT4H').suspend('stop').advance('PT24H');
    expect(nextDueAt(run.state)).toBeNull();
    run.resume().advance('PT5H59M');
    expect(run.completed).not.toContain('wait');
    expect(run.advance('PT1M').completed).toContain('wait');
  });

  it('should let timers run on, to fire when it is resumed', async () => {
    const run = await start();
    run.advance('PT4H').suspend('run').advance('PT24H');
    expect(run.completed).not.toContain('wait');
    expect(run.resume().advance('PT0S').completed).toContain('wait');
  });

  it('should keep who did it and why', async () => {
    const run = (await start()).suspend().resume();
    expect(run.events.slice(-2)).toMatchObject([
      { event: 'suspended', actor: 'admin', reason: 'test', timers: 'stop' },
      { event: 'resumed', actor: 'admin', reason: 'test' },
    ]);
    expect(run.command({ kind: 'resume', actor: null, reason: '' })?.code).toBe('NOT_ACTIVE');
  });
});
