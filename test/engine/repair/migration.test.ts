/** Instances that go on by another version of their process. */
import { describe, expect, it } from 'vitest';
import { mappingOf, openUserTasks, planMigration } from '../../../engine/index.ts';
import { aProcess, condition, forEach, type ProcessBuilder, taskListeners, timer } from '../a-process.ts';
import { aRun, compileOrThrow } from '../a-run.ts';

const twoSteps = (first = 'a', second = 'b') =>
  aProcess().startEvent().userTask(first).userTask(second).endEvent('end');

const onElements = (elements: Record<string, string | null>) => ({ mapping: { process: { elements } } });

const parallel = (left = 'a', right = 'b') =>
  aProcess()
    .startEvent()
    .parallelGateway('fork')
    .userTask(left)
    .parallelGateway('join')
    .userTask('after')
    .endEvent('end')
    .from('fork')
    .userTask(right)
    .to('join');

const withDeadline = (duration: string, id = 'late', attributes = {}) =>
  aProcess()
    .startEvent()
    .userTask('a')
    .boundaryEvent(id, 'a', timer('timeDuration', duration), { attributes })
    .endEvent('lateEnd')
    .from('a')
    .endEvent('end');

const task = (assignment: string) => ({ extensions: assignment });

describe('tokens', () => {
  it('should become what the mapping says, keep their keys, and go on by the new version', async () => {
    const run = await aRun(twoSteps());
    const key = run.keyOf('a');
    await run.migrate(twoSteps('review', 'sign'), onElements({ a: 'review' }));
    expect(run.active).toEqual(['review']);
    expect(run.keyOf('review')).toBe(key);
    expect(run.events.find(({ event }) => event === 'migrated')).toMatchObject({
      from: 'test',
      to: 'target 0',
      actor: 'admin',
      reason: 'test',
    });
    expect(run.complete('review').complete('sign').lifecycle).toBe('completed');
  });

  it('should not change anything where the other version is the same', async () => {
    const run = await aRun(withDeadline('PT1H'));
    const before = { ...run.state, sequence: 0 };
    await run.migrate(withDeadline('PT1H'));
    expect({ ...run.state, sequence: 0 }).toEqual(before);
    expect(run.events.map(({ event }) => event).slice(-1)).toEqual(['migrated']);
  });

  it('should say element by element what cannot go, and change nothing', async () => {
    const run = await aRun(parallel());
    expect(await run.refusedMigration(twoSteps('x', 'y'), onElements({}))).toEqual([
      'a: The new version has nothing that it becomes.',
      'b: The new version has nothing that it becomes.',
    ]);
    expect(
      await run.refusedMigration(parallel(), onElements({ a: 'join', nothing: 'b', b: 'nowhere' })),
    ).toEqual([
      "a: 'join' is of another type (parallelGateway).",
      'nothing: The version that is left has no such element.',
      "b: The new version has no element 'nowhere'.",
    ]);
    expect(await run.refusedMigration(aProcess('other').startEvent().userTask('a').endEvent())).toEqual(
      expect.arrayContaining(["process: The new version has no process 'process'."]),
    );
  });

  it('should go to a process of another id', async () => {
    const run = await aRun(twoSteps());
    const other = aProcess('other').startEvent().userTask('a').endEvent();
    await run.migrate(other, { mapping: { process: { process: 'other', elements: {} } } });
    expect(run.state.processId).toBe('other');
    expect(run.complete('a').lifecycle).toBe('completed');
  });

  it('should refuse an instance that is suspended, has ended, or has gone elsewhere', async () => {
    const run = await aRun(twoSteps());
    const migrate = { kind: 'migrate', mapping: {}, timers: 'keep', actor: null, reason: '' } as const;
    expect(run.command({ ...migrate, from: 'another', to: 'x' })?.code).toBe('NOT_ACTIVE');
    expect(run.command({ ...migrate, from: 'test', to: 'unknown' })?.code).toBe('NOT_FOUND');
    run.suspend();
    expect((await run.refusedMigration(twoSteps()))[0]).toContain('suspended');
    run.resume().cancel();
    expect((await run.refusedMigration(twoSteps()))[0]).toContain('terminated');
  });
});

