import { describe, expect, it } from 'vitest';
import { aProcess, timer } from '../../a-process.ts';
import { aRun } from '../../a-run.ts';

describe('exclusive gateway', () => {
  const process = () =>
    aProcess()
      .startEvent()
      .exclusiveGateway('choice', 'choice-other')
      .when('=x > 5')
      .userTask('big')
      .endEvent('end-big')
      .from('choice')
      .when('=x > 3')
      .userTask('middle')
      .endEvent('end-middle')
      .from('choice')
      .userTask('other')
      .endEvent('end-other');

  it('should take the first flow in document order whose condition holds', async () => {
    expect((await aRun(process(), { variables: { x: 8 } })).open).toEqual(['big']);
    expect((await aRun(process(), { variables: { x: 4 } })).open).toEqual(['middle']);
  });

  it('should take the default flow when no condition holds', async () => {
    expect((await aRun(process(), { variables: { x: 1 } })).open).toEqual(['other']);
  });

  it('should raise an incident for a condition that is neither true nor false, and go on when it is resolved', async () => {
    // given
    const run = await aRun(process());
    expect(run.incidents).toEqual(['choice CONDITION_FAILED']);
    expect(run.trace).not.toContain('activated choice');
    // when
    run.resolve({ x: 8 });
    // then
    expect(run.incidents).toEqual([]);
    expect(run.open).toEqual(['big']);
  });

  it('should raise an incident when nothing holds and there is no default flow', async () => {
    const process = aProcess()
      .startEvent()
      .exclusiveGateway('choice')
      .when('=x')
      .endEvent('a')
      .from('choice')
      .when('=x')
      .endEvent('b');
    const run = await aRun(process, { variables: { x: false } });
    expect(run.incidents).toEqual(['choice NO_FLOW_TAKEN']);
  });

  it('should pass every token on where flows merge', async () => {
    const run = await aRun(
      aProcess()
        .startEvent()
        .parallelGateway('fork')
        .task('a')
        .exclusiveGateway('merge')
        .userTask('after')
        .endEvent()
        .from('fork')
        .task('b')
        .to('merge'),
    );
    expect(run.open).toEqual(['after', 'after']);
  });
});

describe('parallel gateway', () => {
  const process = () =>
    aProcess()
      .startEvent()
      .parallelGateway('fork')
      .userTask('a')
      .parallelGateway('join')
      .endEvent()
      .from('fork')
      .userTask('b')
      .to('join');

  it('should take all flows and wait for all of them', async () => {
    // given
    const run = await aRun(process());
    expect(run.open).toEqual(['a', 'b']);
    // when
    run.complete('b');
    // then
    expect(run.trace).not.toContain('activated join');
    expect(run.complete('a').lifecycle).toBe('completed');
    expect(run.completed.filter((id) => id === 'join')).toHaveLength(1);
  });

  it('should count tokens by flow: two on the same flow do not open it', async () => {
    const run = await aRun(
      aProcess()
        .startEvent()
        .parallelGateway('fork')
        .exclusiveGateway('merge')
        .parallelGateway('join')
        .endEvent()
        .from('fork')
        .to('merge', 'second')
        .from('fork')
        .userTask('late')
        .to('join'),
    );
    expect(run.trace).not.toContain('activated join');
    run.complete('late');
    // one token is left over, and holds the process
    expect(run.completed).toContain('join');
    expect(run.lifecycle).toBe('active');
  });
});

describe('inclusive gateway', () => {
  const process = () =>
    aProcess()
      .startEvent()
      .inclusiveGateway('split', 'split-c')
      .when('=a')
      .userTask('a')
      .inclusiveGateway('join')
      .userTask('after')
      .endEvent()
      .from('split')
      .when('=b')
      .userTask('b')
      .to('join')
      .from('split')
      .userTask('c')
      .to('join');

  it('should take every flow whose condition holds and join exactly those', async () => {
    const run = await aRun(process(), { variables: { a: true, b: true } });
    expect(run.open).toEqual(['a', 'b']);
    expect(run.complete('a').open).toEqual(['b']);
    expect(run.complete('b').open).toEqual(['after']);
  });

  it('should take the default flow alone when no condition holds', async () => {
    const run = await aRun(process(), { variables: { a: false, b: false } });
    expect(run.open).toEqual(['c']);
    expect(run.complete('c').open).toEqual(['after']);
  });

  it('should go on when the last token that could still come dies', async () => {
    // given a branch that may come to the join, or end on its own
    const run = await aRun(
      aProcess()
        .startEvent()
        .parallelGateway('fork')
        .task('quick')
        .inclusiveGateway('join')
        .userTask('after')
        .endEvent()
        .from('fork')
        .userTask('slow')
        .exclusiveGateway('maybe', 'maybe-away')
        .when('=come')
        .to('join')
        .from('maybe')
        .endEvent('away'),
    );
    expect(run.open).toEqual(['slow']);
    // when
    run.complete('slow', { come: false });
    // then
    expect(run.open).toEqual(['after']);
  });

  it('should wait for what a boundary event may still send', async () => {
    const p = aProcess();
    const run = await aRun(
      p
        .startEvent()
        .parallelGateway('fork')
        .task('quick')
        .inclusiveGateway('join')
        .userTask('after')
        .endEvent()
        .from('fork')
        .userTask('slow')
        .endEvent('slow-end')
        .boundaryEvent('late', 'slow', p.signal('late'))
        .to('join'),
    );
    expect(run.open).toEqual(['slow']);
    expect(run.signal('late').open).toEqual(['after']);
    expect(run.completed.filter((id) => id === 'join')).toHaveLength(1);
  });
});

describe('event-based gateway', () => {
  const process = () => {
    const p = aProcess();
    return p
      .startEvent()
      .eventBasedGateway('which')
      .catchEvent('answered', p.message('answer'))
      .userTask('read')
      .endEvent('end-read')
      .from('which')
      .catchEvent('silent', timer('timeDuration', 'PT1H'))
      .userTask('remind')
      .endEvent('end-remind');
  };

  it('should go on with the event that occurs first and give up the others', async () => {
    // given
    const run = await aRun(process(), { variables: { key: 'k' } });
    // when
    run.message('answer', 'k', { text: 'yes' });
    // then
    expect(run.open).toEqual(['read']);
    expect(run.variables).toEqual({ key: 'k', text: 'yes' });
    expect(run.advance('PT2H').open).toEqual(['read']);
  });

  it('should go on with the timer when nothing else has occurred', async () => {
    const run = await aRun(process(), { variables: { key: 'k' } });
    expect(run.advance('PT1H').open).toEqual(['remind']);
    expect(() => run.message('answer', 'k')).toThrow('no subscription');
  });
});
