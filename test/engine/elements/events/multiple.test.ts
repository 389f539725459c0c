import { describe, expect, it } from 'vitest';
import { openMessageSubscriptions, openSignalSubscriptions } from '../../../../engine/index.ts';
import { aProcess, condition, timer } from '../../a-process.ts';
import { aRun } from '../../a-run.ts';

const parallel = { attributes: { parallelMultiple: true } };

describe('multiple intermediate catch event', () => {
  const waiting = () => {
    const p = aProcess();
    const definitions = `${p.message('letter')}${p.signal('go')}${timer('timeDuration', 'PT1H')}${condition('=ready')}`;
    return p.startEvent().catchEvent('wait', definitions).userTask('after').endEvent();
  };
  const variables = { key: 'k' };

  it('should go on with the first of its triggers, and give up the others', async () => {
    const byMessage = (await aRun(waiting(), { variables })).message('letter', 'k', { text: 'hi' });
    expect(byMessage.open).toEqual(['after']);
    expect(byMessage.variables.text).toBe('hi');
    expect(openSignalSubscriptions(byMessage.state)).toEqual([]);
    expect((await aRun(waiting(), { variables })).signal('go').open).toEqual(['after']);
    expect((await aRun(waiting(), { variables })).advance('PT1H').open).toEqual(['after']);
    expect((await aRun(waiting(), { variables: { ...variables, ready: true } })).open).toEqual(['after']);
  });

  it('should be of the kind multiple in the trace', async () => {
    const run = await aRun(waiting(), { variables });
    expect(run.lines).toContain('"eventDefinition":"multiple"');
  });
});

describe('parallel multiple intermediate catch event', () => {
  it('should go on when all its triggers have occurred, in any order, with what all have brought', async () => {
    const p = aProcess();
    const definitions = `${p.message('letter')}${p.signal('go')}${timer('timeDuration', 'PT1H')}`;
    p.startEvent().catchEvent('wait', definitions, parallel).userTask('after').endEvent();
    const run = await aRun(p, { variables: { key: 'k' } });
    run.signal('go', { a: 1 });
    expect(run.open).toEqual([]);
    expect(openSignalSubscriptions(run.state)).toEqual([]);
    run.advance('PT1H');
    expect(run.open).toEqual([]);
    run.message('letter', 'k', { b: 2 });
    expect(run.open).toEqual(['after']);
    expect(run.variables).toEqual({ key: 'k', a: 1, b: 2 });
    expect(run.lines).toContain('"eventDefinition":"parallelMultiple"');
  });

  it('should count a condition that held once, also when it no longer does', async () => {
    const p = aProcess();
    p.startEvent()
      .parallelGateway('fork')
      .catchEvent('wait', `${condition('=x > 3')}${p.signal('go')}`, parallel)
      .userTask('after')
      .from('fork')
      .userTask('one')
      .userTask('two');
    const run = await aRun(p);
    run.complete('one', { x: 4 }).complete('two', { x: 1 }).signal('go');
    expect(run.open).toEqual(['after']);
  });
});

describe('multiple boundary event', () => {
  const withBoundary = (attributes: Record<string, boolean>) => {
    const p = aProcess();
    return p
      .startEvent()
      .serviceTask('work')
      .endEvent()
      .boundaryEvent('edge', 'work', `${p.signal('one')}${p.signal('two')}${p.error('E1')}`, { attributes })
      .userTask('instead')
      .endEvent('end-instead');
  };

  it('should end the activity by the first of its triggers', async () => {
    const run = (await aRun(withBoundary({}))).signal('two');
    expect(run.open).toEqual(['instead']);
    expect(run.jobs).toEqual([]);
  });

  it('should occur by each of them as often as it comes, where it does not interrupt', async () => {
    const run = (await aRun(withBoundary({ cancelActivity: false })))
      .signal('one')
      .signal('two')
      .signal('one');
    expect(run.open).toEqual(['instead', 'instead', 'instead']);
    expect(run.jobs).toEqual(['work']);
  });

  it('should end the activity by an error in any case', async () => {
    const run = (await aRun(withBoundary({ cancelActivity: false }))).jobError('work', 'E1', { why: 'x' });
    expect(run.open).toEqual(['instead']);
    expect(run.trace).toContain('terminated work');
    expect(run.variables).toEqual({ why: 'x' });
  });

  it('should need all of them each time, where it is parallel and does not interrupt', async () => {
    const p = aProcess();
    p.startEvent()
      .userTask('work')
      .endEvent()
      .boundaryEvent('edge', 'work', `${p.signal('one')}${p.message('two')}`, {
        attributes: { parallelMultiple: true, cancelActivity: false },
      })
      .userTask('beside');
    const run = await aRun(p, { variables: { key: 'k' } });
    run.signal('one', { n: 1 }).signal('one', { n: 2 });
    expect(run.open).toEqual(['work']);
    run.message('two', 'k');
    expect(run.open).toEqual(['work', 'beside']);
    expect(run.variables.n).toBe(1);
    run.message('two', 'k');
    expect(run.open).toEqual(['work', 'beside', 'beside']);
    expect(run.variables.n).toBe(2);
    run.message('two', 'k');
    expect(run.open).toHaveLength(3);
  });

  it('should catch an error in parallel only as the last, since it ends the activity', async () => {
    const process = () => {
      const p = aProcess();
      return p
        .startEvent()
        .serviceTask('work')
        .endEvent()
        .boundaryEvent('edge', 'work', `${p.signal('one')}${p.error('E1')}`, parallel)
        .endEvent('caught');
    };
    const early = (await aRun(process())).jobError('work', 'E1');
    expect(early.incidents).toEqual(['work UNHANDLED_ERROR']);
    const last = (await aRun(process())).signal('one').jobError('work', 'E1');
    expect(last.completed).toContain('caught');
  });
});