describe('joins', () => {
  it('should keep tokens in front of a parallel join', async () => {
    const run = await aRun(parallel());
    run.complete('a');
    await run.migrate(parallel('x', 'y'), onElements({ a: 'x', b: 'y' }));
    expect(run.active).toEqual(['y']);
    expect(run.complete('y').active).toEqual(['after']);
  });

  it('should go on where the new version waits for nobody else', async () => {
    const alone = aProcess()
      .startEvent()
      .parallelGateway('fork')
      .userTask('a')
      .to('join', 'a-join')
      .from('fork')
      .userTask('b')
      .endEvent('aside')
      .drawHere('parallelGateway', 'join')
      .userTask('after')
      .endEvent('end');
    const run = await aRun(parallel());
    run.complete('a');
    await run.migrate(alone);
    expect(run.active).toEqual(['b', 'after']);
  });

  it('should propose the flow that leads to the join now, where a step was put between', async () => {
    const longer = aProcess()
      .startEvent()
      .parallelGateway('fork')
      .userTask('a')
      .to('between', 'a-join')
      .drawHere('userTask', 'between', { extensions: '<zeebe:userTask/>' })
      .parallelGateway('join')
      .userTask('after')
      .endEvent('end')
      .from('fork')
      .userTask('b')
      .to('join');
    const run = await aRun(parallel());
    run.complete('a');
    expect(await run.refusedMigration(longer, onElements({}))).toEqual([
      "join: A token waits on the flow 'a-join', but the new version has no such flow into this join.",
    ]);
    await run.migrate(longer);
    expect(run.complete('b').active).toEqual(['after']);
  });

  it('should keep tokens in front of an inclusive join until no other can come', async () => {
    const inclusive = (left: string, right: string, gateway: string) =>
      aProcess()
        .startEvent()
        .parallelGateway('fork')
        .userTask(left)
        .inclusiveGateway(gateway)
        .userTask('after')
        .endEvent('end')
        .from('fork')
        .userTask(right)
        .to(gateway);
    const run = await aRun(inclusive('a', 'b', 'join'));
    run.complete('a');
    await run.migrate(inclusive('a', 'y', 'meet'), onElements({ b: 'y', join: 'meet' }));
    expect(run.active).toEqual(['y']);
    expect(run.complete('y').complete('after').lifecycle).toBe('completed');
    expect(run.completed.filter((it) => it === 'after')).toHaveLength(1);
  });

  it('should keep what a complex gateway has taken and waits for', async () => {
    const complex = (gateway: string, needed: number) =>
      aProcess()
        .startEvent()
        .parallelGateway('fork')
        .userTask('a')
        .complexGateway(gateway, `=activationCount >= ${needed}`)
        .userTask('after')
        .endEvent('end')
        .from('fork')
        .userTask('b')
        .to(gateway)
        .from('fork')
        .userTask('c')
        .to(gateway);
    const run = await aRun(complex('join', 3));
    run.complete('a').complete('b');
    await run.migrate(complex('meet', 2), onElements({ join: 'meet' }));
    expect(run.active).toEqual(['c', 'after']);
    expect(run.complete('after').complete('c').lifecycle).toBe('completed');
  });
});

