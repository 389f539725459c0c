import { describe, expect, it } from 'vitest';
import { aProcess, type Builder, forEach, handlerMark, timer } from '../../a-process.ts';
import { aRun, type TestRun } from '../../a-run.ts';

const thrown = (p: Builder, activity?: string): string => p.compensation(activity);

/** What happened from when that element was activated. */
const since = (run: TestRun, element: string): string[] =>
  run.trace.slice(run.trace.indexOf(`activated ${element}`));

const undone = (run: TestRun): string[] =>
  run.events.flatMap((event) => (event.event === 'compensated' ? [event.element] : []));

describe('a compensation throw event', () => {
  it('should undo what has completed, the last first, and wait until it is undone', async () => {
    const p = aProcess().startEvent().task('a').undoneBy('undoA').task('b').undoneBy('undoB').task('c');
    const run = await aRun(p.throwEvent('throw', thrown(p)).endEvent());
    expect(run.jobs).toEqual(['undoB']);
    run.job('undoB');
    expect(run.jobs).toEqual(['undoA']);
    expect(run.completed).not.toContain('throw');
    run.job('undoA');
    expect(run.lifecycle).toBe('completed');
    expect(since(run, 'throw')).toEqual([
      'activated throw',
      'activated undoB_on',
      'completed undoB_on',
      'activated undoB',
      'completed undoB',
      'activated undoA_on',
      'completed undoA_on',
      'activated undoA',
      'completed undoA',
      'completed throw',
      'activated end',
      'completed end',
      'completed process',
    ]);
    expect(undone(run)).toEqual(['b', 'a']);
  });

  it('should undo at the same time what ran at the same time, whichever handler ends first', async () => {
    const p = aProcess().startEvent().parallelGateway('fork');
    for (const id of ['a', 'b']) p.from('fork').userTask(id).undoneBy(`undo_${id}`).to('join');
    p.drawHere('parallelGateway', 'join').from('join').userTask('c').undoneBy('undo_c');
    const run = await aRun(p.endEvent('end', { children: thrown(p) }));
    run.complete('a').complete('b').complete('c');
    expect(run.jobs).toEqual(['undo_c']);
    run.job('undo_c');
    // b completed last
    expect(run.jobs).toEqual(['undo_b', 'undo_a']);
    run.job('undo_a').job('undo_b');
    expect(run.lifecycle).toBe('completed');
  });

  it('should go on at once when there is nothing to undo', async () => {
    const p = aProcess().startEvent().task('a');
    const run = await aRun(p.throwEvent('throw', thrown(p)).endEvent());
    expect(run.lifecycle).toBe('completed');
  });

  it('should not undo what is still running, or has been interrupted', async () => {
    const p = aProcess().startEvent().parallelGateway('fork');
    p.userTask('running').undoneBy('undoRunning').endEvent('e1');
    p.from('fork').userTask('late').undoneBy('undoLate').endEvent('e2');
    p.boundaryEvent('timeout', 'late', timer('timeDuration', 'PT1H'));
    const run = await aRun(p.throwEvent('throw', thrown(p)).endEvent('e3'));
    run.advance('PT1H');
    expect(run.completed).toContain('throw');
    expect(run.jobs).toEqual([]);
    run.complete('running');
    expect(run.lifecycle).toBe('completed');
  });

  it('should undo the activity that it names, as often as that has completed, and each time once', async () => {
    const p = aProcess().startEvent().exclusiveGateway('merge').task('a').undoneBy('undoA');
    p.scriptTask('count', '=n + 1', 'n').task('b').undoneBy('undoB').exclusiveGateway('again', 'out');
    p.when('=n < 2').to('merge').from('again').to('throwA', 'out');
    p.drawHere('intermediateThrowEvent', 'throwA', { children: thrown(p, 'a') });
    const run = await aRun(
      p
        .from('throwA')
        .throwEvent('throwA2', thrown(p, 'a'))
        .endEvent('end', { children: thrown(p) }),
      { variables: { n: 0 } },
    );
    expect(run.jobs).toEqual(['undoA']);
    run.job('undoA').job('undoA');
    expect(run.completed).toContain('throwA2');
    run.job('undoB').job('undoB');
    expect(run.lifecycle).toBe('completed');
  });

  it('should go on without waiting when it is told so, while its scope waits', async () => {
    const p = aProcess().startEvent().task('a').undoneBy('undoA').task('b').undoneBy('undoB');
    const run = await aRun(p.throwEvent('throw', p.compensation(undefined, false)).task('c').endEvent());
    expect(run.completed).toContain('end');
    expect(run.lifecycle).toBe('active');
    run.job('undoB').job('undoA');
    expect(run.lifecycle).toBe('completed');
  });

  it('should undo what is inside a completed sub-process, with its variables as they were', async () => {
    const p = aProcess()
      .startEvent()
      .subProcess(
        'sub',
        (s) =>
          s
            .startEvent('s')
            .scriptTask('set', '="inside " + x', 'x')
            .task('a')
            .undoneBy('undoA')
            .task('b')
            .undoneBy('undoB')
            .endEvent('t'),
        { inputs: { '=who': 'x' } },
      )
      .task('c')
      .undoneBy('undoC')
      .scriptTask('later', '="later"', 'who');
    const run = await aRun(p.throwEvent('throw', thrown(p)).endEvent(), { variables: { who: 'me' } });
    run.job('undoC');
    expect(run.openJob('undoB').variables).toEqual({ who: 'later', x: 'inside me' });
    run.job('undoB', { x: 'changed' });
    expect(run.openJob('undoA').variables).toEqual({ who: 'later', x: 'changed' });
    run.job('undoA');
    expect(run.lifecycle).toBe('completed');
    expect(run.variables).toEqual({ who: 'later' });
    expect(undone(run)).toEqual(['c', 'b', 'a', 'sub']);
    // the scope is there again without events of its own
    expect(run.trace.filter((it) => it.endsWith(' sub'))).toEqual(['activated sub', 'completed sub']);
  });

  it('should keep the order across scopes that ran beside each other', async () => {
    const p = aProcess().startEvent().parallelGateway('fork');
    p.subProcess('sub', (s) =>
      s.startEvent('s').userTask('a1').undoneBy('undo_a1').userTask('a2').undoneBy('undo_a2').endEvent('t'),
    ).to('join');
    p.from('fork').userTask('b1').undoneBy('undo_b1').userTask('b2').undoneBy('undo_b2').to('join');
    p.drawHere('parallelGateway', 'join').from('join');
    const run = await aRun(p.endEvent('end', { children: thrown(p) }));
    run.complete('a1').complete('b1').complete('b2').complete('a2');
    expect(run.jobs).toEqual(['undo_a2', 'undo_b2']);
    run.job('undo_a2');
    // b1 had ended before b2 began, and a1 before that
    expect(run.jobs).toEqual(['undo_b2']);
    run.job('undo_b2').job('undo_b1').job('undo_a1');
    expect(run.lifecycle).toBe('completed');
  });

  it('should leave a sub-process that goes on alone, and undo only its own level', async () => {
    const p = aProcess().startEvent().task('before').undoneBy('undoBefore').parallelGateway('fork');
    p.subProcess('sub', (s) =>
      s
        .startEvent('s')
        .task('a')
        .undoneBy('undoA')
        .userTask('wait')
        .throwEvent('inner', thrown(s))
        .endEvent('t'),
    ).endEvent('e1');
    const run = await aRun(p.from('fork').throwEvent('outer', thrown(p)).endEvent('e2'));
    expect(run.jobs).toEqual(['undoBefore']);
    run.job('undoBefore').complete('wait');
    expect(run.jobs).toEqual(['undoA']);
    run.job('undoA');
    expect(run.lifecycle).toBe('completed');
  });

  it('should undo a sub-process that has a handler by that alone', async () => {
    const p = aProcess()
      .startEvent()
      .subProcess('sub', (s) => s.startEvent('s').task('a').undoneBy('undoA').endEvent('t'), {
        inputs: { '=1': 'x' },
      })
      .undoneBy('undoSub');
    const run = await aRun(p.endEvent('end', { children: thrown(p) }));
    expect(run.jobs).toEqual(['undoSub']);
    expect(run.openJob('undoSub').variables).toEqual({ x: 1 });
    run.job('undoSub', { x: 2 });
    expect(run.lifecycle).toBe('completed');
    expect(run.variables).toEqual({ x: 2 });
  });
});

