import { describe, expect, it } from 'vitest';
import { openUserTasks } from '../../../../engine/index.ts';
import { aProcess, forEach, timer } from '../../a-process.ts';
import { aRun } from '../../a-run.ts';

const variables = { units: ['a', 'b', 'c'] };

const process = (options: Partial<Parameters<typeof forEach>[0]> = {}) =>
  aProcess()
    .startEvent()
    .userTask('ask', {
      children: forEach({ items: '=units', as: 'unit', collect: ['opinions', '=opinion'], ...options }),
    })
    .userTask('after')
    .endEvent();

describe('parallel multi-instance activity', () => {
  it('should run for all items at once and collect the results in their order', async () => {
    const run = await aRun(process(), { variables });
    expect(openUserTasks(run.state).map((task) => [task.variables.unit, task.variables.loopCounter])).toEqual(
      [
        ['a', 1],
        ['b', 2],
        ['c', 3],
      ],
    );
    run.complete('ask', { opinion: 'no' }, 2).complete('ask', { opinion: 'yes' }, 0);
    expect(run.open).toEqual(['ask']);
    run.complete('ask', { opinion: 'perhaps' });
    expect(run.open).toEqual(['after']);
    expect(run.variables).toEqual({ ...variables, opinions: ['yes', 'perhaps', 'no'] });
  });

  it('should have one body around the inner instances', async () => {
    const run = await aRun(process(), { variables: { units: ['a'] } });
    run.complete('ask');
    expect(run.trace.slice(3, 7)).toEqual([
      'activated ask (body)',
      'activated ask',
      'completed ask',
      'completed ask (body)',
    ]);
  });

  it('should be done at once without items', async () => {
    const run = await aRun(process(), { variables: { units: [] } });
    expect(run.open).toEqual(['after']);
    expect(run.variables.opinions).toEqual([]);
  });

  it('should end the others when the completion condition holds', async () => {
    const run = await aRun(process({ until: '=numberOfCompletedInstances >= 2' }), { variables });
    run.complete('ask', { opinion: 'yes' }).complete('ask', { opinion: 'no' });
    expect(run.open).toEqual(['after']);
    expect(run.variables.opinions).toEqual(['yes', 'no', null]);
    expect(run.trace.filter((line) => line === 'terminated ask')).toHaveLength(1);
  });

  it('should hold while its collection is none', async () => {
    const run = await aRun(process(), { variables: { units: 'a' } });
    expect(run.incidents).toEqual(['ask EXPRESSION_FAILED']);
    expect(run.resolve({ units: ['a'] }).open).toEqual(['ask']);
  });

  it('should be interrupted as a whole', async () => {
    const run = await aRun(
      process().boundaryEvent('late', 'ask', timer('timeDuration', 'PT1H')).endEvent('end-late'),
      { variables },
    );
    run.advance('PT1H');
    expect(run.lifecycle).toBe('completed');
    expect(run.trace.filter((line) => line.startsWith('terminated'))).toEqual([
      'terminated ask',
      'terminated ask',
      'terminated ask',
      'terminated ask (body)',
    ]);
  });
});

describe('sequential multi-instance activity', () => {
  it('should run for one item after the other', async () => {
    const run = await aRun(process({ sequential: true }), { variables });
    expect(run.open).toEqual(['ask']);
    run.complete('ask', { opinion: 1 }).complete('ask', { opinion: 2 });
    expect(openUserTasks(run.state).map((task) => task.variables.unit)).toEqual(['c']);
    run.complete('ask', { opinion: 3 });
    expect(run.open).toEqual(['after']);
    expect(run.variables.opinions).toEqual([1, 2, 3]);
  });

  it('should stop when the completion condition holds', async () => {
    const run = await aRun(process({ sequential: true, until: '=opinion = "no"' }), { variables });
    run.complete('ask', { opinion: 'no' });
    expect(run.open).toEqual(['after']);
  });
});

describe('multi-instance sub-process', () => {
  it('should keep the variables of each instance apart when they are its own', async () => {
    const p = aProcess();
    const run = await aRun(
      p
        .startEvent()
        .subProcess(
          'each',
          (inside) =>
            inside
              .startEvent('s')
              .userTask('work', { outputs: { '=value': 'result' } })
              .endEvent('e'),
          { children: forEach({ items: '=units', as: 'unit', collect: ['results', '=result'] }) },
        )
        .endEvent(),
      { variables },
    );
    run
      .complete('work', { value: 'z' }, 2)
      .complete('work', { value: 'x' }, 0)
      .complete('work', { value: 'y' }, 0);
    expect(run.lifecycle).toBe('completed');
    expect(run.variables).toEqual({ ...variables, results: ['x', 'y', 'z'] });
  });
});
