/** Tokens taken away and put elsewhere while an instance runs. */
import { describe, expect, it } from 'vitest';
import { dryRun } from '../../../engine/index.ts';
import { aProcess, forEach, timer } from '../a-process.ts';
import { aRun } from '../a-run.ts';

const twoSteps = () => aProcess().startEvent().userTask('a').userTask('b').endEvent('end');

const parallel = () =>
  aProcess()
    .startEvent()
    .parallelGateway('fork')
    .userTask('a')
    .parallelGateway('join')
    .userTask('after')
    .endEvent('end')
    .from('fork')
    .userTask('b')
    .to('join');

const inside = () =>
  aProcess()
    .startEvent()
    .userTask('before')
    .subProcess('sub', (p) => p.startEvent('s').userTask('x').userTask('y').endEvent('e'))
    .boundaryEvent('late', 'sub', timer('timeDuration', 'PT1H'))
    .endEvent('lateEnd')
    .from('sub')
    .userTask('after')
    .endEvent('end');

const repeated = (sequential = false) =>
  aProcess()
    .startEvent()
    .subProcess('each', (p) => p.startEvent('s').userTask('x').userTask('y').endEvent('e'), {
      children: forEach({
        items: '=items',
        as: 'item',
        collect: ['results', '=item'],
        ...(sequential ? { sequential: true } : {}),
      }),
    })
    .userTask('after')
    .endEvent('end');

describe('cancelling and activating', () => {
  it('should move a token, and keep who did it and why', async () => {
    const run = await aRun(twoSteps());
    run.modify({ kind: 'cancel', key: run.keyOf('a') }, { kind: 'activate', elementId: 'b' });
    expect(run.open).toEqual(['b']);
    expect(run.events.find(({ event }) => event === 'modified')).toMatchObject({
      actor: 'admin',
      reason: 'test',
      instructions: [{ kind: 'cancel' }, { kind: 'activate', elementId: 'b' }],
    });
    expect(run.complete('b').lifecycle).toBe('completed');
  });

  it('should end an instance in which nothing is left', async () => {
    const run = await aRun(twoSteps());
    run.modify({ kind: 'cancelAll', elementId: 'a' });
    expect(run.lifecycle).toBe('terminated');
    expect(run.trace.slice(-2)).toEqual(['terminated a', 'terminated process']);
  });

  it('should end the scopes in which nothing is left, and no others', async () => {
    const run = await aRun(inside());
    run
      .complete('before')
      .modify({ kind: 'cancelAll', elementId: 'x' }, { kind: 'activate', elementId: 'after' });
    expect(run.active).toEqual(['after']);
    expect(run.trace.slice(-3)).toEqual(['terminated x', 'terminated sub', 'activated after']);
    expect(run.state.timers).toEqual({});
  });

  it('should do all or nothing, and say which instruction cannot be done', async () => {
    const run = await aRun(twoSteps());
    expect(run.refused({ kind: 'cancelAll', elementId: 'a' }, { kind: 'cancelAll', elementId: 'a' })).toBe(
      "Instruction 2 (cancelAll): expected live instances of 'a', but there are none",
    );
    expect(run.refused({ kind: 'activate', elementId: 'nowhere' })).toContain(
      "an element 'nowhere' of process 'process'",
    );
    expect(run.refused({ kind: 'activate', elementId: 'start' })).toContain('but it is a startEvent');
    expect(run.refused({ kind: 'cancel', key: '99' })).toContain('a live element instance 99');
    expect(run.refused()).toContain('Expected an instruction');
  });

  it('should set variables in the scopes that are named, and refuse those that are not around', async () => {
    const run = await aRun(inside());
    run.modify({
      kind: 'activate',
      elementId: 'y',
      variables: { y: { own: 1 }, sub: { shared: 2 }, process: { all: 3 } },
    });
    expect(run.variableEvents).toEqual(
      ['sub.shared = 2', 'process.all = 3', '?.own = 1'].map((it) => it.replace('?', 'y')),
    );
    expect(run.refused({ kind: 'activate', elementId: 'before', variables: { sub: {} } })).toContain(
      "'sub' to be a scope around 'before'",
    );
  });
});