describe('timers', () => {
  it('should keep their due time, or begin anew as the new version has them', async () => {
    const kept = await aRun(withDeadline('PT3H'));
    kept.advance('PT1H');
    await kept.migrate(withDeadline('PT1H', 'expired'), onElements({ late: 'expired' }));
    expect(kept.advance('PT1H30M').active).toEqual(['a']);
    expect(kept.advance('PT30M').completed).toContain('expired');

    const restarted = await aRun(withDeadline('PT3H'));
    restarted.advance('PT1H');
    await restarted.migrate(withDeadline('PT5H'), { timers: 'restart' });
    expect(restarted.advance('PT4H30M').active).toEqual(['a']);
    expect(restarted.advance('PT1H').completed).toContain('late');
  });

  it('should begin where they are new, end where they are gone, and not begin again once fired', async () => {
    const plain = aProcess().startEvent().userTask('a').endEvent('end');
    const added = await aRun(plain);
    await added.migrate(withDeadline('PT1H'));
    expect(added.advance('PT1H').completed).toContain('late');

    const gone = await aRun(withDeadline('PT1H'));
    await gone.migrate(plain);
    expect(gone.state.timers).toEqual({});

    const reminder = (duration: string) => withDeadline(duration, 'late', { cancelActivity: false });
    const fired = await aRun(reminder('PT1H'));
    fired.advance('PT2H');
    await fired.migrate(reminder('PT1H'), { timers: 'restart' });
    expect(fired.state.timers).toEqual({});
    expect(fired.active).toEqual(['a']);
  });

  it('should keep an intermediate timer, and let it be another event', async () => {
    const waiting = (event: (p: ProcessBuilder) => string) => {
      const p = aProcess();
      return p.startEvent().catchEvent('wait', event(p)).endEvent('end');
    };
    const run = await aRun(waiting(() => timer('timeDuration', 'PT3H')));
    run.advance('PT1H');
    await run.migrate(waiting(() => timer('timeDuration', 'PT9H')));
    expect(Object.values(run.state.timers)[0]?.dueAt).toBe(run.now + 2 * 3_600_000);
    await run.migrate(waiting((p) => p.message('paper', '="k"')));
    expect(run.state.timers).toEqual({});
    expect(run.message('paper', 'k').lifecycle).toBe('completed');
  });
});

describe('user tasks', () => {
  const assigned = (groups: string, due = '', id = 'a') =>
    aProcess()
      .startEvent()
      .userTask(
        id,
        task(
          `<zeebe:assignmentDefinition candidateGroups="${groups}"/>${due === '' ? '' : `<zeebe:taskSchedule dueDate="${due}"/>`}`,
        ),
      )
      .endEvent('end');

  it('should stay with whoever has claimed them, with candidates and form of the new version', async () => {
    const run = await aRun(assigned('clerk'));
    run.command({ kind: 'assignUserTask', key: run.keyOf('a'), assignee: 'lan', actor: 'lan' });
    await run.migrate(assigned('leader, clerk', '', 'review'), onElements({ a: 'review' }));
    expect(openUserTasks(run.state)).toMatchObject([
      {
        elementId: 'review',
        assignee: 'lan',
        candidateGroups: ['leader', 'clerk'],
        key: run.keyOf('review'),
      },
    ]);
  });

  it('should keep the due date that they have, unless timers begin anew', async () => {
    const first = '2026-02-01T00:00:00Z';
    const second = '2026-03-01T00:00:00Z';
    const run = await aRun(assigned('clerk', first));
    await run.migrate(assigned('clerk', second));
    expect(openUserTasks(run.state)[0]?.dueAt).toBe(Date.parse(first));
    await run.migrate(assigned('leader', second), { timers: 'restart' });
    expect(openUserTasks(run.state)[0]?.dueAt).toBe(Date.parse(second));
  });

  it('should leave what was changed by hand where the model has not changed', async () => {
    const run = await aRun(assigned('clerk'));
    const key = run.keyOf('a');
    run.command({ kind: 'updateUserTask', key, changes: { candidateGroups: ['other'] }, actor: null });
    await run.migrate(assigned('clerk', '', 'review'), onElements({ a: 'review' }));
    expect(openUserTasks(run.state)[0]).toMatchObject({ elementId: 'review', candidateGroups: ['other'] });
  });

  it('should wait for the same listener, and refuse to go where there is none', async () => {
    const listened = (type: string) =>
      aProcess()
        .startEvent()
        .userTask('a', { extensions: taskListeners(['completing', type]) })
        .endEvent('end');
    const run = await aRun(listened('check'));
    run.complete('a');
    expect(await run.refusedMigration(listened('other'))).toEqual([
      "a: 'a' does not have the listener that is waited for.",
    ]);
    await run.migrate(listened('check'));
    expect(run.job('check').lifecycle).toBe('completed');
  });
});