describe('a compensation handler', () => {
  it('should see the variables of the activity as of its completion, behind its own', async () => {
    const p = aProcess()
      .startEvent()
      .serviceTask('book', { inputs: { '=order': 'id', '="first"': 'note' } })
      .undoneBy('undo', (u) => u.serviceTask('undo', { ...handlerMark, inputs: { '="undo " + id': 'note' } }))
      .scriptTask('later', '=0', 'order');
    const run = await aRun(p.endEvent('end', { children: thrown(p) }), { variables: { order: 'A7' } });
    run.job('book', {});
    expect(run.openJob('undo').variables).toEqual({ order: 0, id: 'A7', note: 'undo A7' });
  });

  it.each<[string, (p: Builder) => unknown, string[]]>([
    [
      'a sub-process',
      (p) =>
        p.subProcess(
          'undo',
          (s) => s.startEvent('us').serviceTask('u1').serviceTask('u2').endEvent('ut'),
          handlerMark,
        ),
      ['u1', 'u2'],
    ],
    ['a call activity', (p) => p.callActivity('undo', 'called', handlerMark), ['inCalled']],
    [
      'a multi-instance activity',
      (p) =>
        p.serviceTask('undo', { ...handlerMark, children: forEach({ items: '=[1, 2]', sequential: true }) }),
      ['undo', 'undo'],
    ],
  ])('should be %s too', async (_, draw, jobs) => {
    const called = aProcess('called').startEvent('cs').serviceTask('inCalled').endEvent('ce');
    const p = aProcess().startEvent().task('a').undoneBy('undoA').task('b').undoneBy('undo', draw);
    const run = await aRun(p.endEvent('end', { children: thrown(p) }), { others: [called] });
    for (const job of jobs) {
      expect(run.jobs).toEqual([job]);
      run.job(job);
    }
    run.job('undoA');
    expect(run.lifecycle).toBe('completed');
  });

  it('should not be started by anything but compensation', async () => {
    const p = aProcess().startEvent().task('a').undoneBy('undoA');
    const run = await aRun(p.endEvent());
    expect(run.lifecycle).toBe('completed');
    expect(run.trace.join()).not.toContain('undoA');
  });

  it('should have its incidents resolved while all else waits', async () => {
    const p = aProcess().startEvent().task('a').undoneBy('undoA').task('b').undoneBy('undoB');
    const run = await aRun(p.endEvent('end', { children: thrown(p) }));
    run.failJob('undoB');
    expect(run.incidents).toEqual(['undoB JOB_NO_RETRIES']);
    expect(run.jobs).toEqual([]);
    run.resolve().job('undoB').job('undoA');
    expect(run.lifecycle).toBe('completed');
  });

  it('should throw its errors from where compensation was thrown', async () => {
    const p = aProcess()
      .startEvent()
      .subProcess('outer', (o) => {
        o.startEvent('os').subProcess('inner', (s) => {
          s.startEvent('s').task('a').undoneBy('undoA').endEvent('t');
          s.eventSubProcess('tooLate', (e) =>
            e.startEvent('es', { children: e.error('broken') }).endEvent('ee'),
          );
        });
        o.boundaryEvent('innerEdge', 'inner', o.error('broken')).endEvent('ie');
        o.from('inner').throwEvent('throw', thrown(o)).endEvent('oe');
      });
    p.boundaryEvent('outerEdge', 'outer', p.error('broken')).endEvent('failed');
    const run = await aRun(p.from('outer').endEvent());
    run.jobError('undoA', 'broken');
    expect(run.lifecycle).toBe('completed');
    expect(run.completed).toContain('failed');
    expect(since(run, 'throw').filter((it) => it.startsWith('terminated'))).toEqual([
      'terminated undoA',
      'terminated throw',
      'terminated outer',
    ]);
  });

  it('should end with the scope in which compensation was thrown', async () => {
    const p = aProcess().startEvent();
    p.subProcess('sub', (s) =>
      s
        .startEvent('s')
        .subProcess('inner', (i) =>
          i.startEvent('is').task('a').undoneBy('undoA').task('b').undoneBy('undoB').endEvent('it'),
        )
        .throwEvent('throw', thrown(s))
        .endEvent('t'),
    ).endEvent();
    p.boundaryEvent('late', 'sub', timer('timeDuration', 'PT1H')).endEvent('given-up');
    const run = await aRun(p);
    run.advance('PT1H');
    expect(run.lifecycle).toBe('completed');
    expect(run.jobs).toEqual([]);
    expect(Object.keys(run.state.instances)).toEqual([run.state.rootKey]);
  });

  it('should end with an event sub-process that is terminated while it undoes what is around it', async () => {
    const p = aProcess().startEvent();
    p.subProcess('inner', (i) =>
      i.startEvent('is').task('a').undoneBy('undoA').task('b').undoneBy('undoB').endEvent('it'),
    );
    p.userTask('wait').endEvent();
    p.eventSubProcess('rescue', (e) => {
      e.startEvent('es', {
        children: e.signal('help'),
        attributes: { isInterrupting: false },
      }).parallelGateway('fork');
      e.throwEvent('throw', thrown(e)).endEvent('ee');
      e.from('fork').userTask('stop').endEvent('et', { children: '<bpmn:terminateEventDefinition/>' });
    });
    const run = await aRun(p);
    run.signal('help');
    expect(run.jobs).toEqual(['undoB']);
    run.complete('stop');
    expect(run.jobs).toEqual([]);
    expect(run.active).toEqual(['wait']);
    run.complete('wait');
    expect(run.lifecycle).toBe('completed');
  });

  it('should leave to a later compensation what it kept from starting when it failed', async () => {
    const p = aProcess().startEvent();
    for (const id of ['a', 'b', 'c']) p.task(id).undoneBy(`undo_${id}`);
    p.subProcess('sub', (s) => s.startEvent('s').task('d').undoneBy('undo_d').endEvent('t'));
    p.task('e')
      .undoneBy('undo_e')
      .endEvent('end', { children: thrown(p) });
    p.eventSubProcess('rescue', (e) =>
      e
        .startEvent('es', { children: e.error('broken') })
        .userTask('think')
        .endEvent('ee', { children: thrown(e) }),
    );
    const run = await aRun(p);
    run.job('undo_e').jobError('undo_d', 'broken');
    expect(run.jobs).toEqual([]);
    run.complete('think').job('undo_c').job('undo_b').job('undo_a');
    expect(run.lifecycle).toBe('completed');
    expect(Object.keys(run.state.instances)).toEqual([run.state.rootKey]);
  });

  it('should be cancelled with the instance', async () => {
    const p = aProcess().startEvent();
    p.subProcess('inner', (i) => i.startEvent('is').task('a').undoneBy('undoA').endEvent('it'));
    const run = await aRun(p.endEvent('end', { children: thrown(p) }));
    run.cancel();
    expect(run.lifecycle).toBe('terminated');
    expect(run.jobs).toEqual([]);
  });
});