describe('scopes', () => {
  it('should begin the scopes around an element that are not there, with what waits at them', async () => {
    const run = await aRun(inside());
    run.modify({ kind: 'cancelAll', elementId: 'before' }, { kind: 'activate', elementId: 'y' });
    expect(run.open).toEqual(['y']);
    expect(run.trace.slice(-3)).toEqual(['terminated before', 'activated sub', 'activated y']);
    expect(Object.values(run.state.timers).map((it) => it.elementId)).toEqual(['late']);
    expect(run.complete('y').complete('after').lifecycle).toBe('completed');
  });

  it('should put the token into the scope that is there', async () => {
    const run = await aRun(inside());
    run.complete('before').modify({ kind: 'activate', elementId: 'y' });
    expect(run.trace.filter((it) => it === 'activated sub')).toHaveLength(1);
    expect(run.open).toEqual(['x', 'y']);
    expect(run.complete('y').active).toEqual(['sub', 'x']);
  });

  it('should be told which of several scopes', async () => {
    const run = await aRun(repeated(), { variables: { items: ['one', 'two'] } });
    expect(run.refused({ kind: 'activate', elementId: 'y' })).toContain('the key of one scope of');
    const second = run.keyOf('each', 1);
    run.modify(
      { kind: 'activate', elementId: 'y', scope: second },
      { kind: 'cancel', key: run.keyOf('x', 1) },
    );
    expect(run.open).toEqual(['x', 'y']);
    run.complete('y').complete('x').complete('y');
    expect(run.open).toEqual(['after']);
    expect(run.variables.results).toEqual(['one', 'two']);
  });

  it('should begin an event sub-process around its element', async () => {
    const run = await aRun(
      aProcess()
        .startEvent()
        .userTask('a')
        .endEvent('end')
        .eventSubProcess('aside', (p) =>
          p
            .startEvent('called', { children: p.message('call'), attributes: { isInterrupting: false } })
            .userTask('x')
            .endEvent('e'),
        ),
      { variables: { key: 'k' } },
    );
    run.modify({ kind: 'activate', elementId: 'x' });
    expect(run.active).toEqual(['a', 'aside', 'x']);
    expect(run.complete('a').complete('x').lifecycle).toBe('completed');
  });

  it('should not let an instruction end the scope that another puts a token into', async () => {
    const run = await aRun(inside());
    run.complete('before');
    const sub = run.keyOf('sub');
    expect(run.refused({ kind: 'activate', elementId: 'y' }, { kind: 'cancel', key: sub })).toContain(
      `${sub} to stay`,
    );
  });

  it('should begin an inner instance of an ad-hoc sub-process', async () => {
    const run = await aRun(
      aProcess()
        .startEvent()
        .adHocSubProcess('some', (p) => p.drawHere('userTask', 'x').node('userTask', 'y'), {
          active: '=["x"]',
        })
        .endEvent('end'),
    );
    run.modify({ kind: 'cancelAll', elementId: 'x' }, { kind: 'activate', elementId: 'y' });
    expect(run.open).toEqual(['y']);
    expect(run.complete('y').lifecycle).toBe('completed');
  });
});

describe('several instances of an activity', () => {
  it('should add one, with its item and a place for its result', async () => {
    const run = await aRun(repeated(), { variables: { items: ['one'] } });
    const body = run.keyOf('each', 0, 'multiInstanceBody');
    run.modify({ kind: 'activate', elementId: 'each', scope: body, item: 'more' });
    expect(run.open).toEqual(['x', 'x']);
    run.complete('x').complete('x').complete('y').complete('y');
    expect(run.open).toEqual(['after']);
    expect(run.variables.results).toEqual(['one', 'more']);
  });

  it('should add none to those that follow each other', async () => {
    const run = await aRun(repeated(true), { variables: { items: ['one', 'two'] } });
    const body = run.keyOf('each', 0, 'multiInstanceBody');
    expect(run.refused({ kind: 'activate', elementId: 'each', scope: body })).toContain(
      'a parallel multi-instance activity',
    );
  });

  it('should end the body with the last of them', async () => {
    const run = await aRun(repeated(), { variables: { items: ['one', 'two'] } });
    run.modify({ kind: 'cancelAll', elementId: 'x' }, { kind: 'activate', elementId: 'after' });
    expect(run.active).toEqual(['after']);
  });

  it('should go on with the others when one is cancelled', async () => {
    const run = await aRun(repeated(), { variables: { items: ['one', 'two'] } });
    run.modify({ kind: 'cancel', key: run.keyOf('each', 0) });
    expect(run.complete('x').complete('y').open).toEqual(['after']);
    expect(run.variables.results).toEqual([null, 'two']);
  });
});

