import { describe, expect, it } from 'vitest';
import { nextDueAt, openMessageSubscriptions, openSignalSubscriptions } from '../../../../engine/index.ts';
import { aProcess, type Builder, forEach, timer } from '../../a-process.ts';
import { aRun, noon } from '../../a-run.ts';

describe('timer', () => {
  const wait = (definition: string) => aProcess().startEvent().catchEvent('wait', definition).endEvent();

  it('should fire after a duration, at a date, or after one that FEEL computes', async () => {
    const later = [
      timer('timeDuration', 'PT1H'),
      timer('timeDate', '2026-01-05T13:00:00+07:00'),
      timer('timeDuration', '=duration("PT" + string(hours) + "H")'),
      timer('timeDate', '=now() + duration("PT1H")'),
    ];
    for (const definition of later) {
      const run = await aRun(wait(definition), { variables: { hours: 1 } });
      expect(nextDueAt(run.state)).toBe(noon + 3600_000);
      expect(run.advance('PT59M').lifecycle).toBe('active');
      expect(run.advance('PT1M').lifecycle).toBe('completed');
    }
  });

  it('should fire once where a cycle is caught on the way', async () => {
    const process = aProcess().startEvent().catchEvent('tick', timer('timeCycle', 'R3/PT1H')).endEvent();
    const run = (await aRun(process)).advance('PT1H');
    expect(run.lifecycle).toBe('completed');
    expect(run.completed.filter((id) => id === 'tick')).toHaveLength(1);
  });

  it('should raise an incident for what is no duration', async () => {
    const run = await aRun(wait(timer('timeDuration', '=x')), { variables: { x: 'soon' } });
    expect(run.incidents).toEqual(['wait EXPRESSION_FAILED']);
    expect(run.resolve({ x: 'PT1S' }).advance('PT1S').lifecycle).toBe('completed');
  });

  it('should fire in the order of due times, and of creation at the same moment', async () => {
    const run = await aRun(
      aProcess()
        .startEvent()
        .parallelGateway('fork')
        .catchEvent('b', timer('timeDuration', 'PT2H'))
        .from('fork')
        .catchEvent('a', timer('timeDuration', 'PT1H'))
        .from('fork')
        .catchEvent('c', timer('timeDuration', 'PT2H')),
    );
    run.now += 3 * 3600_000;
    run.command({ kind: 'fireTimers' });
    expect(run.completed.filter((id) => id.length === 1)).toEqual(['a', 'b', 'c']);
  });
});

describe('boundary event', () => {
  const withBoundary = (interrupting: boolean, definition: (p: ReturnType<typeof aProcess>) => string) => {
    const p = aProcess();
    return p
      .startEvent()
      .userTask('work')
      .endEvent()
      .boundaryEvent('edge', 'work', definition(p), { attributes: { cancelActivity: interrupting } })
      .userTask('instead')
      .endEvent('end-instead');
  };

  it('should end the activity when it interrupts, and be gone with it when it does not occur', async () => {
    const process = () => withBoundary(true, () => timer('timeDuration', 'PT1H'));
    const overdue = (await aRun(process())).advance('PT1H');
    expect(overdue.open).toEqual(['instead']);
    expect(overdue.trace.slice(-4)).toEqual([
      'terminated work',
      'activated edge',
      'completed edge',
      'activated instead',
    ]);
    const done = (await aRun(process())).complete('work');
    expect(done.lifecycle).toBe('completed');
    expect(nextDueAt(done.state)).toBeNull();
  });

  it('should leave the activity alone when it does not interrupt, and repeat a cycle so many times', async () => {
    const run = await aRun(withBoundary(false, () => timer('timeCycle', 'R3/PT1H')));
    expect(run.advance('PT90M').open).toEqual(['work', 'instead']);
    expect(run.advance('PT10H').open).toEqual(['work', 'instead', 'instead', 'instead']);
    expect(nextDueAt(run.state)).toBeNull();
    run.complete('work');
    expect(run.lifecycle).toBe('active');
  });

  it('should repeat without end until the activity is done', async () => {
    const run = await aRun(withBoundary(false, () => timer('timeCycle', 'R/PT1H')));
    expect(run.advance('PT5H').open).toHaveLength(6);
    run.complete('work');
    expect(run.advance('PT5H').open).toHaveLength(5);
  });

  it('should catch a message as often as it comes, with its variables', async () => {
    const run = await aRun(
      withBoundary(false, (p) => p.message('note')),
      { variables: { key: 'k' } },
    );
    run.message('note', 'k', { text: 'one' }).message('note', 'k', { text: 'two' });
    expect(run.open).toEqual(['work', 'instead', 'instead']);
    expect(run.variables.text).toBe('two');
  });

  it('should let a message through once, however often it is delivered', async () => {
    const run = await aRun(
      withBoundary(false, (p) => p.message('note')),
      { variables: { key: 'k' } },
    );
    const subscriptionKey = openMessageSubscriptions(run.state)[0]?.key ?? '';
    const command = { kind: 'correlateMessage', subscriptionKey, messageId: 'm1', variables: {} } as const;
    expect(run.command(command)).toBeNull();
    const events = run.events.length;
    expect(run.command(command)).toBeNull();
    expect(run.events).toHaveLength(events);
    expect(run.open).toEqual(['work', 'instead']);
  });

  it('should evaluate the key of a message in the surroundings of the activity', async () => {
    const p = aProcess();
    const process = p
      .startEvent()
      .userTask('work', { inputs: { '="inner"': 'key' } })
      .endEvent()
      .boundaryEvent('edge', 'work', p.message('note'));
    const run = await aRun(process, { variables: { key: 'outer' } });
    expect(openMessageSubscriptions(run.state).map((it) => it.correlationKey)).toEqual(['outer']);
  });
});