describe('a compensation event sub-process', () => {
  const withEventSubProcess = (draw: (e: Builder) => unknown, after = (s: Builder): unknown => s) => {
    const p = aProcess()
      .startEvent()
      .subProcess(
        'sub',
        (s) => {
          s.startEvent('s').task('a').undoneBy('undoA').task('b').undoneBy('undoB').endEvent('t');
          s.eventSubProcess('undoSub', (e) => {
            e.startEvent('es', { children: e.compensation() });
            draw(e);
          });
        },
        { inputs: { '=who': 'x' } },
      );
    after(p);
    return p.scriptTask('later', '="later"', 'who').endEvent('end', { children: p.compensation() });
  };

  it('should undo its sub-process, whose data it sees as of its completion', async () => {
    const run = await aRun(
      withEventSubProcess((e) => e.serviceTask('u').endEvent('ee')),
      {
        variables: { who: 'me' },
      },
    );
    expect(run.openJob('u').variables).toEqual({ who: 'later', x: 'me' });
    run.job('u');
    expect(run.lifecycle).toBe('completed');
    expect(since(run, 'end').slice(0, 6)).toEqual([
      'activated end',
      'activated undoSub',
      'activated es',
      'completed es',
      'activated u',
      'completed u',
    ]);
    expect(run.completed).not.toContain('undoA');
    expect(undone(run)).toEqual(['sub']);
  });

  it('should undo what is in its sub-process in the order that it says', async () => {
    const run = await aRun(
      withEventSubProcess((e) =>
        e.throwEvent('first', e.compensation('a')).throwEvent('rest', e.compensation()).endEvent('ee'),
      ),
      { variables: { who: 'me' } },
    );
    run.job('undoA').job('undoB');
    expect(run.lifecycle).toBe('completed');
    expect(run.completed).toContain('undoSub');
    expect(Object.keys(run.state.instances)).toEqual([run.state.rootKey]);
  });

  it('should come before the handler of the whole', async () => {
    const run = await aRun(
      withEventSubProcess(
        (e) => e.serviceTask('u').endEvent('ee'),
        (p) => p.undoneBy('undoAll'),
      ),
      { variables: { who: 'me' } },
    );
    expect(run.jobs).toEqual(['u']);
    run.job('u');
    expect(run.jobs).toEqual(['undoAll']);
    run.job('undoAll');
    expect(run.lifecycle).toBe('completed');
    expect(undone(run)).toEqual(['sub']);
  });

  it('should not start while its sub-process goes on', async () => {
    const p = aProcess().startEvent();
    p.subProcess('sub', (s) => {
      s.startEvent('s').userTask('a').endEvent('t');
      s.eventSubProcess('undoSub', (e) =>
        e.startEvent('es', { children: e.compensation() }).task('u').endEvent('ee'),
      );
    }).endEvent();
    const run = await aRun(p);
    expect(run.active).toEqual(['sub', 'a']);
    run.complete('a');
    expect(run.lifecycle).toBe('completed');
    expect(run.completed).not.toContain('undoSub');
  });
});