describe('messages, signals and conditions', () => {
  const attached = (draw: (p: ProcessBuilder) => string, id = 'event') => {
    const p = aProcess();
    return p
      .startEvent()
      .userTask('a')
      .boundaryEvent(id, 'a', draw(p))
      .endEvent('out')
      .from('a')
      .endEvent('end');
  };

  it('should keep a subscription that means the same, and begin another where it does not', async () => {
    const run = await aRun(
      attached((p) => p.message('recall', '=id')),
      { variables: { id: 'x', other: 'y' } },
    );
    const [before] = Object.keys(run.state.messageSubscriptions);
    await run.migrate(
      attached((p) => p.message('recall', '=id + ""'), 'renamed'),
      onElements({ event: 'renamed' }),
    );
    expect(Object.values(run.state.messageSubscriptions)).toMatchObject([
      { key: before, elementId: 'renamed', correlationKey: 'x' },
    ]);
    await run.migrate(
      attached((p) => p.message('recall', '=other')),
      onElements({ renamed: 'event' }),
    );
    expect(run.message('recall', 'y').completed).toContain('event');
  });

  it('should subscribe to signals that are new', async () => {
    const run = await aRun(aProcess().startEvent().userTask('a').endEvent('end'));
    await run.migrate(attached((p) => p.signal('stop')));
    expect(run.signal('stop').completed).toContain('event');
  });

  it('should let a condition of the new version occur at once where it holds', async () => {
    const run = await aRun(
      attached(() => condition('=n > 5')),
      { variables: { n: 3 } },
    );
    await run.migrate(attached(() => condition('=n > 4')));
    expect(run.active).toEqual(['a']);
    await run.migrate(attached(() => condition('=n > 2')));
    expect(run.completed).toContain('event');
  });

  it('should wait at an event-based gateway for what is behind it now', async () => {
    const race = (...events: [id: string, (p: ProcessBuilder) => string][]) => {
      const p = aProcess();
      p.startEvent().eventBasedGateway('race');
      for (const [id, draw] of events) p.from('race').catchEvent(id, draw(p)).endEvent(`after-${id}`);
      return p;
    };
    const paper = (p: ProcessBuilder) => p.message('paper', '="k"');
    const soon = () => timer('timeDuration', 'PT2H');
    const run = await aRun(race(['paper', paper], ['soon', soon]));
    run.advance('PT1H');
    await run.migrate(
      race(['letter', paper], ['late', soon], ['stop', (p) => p.signal('stop')]),
      onElements({ paper: 'letter', soon: 'late' }),
    );
    expect(Object.values(run.state.timers)[0]).toMatchObject({
      elementId: 'late',
      dueAt: run.now + 3_600_000,
    });
    expect(run.signal('stop').lifecycle).toBe('completed');
    expect(run.completed).toContain('after-stop');
  });

  it('should name what cannot be evaluated by the new version', async () => {
    const run = await aRun(attached((p) => p.message('recall', '="k"')));
    const [problem] = await run.refusedMigration(attached((p) => p.message('other', '=missing')));
    expect(problem).toContain('a: By the new version it fails');
  });
});

describe('jobs and incidents', () => {
  const working = (id: string, type = 'work') =>
    aProcess()
      .startEvent()
      .node('serviceTask', id, { extensions: `<zeebe:taskDefinition type="${type}"/>` })
      .endEvent('end');

  it('should keep work of the same type, and begin other work anew', async () => {
    const run = await aRun(working('a'));
    const key = run.jobKey('work');
    await run.migrate(working('b'), onElements({ a: 'b' }));
    expect(run.openJob('work')).toMatchObject({ key, elementId: 'b' });
    await run.migrate(working('b', 'other'));
    expect(run.jobs).toEqual(['other']);
    expect(run.job('other').lifecycle).toBe('completed');
  });

  it('should keep incidents, which are then resolved by the new version', async () => {
    const run = await aRun(working('a'));
    run.failJob('work');
    await run.migrate(working('b', 'better'), onElements({ a: 'b' }));
    expect(run.incidents).toEqual(['b JOB_NO_RETRIES']);
    expect(run.resolve().jobs).toEqual(['better']);
    const gateway = (when: string) =>
      aProcess().startEvent().exclusiveGateway('g').when(when).userTask('a').endEvent('end');
    const held = await aRun(gateway('=false'));
    expect(held.incidents).toEqual(['g NO_FLOW_TAKEN']);
    await held.migrate(gateway('=true'));
    expect(held.resolve().active).toEqual(['a']);
  });
});