describe('error', () => {
  it('should be caught by its code before it is caught by any, from the inside outward', async () => {
    const process = () => {
      const p = aProcess();
      return p
        .startEvent()
        .subProcess('sub', (inside) => inside.startEvent('s').serviceTask('work').endEvent('e'))
        .endEvent()
        .boundaryEvent('any', 'sub', p.error())
        .endEvent('end-any')
        .boundaryEvent('special', 'sub', p.error('E1'))
        .endEvent('end-special');
    };
    const special = (await aRun(process())).jobError('work', 'E1', { reason: 'x' });
    expect(special.completed).toContain('end-special');
    expect(special.variables).toEqual({ reason: 'x' });
    expect((await aRun(process())).jobError('work', 'E2').completed).toContain('end-any');
  });

  it('should be caught on the task itself before the sub-process around it', async () => {
    const p = aProcess();
    const process = p
      .startEvent()
      .subProcess('sub', (inside) =>
        inside
          .startEvent('s')
          .serviceTask('work')
          .endEvent('e')
          .boundaryEvent('near', 'work', inside.error('E1')),
      )
      .endEvent()
      .boundaryEvent('far', 'sub', p.error('E1'));
    expect((await aRun(process)).jobError('work', 'E1').completed).toContain('near');
  });

  it('should hold at the job when nobody catches it, and try again when it is resolved', async () => {
    const run = await aRun(aProcess().startEvent().serviceTask('work').endEvent());
    run.jobError('work', 'E1');
    expect(run.incidents).toEqual(['work UNHANDLED_ERROR']);
    expect(run.jobs).toEqual([]);
    expect(run.resolve().job('work').lifecycle).toBe('completed');
  });

  it('should end its scope from an end event', async () => {
    const p = aProcess();
    const process = p
      .startEvent()
      .subProcess('sub', (inside) =>
        inside
          .startEvent('s')
          .parallelGateway('fork')
          .userTask('other')
          .endEvent('e')
          .from('fork')
          .endEvent('fail', { children: inside.error('E1') }),
      )
      .endEvent()
      .boundaryEvent('caught', 'sub', p.error('E1'))
      .endEvent('end-caught');
    const run = await aRun(process);
    expect(run.lifecycle).toBe('completed');
    expect(run.trace).toContain('terminated other');
    expect(run.trace).toContain('terminated fail');
    expect(run.completed).toContain('end-caught');
  });

  it('should hold at an end event when nobody catches it', async () => {
    const p = aProcess();
    const run = await aRun(p.startEvent().endEvent('fail', { children: p.error('E1') }));
    expect(run.incidents).toEqual(['fail UNHANDLED_ERROR']);
  });
});

