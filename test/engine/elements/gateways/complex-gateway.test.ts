import { describe, expect, it } from 'vitest';
import { aProcess, type ProcessBuilder } from '../../a-process.ts';
import { aRun } from '../../a-run.ts';

/** Three user tasks at once, into a complex gateway by the flows fa, fb and fc, and from there to the user task `after`. */
function threeInto(
  condition: string | undefined,
  behind?: (process: ProcessBuilder) => unknown,
): ProcessBuilder {
  const process = aProcess().startEvent().parallelGateway('fork').userTask('a').to('gate', 'fa');
  process.from('fork').userTask('b').to('gate', 'fb');
  process.from('fork').userTask('c').to('gate', 'fc');
  const children =
    condition === undefined
      ? ''
      : `<bpmn:activationCondition xsi:type="bpmn:tFormalExpression">${condition}</bpmn:activationCondition>`;
  process.drawHere('complexGateway', 'gate', { children });
  if (behind) behind(process);
  else process.userTask('after').endEvent();
  return process;
}

describe('complex gateway', () => {
  it('should be activated as soon as its condition over the activation count holds, once', async () => {
    // given
    const run = await aRun(threeInto('=activationCount &gt;= 2'));
    // when
    run.complete('a');
    expect(run.open).toEqual(['b', 'c']);
    run.complete('b');
    // then
    expect(run.open).toEqual(['c', 'after']);
    expect(run.complete('c').open).toEqual(['after']);
    expect(run.complete('after').lifecycle).toBe('completed');
  });

  it('should know how many tokens are on each incoming flow', async () => {
    const run = await aRun(threeInto('=fc &gt;= 1 or fa + fb &gt;= 2'));
    expect(run.complete('a').open).toEqual(['b', 'c']);
    expect(run.complete('c').open).toEqual(['b', 'after']);
  });

  it('should be activated by the first token when it has no condition', async () => {
    const run = await aRun(threeInto(undefined));
    run.complete('b').complete('a').complete('c').complete('after');
    expect(run.lifecycle).toBe('completed');
    expect(run.completed.filter((id) => id === 'after')).toHaveLength(1);
  });

  it('should be activated anew after it was reset, by tokens that came meanwhile as well', async () => {
    // given: two tokens on fa
    const process = aProcess()
      .startEvent()
      .parallelGateway('fork')
      .userTask('a1')
      .exclusiveGateway('merge')
      .to('gate', 'fa');
    process.from('fork').userTask('a2').to('merge');
    process.from('fork').userTask('b').to('gate', 'fb');
    process.drawHere('complexGateway', 'gate').userTask('after').endEvent();
    const run = await aRun(process);
    run.complete('a1').complete('a2');
    expect(run.open).toEqual(['b', 'after']);
    // when: the token that was waited for comes
    run.complete('b');
    // then
    expect(run.open).toEqual(['after', 'after']);
    expect(run.complete('after').complete('after').lifecycle).toBe('completed');
  });

  it('should reset when the tokens it waits for cannot come any more', async () => {
    // given
    const process = aProcess().startEvent().parallelGateway('fork').userTask('a').to('gate', 'fa');
    process
      .from('fork')
      .userTask('b')
      .exclusiveGateway('way', 'out')
      .when('=come')
      .to('gate', 'fb')
      .from('way')
      .to('no', 'out');
    process.drawHere('endEvent', 'no');
    process.drawHere('complexGateway', 'gate').userTask('after').endEvent();
    const run = await aRun(process, { variables: { come: false } });
    run.complete('a').complete('after');
    expect(run.lifecycle).toBe('active');
    // when
    run.complete('b');
    // then: it has passed twice, and only the first time handed a token on
    expect(run.lifecycle).toBe('completed');
    expect(run.completed.filter((id) => id === 'gate')).toHaveLength(2);
    expect(run.completed.filter((id) => id === 'after')).toHaveLength(1);
  });

  it('should choose flows by the phase it is in', async () => {
    const process = threeInto('=activationCount &gt;= 2', (gate) =>
      gate
        .from('gate')
        .when('=waitingForStart')
        .userTask('first')
        .endEvent('e1')
        .from('gate')
        .when('=not(waitingForStart)')
        .userTask('late')
        .endEvent('e2'),
    );
    const run = await aRun(process);
    run.complete('a').complete('b');
    expect(run.open).toEqual(['c', 'first']);
    expect(run.complete('c').open).toEqual(['first', 'late']);
  });

  it('should take its default flow when no condition holds, in either phase', async () => {
    const process = aProcess()
      .startEvent()
      .parallelGateway('fork')
      .userTask('a')
      .to('gate', 'fa')
      .from('fork')
      .userTask('b')
      .to('gate', 'fb');
    process.drawHere('complexGateway', 'gate', { attributes: { default: 'else' } });
    process
      .when('=false')
      .userTask('never')
      .endEvent('e1')
      .from('gate')
      .to('other', 'else')
      .drawHere('userTask', 'other')
      .endEvent('e2');
    const run = await aRun(process);
    expect(run.complete('a').open).toEqual(['b', 'other']);
    expect(run.complete('b').open).toEqual(['other', 'other']);
  });

  it('should raise an incident when nothing holds at the start and there is no default flow', async () => {
    const process = threeInto('=activationCount &gt;= 1', (gate) =>
      gate.when('=go').userTask('after').endEvent(),
    );
    const run = await aRun(process, { variables: { go: false } });
    run.complete('a');
    expect(run.incidents).toEqual(['gate NO_FLOW_TAKEN']);
    expect(run.resolve({ go: true }).open).toEqual(['b', 'c', 'after']);
  });

  it('should raise one incident for an activation condition that fails, and go on when it is resolved', async () => {
    // given
    const run = await aRun(threeInto('=activationCount &gt;= needed'));
    run.complete('a').complete('b');
    expect(run.incidents).toEqual(['gate CONDITION_FAILED']);
    // when: with the variable corrected it still waits
    run.resolve({ needed: 3 });
    expect(run.incidents).toEqual([]);
    expect(run.open).toEqual(['c']);
    // then
    expect(run.complete('c').open).toEqual(['after']);
  });

  it('should be activated by a change of data as well', async () => {
    const process = aProcess()
      .startEvent()
      .parallelGateway('fork')
      .userTask('a')
      .to('gate', 'fa')
      .from('fork')
      .userTask('b')
      .to('gate', 'fb');
    process.from('fork').userTask('permit').endEvent('permitted');
    process.drawHere('complexGateway', 'gate', {
      children:
        '<bpmn:activationCondition xsi:type="bpmn:tFormalExpression">=permitted</bpmn:activationCondition>',
    });
    process.userTask('after').endEvent();
    const run = await aRun(process, { variables: { permitted: false } });
    expect(run.complete('a').open).toEqual(['b', 'permit']);
    expect(run.complete('permit', { permitted: true }).open).toEqual(['b', 'after']);
  });

  it('should only diverge where it has one incoming flow', async () => {
    const process = aProcess()
      .startEvent()
      .complexGateway('gate')
      .when('=x > 1')
      .userTask('a')
      .endEvent('e1');
    process.from('gate').when('=x > 2').userTask('b').endEvent('e2');
    expect((await aRun(process, { variables: { x: 3 } })).open).toEqual(['a', 'b']);
    expect((await aRun(process, { variables: { x: 2 } })).open).toEqual(['a']);
  });
});