describe('several instances', () => {
  const repeated = (
    id: string,
    results: string,
    options: { sequential?: boolean; boundary?: boolean } = {},
  ) => {
    const p = aProcess()
      .startEvent()
      .userTask(id, {
        children: forEach({
          items: '=items',
          collect: [results, '=item * 2'],
          ...(options.sequential ? { sequential: true } : {}),
        }),
      })
      .endEvent('end');
    if (options.boundary) p.boundaryEvent('late', id, timer('timeDuration', 'PT1H')).endEvent('lateEnd');
    return p;
  };
  const variables = { items: [1, 2, 3] };

  it.each([false, true])('should go on with their items and results (sequential: %s)', async (sequential) => {
    const run = await aRun(repeated('each', 'results', { sequential }), { variables });
    run.complete('each');
    await run.migrate(
      repeated('every', 'outcome', { sequential, boundary: true }),
      onElements({ each: 'every' }),
    );
    expect(Object.values(run.state.timers)).toMatchObject([
      { elementId: 'late', owner: run.keyOf('every', 0, 'multiInstanceBody') },
    ]);
    run.complete('every').complete('every');
    expect(run.lifecycle).toBe('completed');
    expect(run.variables).toMatchObject({ outcome: [2, 4, 6] });
  });

  it('should not become repeated, or repeated otherwise', async () => {
    const run = await aRun(repeated('each', 'results'), { variables });
    const problems = await run.refusedMigration(repeated('each', 'results', { sequential: true }));
    expect(problems).toHaveLength(4);
    expect(problems[0]).toContain('is repeated in another way');
    expect(await run.refusedMigration(aProcess().startEvent().userTask('each').endEvent('end'))).toHaveLength(
      4,
    );
  });
});

