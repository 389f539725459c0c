import { describe, expect, it } from 'vitest';
import { aProcess } from './a-process.ts';
import { aRun } from './a-run.ts';

describe('variables', () => {
  it('should be those of the process from the start, before it is activated', async () => {
    const run = await aRun(aProcess().startEvent().userTask('work').endEvent(), { variables: { a: 1 } });
    expect(run.lines.split('\n')[0]).toBe(
      '{"n":1,"at":"2026-01-05T05:00:00.000Z","event":"variable","name":"a","value":1,"scope":"1"}',
    );
  });

  it('should be updated in the innermost scope that has them, and made in the process else', async () => {
    const process = aProcess()
      .startEvent('begin')
      .subProcess('sub', (inside) => inside.startEvent('s').userTask('work').endEvent('e'), {
        inputs: { '=0': 'local' },
      })
      .endEvent();
    const run = await aRun(process);
    run.complete('work', { local: 1, fresh: 2 });
    expect(run.variables).toEqual({ fresh: 2 });
    expect(run.variableEvents).toEqual(['sub.local = 0', 'sub.local = 1', 'process.fresh = 2']);
  });

  it('should go no further than the mappings say where there are output mappings', async () => {
    const process = aProcess()
      .startEvent()
      .userTask('work', { outputs: { '=answer': 'decision.leader', '=length': 'decision.length' } })
      .endEvent();
    const run = await aRun(process, { variables: { decision: { clerk: 'no' } } });
    run.complete('work', { answer: 'yes', length: 3 });
    expect(run.variables).toEqual({ decision: { clerk: 'no', leader: 'yes', length: 3 } });
  });

  it('should let a later mapping see what an earlier one made', async () => {
    const process = aProcess()
      .startEvent()
      .userTask('work', { inputs: { '=1': 'a', '=a + 1': 'b' }, outputs: { '=b': 'c' } })
      .endEvent();
    expect((await aRun(process)).complete('work').variables).toEqual({ c: 2 });
  });

  it('should not reach the prototype of a scope', async () => {
    const run = await aRun(aProcess().startEvent().userTask('work').endEvent());
    run.complete('work', JSON.parse('{"__proto__": {"admin": true}, "a": 1}'));
    expect(run.variables).toEqual({ a: 1 });
    expect(run.variables.admin).toBeUndefined();
  });

  it('should be told once: a value that stays the same is no event', async () => {
    const process = aProcess().startEvent().userTask('work').endEvent();
    const run = await aRun(process, { variables: { list: [{ a: 1 }] } });
    run.complete('work', { list: [{ a: 1 }] });
    expect(run.variableEvents).toHaveLength(1);
  });
});