describe('multiple start of an event sub-process', () => {
  const withEventSubProcess = (attributes: Record<string, boolean>) => {
    const p = aProcess();
    return p
      .startEvent()
      .userTask('work')
      .endEvent()
      .eventSubProcess('handler', (inside) =>
        inside
          .startEvent('raised', { children: `${inside.signal('one')}${inside.escalation('E')}`, attributes })
          .userTask('react')
          .endEvent('reacted'),
      );
  };

  it('should take over by the first, or in parallel by all', async () => {
    expect((await aRun(withEventSubProcess({}))).signal('one').open).toEqual(['react']);
    const both = (await aRun(withEventSubProcess({ parallelMultiple: true }))).signal('one');
    expect(both.open).toEqual(['work']);
  });

  it('should begin beside each time it is met, where it does not interrupt', async () => {
    const run = await aRun(withEventSubProcess({ isInterrupting: false }));
    expect(run.signal('one').signal('one').open).toEqual(['work', 'react', 'react']);
  });
});

describe('multiple throw and end events', () => {
  it('should throw each, in order', async () => {
    const p = aProcess();
    p.startEvent()
      .throwEvent('tell', `${p.signal('one')}${p.signal('two')}`)
      .endEvent();
    const run = await aRun(p);
    expect(run.lifecycle).toBe('completed');
    expect(run.events.flatMap((event) => (event.event === 'signalThrown' ? [event.name] : []))).toEqual([
      'one',
      'two',
    ]);
    expect(run.trace.filter((line) => line === 'activated tell')).toHaveLength(1);
  });

  const message = (name: string, job: string, p: ReturnType<typeof aProcess>): string =>
    p
      .message(name)
      .replace(
        '/>',
        `><bpmn:extensionElements><zeebe:taskDefinition type="${job}"/></bpmn:extensionElements></bpmn:messageEventDefinition>`,
      );

  it('should throw each message by its own job, one after the other, and go on when all are done', async () => {
    const p = aProcess();
    p.startEvent()
      .throwEvent('tell', `${message('a', 'send-a', p)}${message('b', 'send-b', p)}${p.signal('done')}`)
      .userTask('after');
    const run = await aRun(p);
    expect(run.jobs).toEqual(['send-a']);
    run.job('send-a', { a: 1 });
    expect(run.jobs).toEqual(['send-b']);
    run.failJob('send-b');
    expect(run.incidents).toEqual(['tell JOB_NO_RETRIES']);
    run.resolve();
    expect(run.jobs).toEqual(['send-b']);
    run.job('send-b', { b: 2 });
    expect(run.open).toEqual(['after']);
    expect(run.variables).toEqual({ a: 1, b: 2 });
    expect(run.events.filter((event) => event.event === 'signalThrown')).toHaveLength(1);
  });

  it('should throw what ends its path last', async () => {
    const p = aProcess();
    p.startEvent()
      .subProcess('sub', (inside) =>
        inside
          .startEvent('s')
          .endEvent('fail', { children: `${inside.error('E1')}${inside.signal('alarm')}` }),
      )
      .endEvent()
      .boundaryEvent('caught', 'sub', p.error('E1'))
      .endEvent('end-caught');
    const run = await aRun(p);
    expect(run.completed).toContain('end-caught');
    expect(run.events.filter((event) => event.event === 'signalThrown')).toHaveLength(1);
  });

  it('should end its scope last', async () => {
    const p = aProcess();
    p.startEvent()
      .parallelGateway('fork')
      .userTask('other')
      .from('fork')
      .endEvent('stop', { children: `<bpmn:terminateEventDefinition/>${p.signal('alarm')}` });
    const run = await aRun(p);
    expect(run.lifecycle).toBe('terminated');
    expect(run.events.filter((event) => event.event === 'signalThrown')).toHaveLength(1);
  });

  it('should not throw again what it has thrown when the next is held up', async () => {
    const p = aProcess();
    p.startEvent().endEvent('fail', { children: `${p.signal('alarm')}${p.error('E1')}` });
    const run = await aRun(p);
    expect(run.incidents).toEqual(['fail UNHANDLED_ERROR']);
    run.resolve();
    expect(run.incidents).toEqual(['fail UNHANDLED_ERROR']);
    expect(run.events.filter((event) => event.event === 'signalThrown')).toHaveLength(1);
  });
});

describe('event-based gateway before a multiple event', () => {
  it('should go on with whichever trigger comes first', async () => {
    const p = aProcess();
    p.startEvent()
      .eventBasedGateway('first')
      .catchEvent('several', `${p.signal('one')}${p.message('two')}`)
      .userTask('a')
      .from('first')
      .catchEvent('late', timer('timeDuration', 'PT1H'))
      .userTask('b');
    const run = (await aRun(p, { variables: { key: 'k' } })).message('two', 'k');
    expect(run.open).toEqual(['a']);
    expect(openMessageSubscriptions(run.state)).toEqual([]);
    expect(openSignalSubscriptions(run.state)).toEqual([]);
  });
});