describe('escalation', () => {
  const process = (interrupting: boolean) => {
    const p = aProcess();
    return p
      .startEvent()
      .subProcess('sub', (inside) =>
        inside.startEvent('s').throwEvent('warn', inside.escalation('late')).userTask('work').endEvent('e'),
      )
      .endEvent()
      .boundaryEvent('caught', 'sub', p.escalation('late'), { attributes: { cancelActivity: interrupting } })
      .userTask('handle')
      .endEvent('end-caught');
  };

  it('should let the throwing path go on where it is caught without interrupting', async () => {
    expect((await aRun(process(false))).open.sort()).toEqual(['handle', 'work']);
  });

  it('should end the throwing path where it is caught with interrupting', async () => {
    const run = await aRun(process(true));
    expect(run.open).toEqual(['handle']);
    expect(run.trace).toContain('terminated warn');
  });

  it('should do nothing where nobody catches it', async () => {
    const p = aProcess();
    const run = await aRun(
      p.startEvent().throwEvent('warn', p.escalation('late')).userTask('work').endEvent(),
    );
    expect(run.open).toEqual(['work']);
  });
});

describe('signal', () => {
  it('should reach everything that waits for it, at once', async () => {
    const p = aProcess();
    const process = p
      .startEvent()
      .parallelGateway('fork')
      .catchEvent('a', p.signal('go'))
      .from('fork')
      .catchEvent('b', p.signal('go'))
      .from('fork')
      .catchEvent('c', p.signal('stop'));
    const run = (await aRun(process)).signal('go', { by: 'x' });
    expect(run.completed.filter((id) => id.length === 1)).toEqual(['a', 'b']);
    expect(openSignalSubscriptions(run.state).map((it) => it.elementId)).toEqual(['c']);
    expect(run.variables).toEqual({ by: 'x' });
  });

  it('should be thrown to others with the inputs of the event, and reach its own instance', async () => {
    const p = aProcess();
    const process = p
      .startEvent()
      .parallelGateway('fork')
      .catchEvent('wait', p.signal('go'))
      .from('fork')
      .throwEvent('send', p.signal('go'), { inputs: { '=a': 'b' } });
    const run = await aRun(process, { variables: { a: 1 } });
    expect(run.lifecycle).toBe('completed');
    expect(run.events).toContainEqual(
      expect.objectContaining({ event: 'signalThrown', name: 'go', variables: { b: 1 } }),
    );
    expect(run.variables).toEqual({ a: 1, b: 1 });
  });
});

describe('a signal that an activity takes inside and on its edge', () => {
  const handled = (interrupting: boolean, rethrows: boolean) => {
    const p = aProcess();
    const start = { children: p.signal('go'), attributes: { isInterrupting: interrupting } };
    return p
      .startEvent()
      .subProcess('sub', (inside) => {
        inside.startEvent('s').userTask('work').endEvent('e');
        inside.eventSubProcess('handler', (handler) => {
          handler.startEvent('caught', start);
          handler.endEvent('handled', rethrows ? { children: p.signal('go') } : {});
        });
      })
      .endEvent('after')
      .boundaryEvent('edge', 'sub', p.signal('go'))
      .endEvent('instead');
  };

  it('should be absorbed by the event sub-process that interrupts', async () => {
    const run = (await aRun(handled(true, false))).signal('go');
    expect(run.lifecycle).toBe('completed');
    expect(run.completed).toEqual(expect.arrayContaining(['handled', 'sub', 'after']));
    expect(run.completed).not.toContain('edge');
  });

  it('should go on to the edge when the event sub-process throws it again', async () => {
    const run = (await aRun(handled(true, true))).signal('go');
    expect(run.completed).toEqual(expect.arrayContaining(['caught', 'edge', 'instead']));
    expect(run.completed).not.toContain('sub');
  });

  it('should reach both when the event sub-process does not interrupt', async () => {
    const run = (await aRun(handled(false, false))).signal('go');
    expect(run.completed).toEqual(expect.arrayContaining(['edge', 'instead']));
  });
});

