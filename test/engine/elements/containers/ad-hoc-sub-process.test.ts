import { describe, expect, it } from 'vitest';
import { aProcess, type Builder, forEach, type Options, type ProcessBuilder } from '../../a-process.ts';
import { aRun, compileOrThrow } from '../../a-run.ts';

type AdHocOptions = Options & { until?: string; active?: string; collect?: [string, string] };

/** The activities A, B (user tasks) and S, a service task with the manual task `then` behind it. */
const inside = (adHoc: Builder): unknown =>
  adHoc
    .drawHere('userTask', 'A', { extensions: '<zeebe:userTask/>' })
    .drawHere('userTask', 'B', { extensions: '<zeebe:userTask/>' })
    .drawHere('serviceTask', 'S', { extensions: '<zeebe:taskDefinition type="S"/>' })
    .to('then')
    .drawHere('manualTask', 'then');

const anAdHoc = (options: AdHocOptions = {}, draw = inside): ProcessBuilder =>
  aProcess().startEvent().adHocSubProcess('care', draw, options).userTask('after').endEvent();

const sequential = { attributes: { ordering: 'Sequential' } };

describe('ad-hoc sub-process', () => {
  it('should begin with the elements of the collection, each in an inner instance', async () => {
    // given
    const run = await aRun(anAdHoc({ active: '=["A", "S"]' }));
    expect(run.trace.slice(-5)).toEqual([
      'activated care',
      'activated care#innerInstance',
      'activated care#innerInstance',
      'activated A',
      'activated S',
    ]);
    // when
    run.job('S').complete('A');
    // then
    expect(run.trace.slice(8)).toEqual([
      'completed S',
      'activated then',
      'completed then',
      'completed care#innerInstance',
      'completed A',
      'completed care#innerInstance',
      'completed care',
      'activated after',
    ]);
    expect(run.open).toEqual(['after']);
  });

  it('should name inner instances by their own type', async () => {
    const run = await aRun(anAdHoc({ active: '=["A"]' }));
    const inner = run.events.find(
      (event) => event.event === 'activated' && event.element === 'care#innerInstance',
    );
    expect(inner).toMatchObject({ type: 'adHocSubProcessInnerInstance' });
    expect(run.active).toEqual(['care', 'A']);
  });

  it('should wait for a person to select activities when there is no collection', async () => {
    // given
    const run = await aRun(anAdHoc());
    expect(run.open).toEqual([]);
    expect(run.lifecycle).toBe('active');
    // when: the same activity may be selected more than once
    run.select('A', 'A').select('B');
    expect(run.open).toEqual(['A', 'A', 'B']);
    // then: without a completion condition it completes when nothing is left
    run.complete('B').complete('A');
    expect(run.active).toContain('care');
    expect(run.complete('A').open).toEqual(['after']);
  });

  it('should refuse to select what is not there to be selected', async () => {
    const run = await aRun(anAdHoc());
    const [key] = Object.keys(run.state.instances).slice(-1);
    const select = (elementId: string, of = key ?? '') =>
      run.command({ kind: 'activateAdHoc', key: of, activities: [{ elementId }] })?.code;
    expect(select('then')).toBe('INVALID');
    expect(select('after')).toBe('INVALID');
    expect(select('A', '1')).toBe('NOT_OPEN');
  });

  it('should raise an incident when the collection names what is not there', async () => {
    const run = await aRun(anAdHoc({ active: '=ids' }), { variables: { ids: ['A', 'X'] } });
    expect(run.incidents).toEqual(['care EXPRESSION_FAILED']);
    expect(run.resolve({ ids: ['A'] }).open).toEqual(['A']);
  });

  it('should go on until the completion condition holds, and cancel what is running', async () => {
    // given
    const run = await aRun(anAdHoc({ active: '=["A", "B"]', until: '=done' }), {
      variables: { done: false },
    });
    run.complete('A');
    run.select('A');
    // when
    run.complete('A', { done: true });
    // then
    expect(run.open).toEqual(['after']);
    expect(run.trace).toContain('terminated B');
    expect(run.trace.indexOf('terminated care#innerInstance')).toBeLessThan(
      run.trace.indexOf('completed care'),
    );
  });

  it('should not complete while the completion condition does not hold', async () => {
    const run = await aRun(anAdHoc({ active: '=["A"]', until: '=done' }), { variables: { done: false } });
    run.complete('A');
    expect(run.active).toEqual(['care']);
    expect(run.select('B').complete('B', { done: true }).open).toEqual(['after']);
  });

  it('should let running instances end first where they are not to be cancelled, and begin nothing new', async () => {
    // given
    const run = await aRun(
      anAdHoc({ active: '=["A", "B"]', until: '=done', attributes: { cancelRemainingInstances: false } }),
      { variables: { done: true } },
    );
    // when
    run.complete('A');
    // then
    expect(run.open).toEqual(['B']);
    expect(() => run.select('A')).toThrow('no open ad-hoc sub-process');
    expect(run.complete('B', { done: false }).open).toEqual(['after']);
  });

  it('should run one activity after the other where the ordering is sequential', async () => {
    const run = await aRun(anAdHoc({ active: '=["A", "S"]', ...sequential }));
    expect([run.open, run.jobs]).toEqual([['A'], []]);
    run.select('B').complete('A');
    expect([run.open, run.jobs]).toEqual([[], ['S']]);
    run.job('S');
    expect(run.open).toEqual(['B']);
    expect(run.complete('B').open).toEqual(['after']);
  });

  it('should collect the results of its inner instances', async () => {
    // given
    const run = await aRun(anAdHoc({ active: '=["A", "B"]', collect: ['results', '=result'] }));
    // when
    run.complete('B', { result: 'b' }).complete('A', { result: 'a' });
    // then: each result stays in its own inner instance
    expect(run.variables).toEqual({ results: ['b', 'a'] });
    expect(run.variableEvents).toContain('care.results = []');
    expect(run.variableEvents).toContain('care#innerInstance.result = "b"');
  });

  it('should offer its activities to expressions', async () => {
    const run = await aRun(
      anAdHoc({ active: '=for e in adHocSubProcessElements return e.elementId' }, (adHoc) =>
        adHoc.drawHere('task', 'A', { attributes: { name: 'Call' }, children: '' }).drawHere('task', 'B'),
      ),
    );
    expect(run.variableEvents).toContain(
      'care.adHocSubProcessElements = [{"elementId":"A","elementName":"Call"},{"elementId":"B"}]',
    );
    expect(run.completed).toEqual(expect.arrayContaining(['A', 'B', 'care']));
  });

  it('should raise an incident for a completion condition that fails, and collect once', async () => {
    const run = await aRun(
      anAdHoc({ active: '=["A"]', until: '=count(results) >= needed', collect: ['results', '=result'] }),
    );
    run.complete('A', { result: 1 });
    expect(run.incidents).toEqual(['care#innerInstance EXPRESSION_FAILED']);
    run.resolve({ needed: 1 });
    expect(run.variables.results).toEqual([1]);
    expect(run.open).toEqual(['after']);
  });

  it('should complete at once when nothing can be selected', async () => {
    expect((await aRun(anAdHoc({}, () => undefined))).open).toEqual(['after']);
  });

  it('should ask its job what to begin, again after each activity', async () => {
    // given
    const run = await aRun(anAdHoc({ extensions: '<zeebe:taskDefinition type="agent"/>' }));
    expect(run.jobs).toEqual(['agent']);
    // when
    run.answer('agent', {
      activateElements: [{ elementId: 'A', variables: { why: 'urgent' } }, { elementId: 'B' }],
    });
    expect([run.open, run.jobs]).toEqual([['A', 'B'], []]);
    expect(run.variableEvents).toContain('care#innerInstance.why = "urgent"');
    run.complete('A');
    expect(run.jobs).toEqual(['agent']);
    run.complete('B');
    expect(run.jobs).toEqual(['agent']);
    // then
    expect(run.answer('agent', {}).active).toEqual(['care']);
    expect(run.select('A').complete('A').jobs).toEqual(['agent']);
    expect(run.answer('agent', { completionConditionFulfilled: true }).open).toEqual(['after']);
  });

  it('should cancel what is running when its job says so, or let it end first', async () => {
    const agent = () => anAdHoc({ extensions: '<zeebe:taskDefinition type="agent"/>' });
    const all = { activateElements: [{ elementId: 'A' }, { elementId: 'B' }] };
    const cancelling = (await aRun(agent())).answer('agent', all).complete('A');
    cancelling.answer('agent', { completionConditionFulfilled: true, cancelRemainingInstances: true });
    expect(cancelling.open).toEqual(['after']);
    const patient = (await aRun(agent())).answer('agent', all).complete('A');
    expect(patient.answer('agent', { completionConditionFulfilled: true }).open).toEqual(['B']);
    expect(patient.complete('B').open).toEqual(['after']);
  });

  it('should refuse the result of a job that names what is not there, and keep the job', async () => {
    const run = await aRun(anAdHoc({ extensions: '<zeebe:taskDefinition type="agent"/>' }));
    expect(() => run.answer('agent', { activateElements: [{ elementId: 'X' }] })).toThrow('INVALID');
    expect(run.jobs).toEqual(['agent']);
  });

  it('should be interrupted as a whole by its boundary event, and by an event sub-process inside', async () => {
    const boundary = anAdHoc({ active: '=["A"]' });
    boundary.boundaryEvent('stop', 'care', boundary.signal('stop')).endEvent('stopped');
    const run = (await aRun(boundary)).signal('stop');
    expect(run.trace.slice(-8, -4)).toEqual([
      'terminated A',
      'terminated care#innerInstance',
      'terminated care',
      'activated stop',
    ]);
    const within = await aRun(
      anAdHoc({ until: '=false', active: '=["A"]' }, (adHoc) => {
        inside(adHoc);
        adHoc.eventSubProcess('esp', (event) =>
          event.startEvent('alarm', { children: adHoc.signal('alarm') }).endEvent('e'),
        );
      }),
    );
    expect(within.signal('alarm').open).toEqual(['after']);
  });

  it('should join tokens of different inner instances', async () => {
    // given
    const join = (adHoc: Builder): unknown => {
      inside(adHoc);
      adHoc.from('A').to('join').from('B').to('join');
      return adHoc.drawHere('parallelGateway', 'join').userTask('C');
    };
    const run = await aRun(anAdHoc({ active: '=["A", "B"]' }, join));
    // when
    run.complete('A');
    expect(run.open).toEqual(['B']);
    run.complete('B');
    // then
    expect(run.open).toEqual(['C']);
    expect(run.complete('C').open).toEqual(['after']);
  });

  it('should wait at an inclusive join for a token of another inner instance that can still come', async () => {
    const join = (adHoc: Builder): unknown => {
      inside(adHoc);
      adHoc.from('A').to('join').from('B').to('join');
      return adHoc.drawHere('inclusiveGateway', 'join').userTask('C');
    };
    const both = (await aRun(anAdHoc({ active: '=["A", "B"]' }, join))).complete('A');
    expect(both.open).toEqual(['B']);
    expect(both.complete('B').open).toEqual(['C']);
    const one = (await aRun(anAdHoc({ active: '=["A"]' }, join))).complete('A');
    expect(one.open).toEqual(['C']);
  });

  it('should be done for each item of a multi-instance activity', async () => {
    const run = await aRun(
      anAdHoc({ active: '=[id]', children: forEach({ items: '=["A", "B"]', as: 'id' }) }),
    );
    expect(run.open).toEqual(['A', 'B']);
    expect(run.complete('A').complete('B').open).toEqual(['after']);
  });

  it('should be refused with start or end events, or run both by a job and by expressions', async () => {
    const refused = (process: ProcessBuilder) => compileOrThrow([process.resource()]);
    await expect(
      refused(anAdHoc({}, (adHoc) => adHoc.startEvent('s').task('t').endEvent('e'))),
    ).rejects.toThrow(/s: ad-hoc-sub-process[\s\S]*e: ad-hoc-sub-process/);
    await expect(
      refused(anAdHoc({ active: '=["A"]', extensions: '<zeebe:taskDefinition type="agent"/>' })),
    ).rejects.toThrow('care: ad-hoc-sub-process');
  });
});