describe('scopes', () => {
  const nested = (options: { sub?: string; late?: boolean } = {}) => {
    const { sub = 'sub', late = false } = options;
    const p = aProcess()
      .startEvent()
      .subProcess(sub, (inside) => inside.startEvent('s').userTask('x').userTask('y').endEvent('e'))
      .userTask('after')
      .endEvent('end');
    if (late) p.boundaryEvent('late', sub, timer('timeDuration', 'PT1H')).endEvent('lateEnd');
    return p;
  };
  const flat = () => aProcess().startEvent().userTask('x').userTask('y').userTask('after').endEvent('end');

  it('should begin around a token where a sub-process is new', async () => {
    const run = await aRun(flat());
    await run.migrate(nested({ late: true }));
    expect(run.active).toEqual(['x', 'sub']);
    expect(run.state.instances[run.keyOf('x')]?.scope).toBe(run.keyOf('sub'));
    expect(run.complete('x').complete('y').active).toEqual(['after']);
    expect(run.state.timers).toEqual({});
  });

  it('should end where a sub-process is gone, unless variables of its own would be lost', async () => {
    const run = await aRun(nested({ late: true }));
    await run.migrate(flat());
    expect(run.active).toEqual(['x']);
    expect(run.state.timers).toEqual({});
    expect(run.complete('x').complete('y').complete('after').lifecycle).toBe('completed');

    const holding = await aRun(nested());
    holding.command({ kind: 'setVariables', scope: null, variables: {} });
    holding.modify(
      { kind: 'cancelAll', elementId: 'x' },
      { kind: 'activate', elementId: 'y', variables: { sub: { own: 1 } } },
    );
    expect(await holding.refusedMigration(flat())).toEqual([
      'sub: The sub-process is gone, and variables of its own would be lost.',
    ]);
  });

  it('should move tokens at a join into the sub-process that begins around it', async () => {
    const inside = aProcess()
      .startEvent()
      .subProcess('sub', (p) =>
        p
          .startEvent('s')
          .parallelGateway('fork')
          .userTask('a')
          .parallelGateway('join')
          .endEvent('e')
          .from('fork')
          .userTask('b')
          .to('join'),
      )
      .userTask('after')
      .endEvent('end');
    const run = await aRun(parallel());
    run.complete('a');
    await run.migrate(inside);
    expect(run.complete('b').active).toEqual(['after']);
    expect(run.completed).toContain('sub');
  });

  it('should refuse to go into another scope that is live', async () => {
    const beside = (where: 'in' | 'out') => {
      const p = aProcess()
        .startEvent()
        .parallelGateway('fork')
        .subProcess('sub', (inside) => {
          inside.startEvent('s').userTask('x').endEvent('e');
          if (where === 'in') inside.startEvent('t').userTask('a').endEvent('f');
        })
        .endEvent('end');
      if (where === 'out') p.from('fork').userTask('a').endEvent('aside');
      return p.from('fork').userTask('other').endEvent('last');
    };
    const run = await aRun(beside('out'));
    const problems = await run.refusedMigration(beside('in'));
    expect(problems[0]).toContain("a: 'a' is neither in what the scope around becomes");
  });

  it('should keep event sub-processes waiting, and those that run', async () => {
    const interrupted = (id: string, message: string, more = false) => {
      const p = aProcess();
      p.startEvent().userTask('a').endEvent('end');
      p.eventSubProcess(id, (inside) =>
        inside
          .messageStart(`${id}-start`, message, '="k"', { attributes: { isInterrupting: false } })
          .userTask('handle')
          .endEvent('handled'),
      );
      if (more)
        p.eventSubProcess('more', (inside) =>
          inside.messageStart('more-start', 'more', '="k"').endEvent('m'),
        );
      return p;
    };
    const run = await aRun(interrupted('ask', 'question'));
    run.message('question', 'k');
    const [key] = Object.keys(run.state.messageSubscriptions);
    await run.migrate(
      interrupted('query', 'question', true),
      onElements({ ask: 'query', 'ask-start': 'query-start' }),
    );
    expect(run.active).toEqual(['a', 'query', 'handle']);
    expect(Object.keys(run.state.messageSubscriptions)[0]).toBe(key);
    run.message('question', 'k').complete('handle').complete('handle');
    expect(run.message('more', 'k').lifecycle).toBe('completed');
  });

  it('should keep called processes, and refuse where they are gone', async () => {
    const caller = (id: string) => aProcess().startEvent().callActivity(id, 'child').endEvent('end');
    const child = (id: string) => aProcess('child').startEvent().userTask(id).endEvent();
    const run = await aRun(caller('call'), { others: [child('c')] });
    expect(await run.refusedMigration(twoSteps())).toEqual(
      expect.arrayContaining(["child: The new version has no process 'child'."]),
    );
    await run.migrate(caller('invoke'), {
      others: [child('d')],
      mapping: { process: { elements: { call: 'invoke' } }, child: { elements: { c: 'd' } } },
    });
    expect(run.active).toEqual(['invoke', 'child', 'd']);
    expect(run.complete('d').lifecycle).toBe('completed');
  });

  it('should keep the activities of an ad-hoc sub-process', async () => {
    const adHoc = (id: string, activity: string) =>
      aProcess()
        .startEvent()
        .adHocSubProcess(id, (p) => p.drawHere('userTask', activity, { extensions: '<zeebe:userTask/>' }), {
          active: `=["${activity}"]`,
        })
        .endEvent('end');
    const run = await aRun(adHoc('case', 'a'));
    await run.migrate(adHoc('dossier', 'b'), onElements({ case: 'dossier', a: 'b' }));
    expect(run.active).toEqual(['dossier', 'b']);
    expect(run.complete('b').lifecycle).toBe('completed');
  });
});