describe('terminate end event', () => {
  const inside = (p: ReturnType<typeof aProcess>) =>
    p
      .startEvent()
      .parallelGateway('fork')
      .userTask('work')
      .endEvent('e')
      .from('fork')
      .endEvent('stop', { children: '<bpmn:terminateEventDefinition/>' });

  it('should end the instance as terminated', async () => {
    const run = await aRun(inside(aProcess()));
    expect(run.lifecycle).toBe('terminated');
    expect(run.trace.slice(-3)).toEqual(['completed stop', 'terminated work', 'terminated process']);
  });

  it('should end a sub-process alone, which then goes on', async () => {
    const process = aProcess()
      .startEvent('begin')
      .subProcess('sub', (it) => inside(it as ReturnType<typeof aProcess>))
      .userTask('after')
      .endEvent();
    const run = await aRun(process);
    expect(run.open).toEqual(['after']);
    expect(run.completed).toContain('sub');
  });
});

describe('terminate end event inside', () => {
  const stopping = (inside: Builder): Builder =>
    inside
      .startEvent()
      .parallelGateway('fork')
      .userTask('work')
      .from('fork')
      .endEvent('stop', { children: '<bpmn:terminateEventDefinition/>' });

  it('a called process should end that alone, and the caller go on', async () => {
    const called = aProcess('called');
    stopping(called);
    const caller = aProcess().startEvent('begin').callActivity('call', 'called').userTask('after');
    const run = await aRun(caller, { others: [called] });
    expect(run.open).toEqual(['after']);
    expect(run.trace).toContain('terminated work');
    expect(run.completed).toContain('called');
  });

  it('an instance of a multi-instance sub-process should end that instance alone', async () => {
    const run = await aRun(
      aProcess()
        .startEvent('begin')
        .subProcess(
          'each',
          (inside) =>
            inside
              .startEvent()
              .parallelGateway('fork')
              .userTask('work')
              .from('fork')
              .userTask('decide')
              .endEvent('stop', { children: '<bpmn:terminateEventDefinition/>' }),
          { children: forEach({ items: '=[1, 2]' }) },
        )
        .userTask('after'),
    );
    run.complete('decide');
    expect(run.open).toEqual(['work', 'decide']);
    run.complete('decide');
    expect(run.open).toEqual(['after']);
  });

  it('an event sub-process should end that alone, and what runs beside it go on', async () => {
    const p = aProcess();
    p.startEvent('begin')
      .userTask('main')
      .eventSubProcess('handler', (inside) =>
        inside
          .startEvent('raised', { children: inside.signal('go'), attributes: { isInterrupting: false } })
          .parallelGateway('fork')
          .userTask('work')
          .from('fork')
          .endEvent('stop', { children: '<bpmn:terminateEventDefinition/>' }),
      );
    const run = (await aRun(p)).signal('go');
    expect(run.open).toEqual(['main']);
    expect(run.completed).toContain('handler');
  });
});

describe('link events', () => {
  it('should go on at the catch event of the same name without a flow', async () => {
    const linked = aProcess().startEvent().throwEvent('out', '<bpmn:linkEventDefinition name="over"/>');
    linked.elements.push(
      '<bpmn:intermediateCatchEvent id="in"><bpmn:linkEventDefinition name="over"/></bpmn:intermediateCatchEvent>',
    );
    linked.from('in').endEvent();
    const run = await aRun(linked);
    expect(run.completed).toEqual(['start', 'out', 'in', 'end', 'process']);
    expect(run.events.filter((event) => event.event === 'taken').map((event) => event.element)).toEqual([
      'start-out',
      'in-end',
    ]);
  });
});

describe('message start event', () => {
  it('should start with what the message brought, in sight of all that the process subscribes to', async () => {
    const p = aProcess();
    const process = p
      .messageStart('received', 'submitted')
      .userTask('work')
      .endEvent()
      .eventSubProcess('recall', (inside) =>
        inside
          .startEvent('recalled', { children: inside.message('recall', '=documentId') })
          .endEvent('recall-end'),
      );
    const run = await aRun(process, { startElementId: 'received', variables: { documentId: 'd7' } });
    expect(run.open).toEqual(['work']);
    expect(run.variables).toEqual({ documentId: 'd7' });
    expect(run.message('recall', 'd7', { reason: 'wrong file' }).lifecycle).toBe('completed');
    expect(run.trace).toContain('terminated work');
    expect(run.variables).toEqual({ documentId: 'd7', reason: 'wrong file' });
  });
});