describe('compensation', () => {
  it('should be thrown from an event sub-process for what is around it', async () => {
    const p = aProcess().startEvent().task('a').undoneBy('undoA').serviceTask('work').endEvent();
    p.eventSubProcess('rescue', (e) =>
      e
        .startEvent('es', { children: e.error('broken') })
        .task('own')
        .undoneBy('undoOwn')
        .endEvent('ee', { children: thrown(e) }),
    );
    const run = await aRun(p);
    run.jobError('work', 'broken');
    expect(run.jobs).toEqual(['undoOwn']);
    run.job('undoOwn').job('undoA');
    expect(run.lifecycle).toBe('completed');
  });

  it('should undo each instance of a multi-instance sub-process, in its own scope', async () => {
    const p = aProcess().startEvent();
    p.subProcess('sub', (s) => s.startEvent('s').userTask('a').undoneBy('undoA').endEvent('t'), {
      children: forEach({ items: '=["x", "y", "z"]', as: 'it', sequential: true }),
    });
    const run = await aRun(p.endEvent('end', { children: thrown(p) }));
    run.complete('a').complete('a').complete('a');
    for (const it of ['z', 'y', 'x']) {
      expect(run.openJob('undoA').variables).toMatchObject({ it });
      run.job('undoA');
    }
    expect(run.lifecycle).toBe('completed');
    expect(undone(run)).toEqual(['a', 'sub', 'a', 'sub', 'a', 'sub', 'sub']);
  });

  it('should undo a multi-instance activity with a handler once', async () => {
    const p = aProcess().startEvent();
    p.userTask('a', { children: forEach({ items: '=[1, 2]' }) }).undoneBy('undoA');
    const run = await aRun(p.endEvent('end', { children: thrown(p) }));
    run.complete('a').complete('a').job('undoA');
    expect(run.lifecycle).toBe('completed');
  });

  it('should undo a multi-instance activity only if all its instances have completed', async () => {
    const p = aProcess().startEvent();
    p.userTask('a', { children: forEach({ items: '=[1, 2]', until: '=true' }) }).undoneBy('undoA');
    const run = await aRun(p.endEvent('end', { children: thrown(p) }));
    run.complete('a');
    expect(run.lifecycle).toBe('completed');
  });

  it('should undo each turn of a standard loop, the last first', async () => {
    const p = aProcess().startEvent();
    p.subProcess('sub', (s) => s.startEvent('s').userTask('a').undoneBy('undoA').endEvent('t'), {
      children: '<bpmn:standardLoopCharacteristics loopMaximum="2"/>',
    });
    const run = await aRun(p.endEvent('end', { children: thrown(p) }));
    run.complete('a').complete('a');
    expect(run.openJob('undoA').variables).toMatchObject({ loopCounter: 2 });
    run.job('undoA');
    expect(run.openJob('undoA').variables).toMatchObject({ loopCounter: 1 });
    run.job('undoA');
    expect(run.lifecycle).toBe('completed');
  });

  describe('of an ad-hoc sub-process', () => {
    const adHoc = (p: Builder, draw: (s: Builder) => unknown): Builder => {
      const drawn = aProcess();
      draw(drawn);
      return p.node('adHocSubProcess', 'adHoc', {
        extensions: '<zeebe:adHoc activeElementsCollection="=elements"/>',
        children: drawn.elements.join(''),
      });
    };
    const twoTasks = (s: Builder): unknown => {
      s.drawHere('userTask', 'a', { extensions: '<zeebe:userTask/>' }).undoneBy('undoA');
      return s.drawHere('userTask', 'b', { extensions: '<zeebe:userTask/>' }).undoneBy('undoB');
    };
    const variables = { elements: ['a', 'b'] };

    it('should undo its activities, those that ran at the same time at the same time', async () => {
      const p = aProcess().startEvent();
      adHoc(p, twoTasks).endEvent('end', { children: thrown(p) });
      const run = await aRun(p, { variables });
      run.complete('a').complete('b');
      expect(run.jobs).toEqual(['undoB', 'undoA']);
      run.job('undoA').job('undoB');
      expect(run.lifecycle).toBe('completed');
      expect(Object.keys(run.state.instances)).toEqual([run.state.rootKey]);
    });

    it('should be thrown in it for any of its activities', async () => {
      const p = aProcess().startEvent();
      adHoc(p, (s) => {
        twoTasks(s);
        s.from('b').throwEvent('throw', thrown(s, 'a')).throwEvent('rest', thrown(s));
      }).endEvent();
      const run = await aRun(p, { variables });
      run.complete('a').complete('b');
      expect(run.jobs).toEqual(['undoA']);
      run.job('undoA');
      expect(run.jobs).toEqual(['undoB']);
      run.job('undoB');
      expect(run.lifecycle).toBe('completed');
    });
  });

  it('should reach into called processes', async () => {
    const called = aProcess('called').startEvent('cs').task('a').undoneBy('undoA').endEvent('ce');
    const p = aProcess().startEvent().callActivity('call', 'called').task('b').undoneBy('undoB');
    const run = await aRun(p.endEvent('end', { children: thrown(p) }), {
      others: [called],
      variables: { x: 1 },
    });
    run.job('undoB');
    expect(run.openJob('undoA').variables).toEqual({ x: 1 });
    run.job('undoA');
    expect(run.lifecycle).toBe('completed');
    expect(undone(run)).toEqual(['b', 'a', 'called', 'call']);
  });

  it('should start the compensation event sub-process of a called process', async () => {
    const called = aProcess('called').startEvent('cs').task('a').undoneBy('undoA').endEvent('ce');
    called.eventSubProcess('undoCalled', (e) =>
      e.startEvent('es', { children: e.compensation() }).serviceTask('u').endEvent('ee'),
    );
    const p = aProcess().startEvent().callActivity('call', 'called');
    const run = await aRun(p.endEvent('end', { children: thrown(p) }), { others: [called] });
    expect(run.jobs).toEqual(['u']);
    run.job('u');
    expect(run.lifecycle).toBe('completed');
  });

  it('should undo what a boundary event led to before the activity that it led out of', async () => {
    const p = aProcess().startEvent();
    p.userTask('long')
      .undoneBy('undoLong')
      .userTask('next')
      .endEvent('end', { children: thrown(p) });
    p.boundaryEvent('tick', 'long', timer('timeDuration', 'PT1H'), { attributes: { cancelActivity: false } });
    p.userTask('reminder').undoneBy('undoReminder').endEvent('reminded');
    const run = await aRun(p);
    run.advance('PT1H').complete('reminder').complete('long').complete('next');
    // long completed last, but the reminder came out of it
    expect(run.jobs).toEqual(['undoReminder']);
    run.job('undoReminder');
    expect(run.jobs).toEqual(['undoLong']);
    run.job('undoLong');
    expect(run.lifecycle).toBe('completed');
  });

  it('should not hold up an inclusive gateway that nothing can reach any more', async () => {
    const p = aProcess().startEvent().inclusiveGateway('fork');
    p.when('=true').subProcess('sub', (s) => s.startEvent('s').task('a').undoneBy('undoA').endEvent('t'));
    p.to('merge').from('fork').when('=true').userTask('b').to('merge');
    p.from('fork').when('=true').userTask('c').throwEvent('throw', thrown(p)).endEvent('e1');
    p.drawHere('inclusiveGateway', 'merge').from('merge').endEvent('e2');
    const run = await aRun(p);
    run.complete('c');
    expect(run.jobs).toEqual(['undoA']);
    run.complete('b');
    expect(run.completed).toContain('merge');
  });

  it('should keep nothing in a process without handlers', async () => {
    const p = aProcess().startEvent();
    p.subProcess('sub', (s) => s.startEvent('s').task('a').endEvent('t'))
      .userTask('b')
      .endEvent();
    const run = await aRun(p);
    expect(JSON.stringify(run.state)).not.toContain('completed":[');
    expect(run.state.instances[run.state.rootKey]).not.toHaveProperty('completed');
  });
});