describe('compensation', () => {
  const undoable = (id: string, handler: string | null) => {
    const p = aProcess().startEvent().userTask(id);
    if (handler) p.undoneBy(handler);
    p.userTask('then').throwEvent('undo', p.compensation()).endEvent('end');
    return p;
  };

  it('should undo by the new version what was done by the old one', async () => {
    const run = await aRun(undoable('a', 'takeBack'));
    run.complete('a');
    await run.migrate(undoable('b', 'revoke'), onElements({ a: 'b' }));
    expect(run.complete('then').jobs).toEqual(['revoke']);
    expect(run.job('revoke').lifecycle).toBe('completed');
  });

  it('should say that what was done could not be undone, and give that up when told to', async () => {
    const run = await aRun(undoable('a', 'takeBack'));
    run.complete('a');
    const other = aProcess().startEvent().userTask('then').endEvent('end');
    expect(await run.refusedMigration(other)).toEqual([
      expect.stringContaining('a: It has completed and can be undone'),
    ]);
    await run.migrate(other, onElements({ a: null }));
    expect(run.complete('then').lifecycle).toBe('completed');
  });

  it('should go on with a compensation under way', async () => {
    const run = await aRun(undoable('a', 'takeBack'));
    run.complete('a').complete('then');
    await run.migrate(
      undoable('b', 'revoke'),
      onElements({ a: 'b', takeBack: 'revoke', takeBack_on: 'revoke_on' }),
    );
    expect(run.jobs).toEqual(['revoke']);
    expect(run.job('revoke').lifecycle).toBe('completed');
    expect(run.completed).toContain('undo');
  });
});

describe('a plan', () => {
  const named = (name: string) => ({ attributes: { name } });
  const plan = async (one: ProcessBuilder, other: ProcessBuilder) =>
    planMigration(await compileOrThrow([one.resource()]), await compileOrThrow([other.resource()]));

  it('should map what has the same id, and find what was renamed by name, kind and place', async () => {
    const before = aProcess()
      .startEvent()
      .userTask('a')
      .serviceTask('work')
      .userTask('b', named('Ký'))
      .endEvent('end');
    const after = aProcess()
      .startEvent()
      .userTask('a')
      .serviceTask('toil')
      .userTask('c', named('Ký'))
      .userTask('d')
      .endEvent('end');
    const result = await plan(before, after);
    const [{ elements = [], added = [] } = {}] = result.processes;
    expect(elements.map(({ id, to, certainty }) => [id, to?.id ?? null, certainty])).toEqual([
      ['start', 'start', 'same'],
      ['a', 'a', 'same'],
      ['work', 'toil', 'likely'],
      ['b', 'c', 'likely'],
      ['end', 'end', 'same'],
    ]);
    expect(added.map(({ id }) => id)).toEqual(['d']);
    expect(mappingOf(result)).toEqual({ process: { elements: { work: 'toil', b: 'c' } } });
  });

  it('should leave to people what could be several, and what changed its type', async () => {
    const before = aProcess().startEvent().exclusiveGateway('g', 'g-x').userTask('x').endEvent('e');
    const after = aProcess()
      .startEvent()
      .exclusiveGateway('g', 'g-p')
      .userTask('p')
      .to('e', 'p-e')
      .from('g')
      .when('=true')
      .userTask('q')
      .endEvent('e');
    expect(mappingOf(await plan(before, after))).toEqual({});
    const retyped = aProcess().startEvent().serviceTask('a').endEvent('end');
    const [process] = (await plan(aProcess().startEvent().userTask('a').endEvent('end'), retyped)).processes;
    expect(process?.elements[1]).toMatchObject({ id: 'a', to: null, certainty: null });
  });

  it('should tell what has changed', async () => {
    const [process] = (await plan(withDeadline('PT1H'), withDeadline('PT2H'))).processes;
    expect(process?.elements.map(({ id, changes }) => [id, changes])).toContainEqual(['late', ['settings']]);
  });
});
