import { describe, expect, it } from 'vitest';
import { aProcess, loop, timer } from '../../a-process.ts';
import { aRun } from '../../a-run.ts';

const looped = (options: Parameters<typeof loop>[0]) =>
  aProcess()
    .startEvent()
    .userTask('again', { children: loop(options) })
    .userTask('after')
    .endEvent();

describe('standard loop', () => {
  it('should be done at least once when it is tested after, then while the condition holds', async () => {
    // given
    const run = await aRun(looped({ while: '=more' }), { variables: { more: false } });
    expect(run.open).toEqual(['again']);
    // when
    run.complete('again', { more: true });
    expect(run.open).toEqual(['again']);
    run.complete('again', { more: false });
    // then: one body, an inner instance each time, and one token
    expect(run.open).toEqual(['after']);
    expect(run.trace.filter((it) => it.includes('again'))).toEqual([
      'activated again (body)',
      'activated again',
      'completed again',
      'activated again',
      'completed again',
      'completed again (body)',
    ]);
  });

  it('should not be done at all when it is tested before and the condition does not hold', async () => {
    const run = await aRun(looped({ while: '=more', testBefore: true }), { variables: { more: false } });
    expect(run.open).toEqual(['after']);
  });

  it('should stop at the maximum', async () => {
    const run = await aRun(looped({ while: '=true', maximum: 3 }));
    run.complete('again').complete('again').complete('again');
    expect(run.open).toEqual(['after']);
    expect((await aRun(looped({ maximum: 0 }))).open).toEqual(['after']);
  });

  it('should count its iterations from 1', async () => {
    const process = aProcess()
      .startEvent()
      .scriptTask('add', '=append(seen, loopCounter)', 'seen', {
        children: loop({ while: '=loopCounter < 3' }),
      })
      .endEvent();
    const run = await aRun(process, { variables: { seen: [] } });
    expect(run.variables).toEqual({ seen: [1, 2, 3] });
  });

  it('should raise an incident for a condition that fails, and ask again when it is resolved', async () => {
    const run = await aRun(looped({ while: '=more', testBefore: true }));
    expect(run.incidents).toEqual(['again EXPRESSION_FAILED']);
    run.resolve({ more: true });
    expect(run.open).toEqual(['again']);
    run.complete('again', { more: null });
    expect(run.incidents).toEqual(['again EXPRESSION_FAILED']);
    expect(run.resolve({ more: false }).open).toEqual(['after']);
  });

  it('should keep one boundary event for all iterations', async () => {
    // given
    const process = looped({ while: '=true' })
      .boundaryEvent('late', 'again', timer('timeDuration', 'PT1H'))
      .userTask('remind')
      .endEvent('e');
    const run = await aRun(process);
    run.advance('PT40M').complete('again');
    // when
    run.advance('PT20M');
    // then
    expect(run.open).toEqual(['remind']);
    expect(run.active).not.toContain('again');
  });

  it('should repeat sub-processes and call activities', async () => {
    const called = aProcess('called').startEvent().scriptTask('inc', '=n + 1', 'n').endEvent();
    const process = aProcess()
      .startEvent()
      .subProcess('sub', (inside) => inside.startEvent('s').scriptTask('add', '=n + 10', 'n').endEvent('e'), {
        children: loop({ while: '=n < 30' }),
      })
      .callActivity('call', 'called', { children: loop({ while: '=n < 33' }) })
      .endEvent();
    const run = await aRun(process, { variables: { n: 0 }, others: [called] });
    expect(run.variables).toEqual({ n: 33 });
    expect(run.lifecycle).toBe('completed');
  });
});