describe('joins', () => {
  it('should keep tokens that wait when what they wait for is cancelled', async () => {
    const run = await aRun(parallel());
    run.complete('a').modify({ kind: 'cancelAll', elementId: 'b' });
    expect(run.lifecycle).toBe('active');
    run.modify({ kind: 'activate', elementId: 'b' });
    expect(run.complete('b').open).toEqual(['after']);
  });

  it('should go on with the tokens that wait when the join is activated', async () => {
    const run = await aRun(parallel());
    run.complete('a').modify({ kind: 'cancelAll', elementId: 'b' }, { kind: 'activate', elementId: 'join' });
    expect(run.open).toEqual(['after']);
    expect(run.complete('after').lifecycle).toBe('completed');
  });

  it('should take tokens away, and end what is empty then', async () => {
    const run = await aRun(parallel());
    run.complete('a').modify({ kind: 'dropTokens', elementId: 'join' });
    expect(run.complete('b').open).toEqual([]);
    run.modify({ kind: 'dropTokens', elementId: 'join' });
    expect(run.lifecycle).toBe('terminated');
    expect((await aRun(parallel())).refused({ kind: 'dropTokens', elementId: 'join' })).toContain(
      'tokens waiting',
    );
  });

  it('should let an inclusive join go on when the last token that could come is cancelled', async () => {
    const run = await aRun(
      aProcess()
        .startEvent()
        .inclusiveGateway('fork')
        .when('=true')
        .userTask('a')
        .inclusiveGateway('join')
        .userTask('after')
        .endEvent('end')
        .from('fork')
        .when('=true')
        .userTask('b')
        .to('join'),
    );
    run.complete('a').modify({ kind: 'cancelAll', elementId: 'b' });
    expect(run.open).toEqual(['after']);
    expect(run.complete('after').lifecycle).toBe('completed');
  });
});

describe('compensation', () => {
  const undoing = () =>
    aProcess()
      .startEvent()
      .userTask('book')
      .undoneBy('refund')
      .userTask('pay')
      .throwEvent('undo', '<bpmn:compensateEventDefinition/>')
      .endEvent('end');

  it('should keep what can be undone when tokens are moved', async () => {
    const run = await aRun(undoing());
    run
      .complete('book')
      .modify({ kind: 'cancelAll', elementId: 'pay' }, { kind: 'activate', elementId: 'undo' });
    expect(run.jobs).toEqual(['refund']);
    expect(run.job('refund').lifecycle).toBe('completed');
  });

  it('should not tear apart what is being undone', async () => {
    const run = await aRun(undoing());
    run.complete('book').complete('pay');
    expect(run.refused({ kind: 'cancelAll', elementId: 'refund' })).toContain(
      'to be no part of a compensation',
    );
    expect(run.refused({ kind: 'cancelAll', elementId: 'undo' })).toContain('not to wait for a compensation');
    expect(run.refused({ kind: 'activate', elementId: 'refund' })).toContain('undoes what was done');
  });
});

describe('incidents', () => {
  it('should resolve all of a kind, each with the variables', async () => {
    const run = await aRun(
      aProcess()
        .startEvent()
        .parallelGateway('fork')
        .exclusiveGateway('a')
        .when('=ok')
        .endEvent('endA')
        .from('fork')
        .exclusiveGateway('b')
        .when('=ok')
        .endEvent('endB')
        .from('fork')
        .serviceTask('work')
        .endEvent('endWork'),
      { variables: { ok: false } },
    );
    run.failJob('work');
    expect(run.incidents).toHaveLength(3);
    const resolve = {
      kind: 'resolveIncidents',
      code: 'NO_FLOW_TAKEN',
      elementId: null,
      actor: 'admin',
      reason: 'test',
    } as const;
    expect(run.command({ ...resolve, variables: { ok: true } })).toBeNull();
    expect(run.incidents).toEqual(['work JOB_NO_RETRIES']);
    expect(run.completed).toEqual(expect.arrayContaining(['endA', 'endB']));
    expect(run.command({ ...resolve, variables: {} })?.code).toBe('NOT_FOUND');
  });
});

describe('a dry run', () => {
  it('should tell what would happen, and change nothing', async () => {
    const run = await aRun(twoSteps());
    const before = JSON.stringify(run.state);
    const command = {
      kind: 'modify',
      instructions: [
        { kind: 'cancelAll', elementId: 'a' },
        { kind: 'activate', elementId: 'b' },
      ],
      actor: null,
      reason: 'what if',
    } as const;
    const result = dryRun(
      run.graph,
      run.state,
      { ...command, instructions: [...command.instructions] },
      run.now,
    );
    expect(JSON.stringify(run.state)).toBe(before);
    run.command({ ...command, instructions: [...command.instructions] });
    expect('events' in result && result.events).toEqual(
      run.events.slice(-('events' in result ? result.events.length : 0)),
    );
  });
});
