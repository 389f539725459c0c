import { describe, expect, it } from 'vitest';
import { applyCommand, openUserTasks, type Variables } from '../../../../engine/index.ts';
import { aProcess, condition, forEach, type Options } from '../../a-process.ts';
import { aRun } from '../../a-run.ts';

describe('intermediate conditional event', () => {
  const waiting = (definition: string) =>
    aProcess()
      .startEvent()
      .parallelGateway('fork')
      .catchEvent('wait', definition)
      .userTask('after')
      .from('fork')
      .userTask('work')
      .userTask('more');

  it('should go on at once where the condition holds when it is reached', async () => {
    const run = await aRun(waiting(condition('=x > 3')), { variables: { x: 4 } });
    expect(run.open).toEqual(['work', 'after']);
  });

  it('should wait until a variable makes it true, also where there is no such variable yet', async () => {
    const run = await aRun(waiting(condition('=x > 3')));
    expect(run.incidents).toEqual([]);
    expect(run.complete('work', { x: 2 }).open).toEqual(['more']);
    expect(run.active).toContain('wait');
    expect(run.complete('more', { x: 4 }).open).toEqual(['after']);
  });

  it('should be evaluated once however many variables a step changes', async () => {
    const run = await aRun(waiting(condition('=x > 3 or y > 3')));
    run.complete('work', { x: 4, y: 4 });
    expect(run.completed.filter((id) => id === 'wait')).toHaveLength(1);
  });

  it('should raise an incident where the condition cannot be evaluated when it is reached', async () => {
    const run = await aRun(waiting(condition('=x + 1')), { variables: { x: 4 } });
    expect(run.incidents).toEqual(['wait EXPRESSION_FAILED']);
  });

  it('should raise an incident where it cannot be evaluated again, and take it back when it can', async () => {
    const run = await aRun(waiting(condition('=assert(x, x = null or x instance of number) + 1 > 4')));
    run.complete('work', { x: 'four' });
    expect(run.incidents).toEqual(['wait EXPRESSION_FAILED']);
    run.resolve();
    expect(run.incidents).toEqual(['wait EXPRESSION_FAILED']);
    run.complete('more', { x: 1 });
    expect(run.incidents).toEqual([]);
    expect(run.active).toContain('wait');
  });

  it('should go on when the incident is resolved with variables that make it true', async () => {
    const run = await aRun(waiting(condition('=assert(x, x = null or x instance of number) + 1 > 4')));
    run.complete('work', { x: 'four' });
    expect(run.resolve({ x: 4 }).open).toEqual(['more', 'after']);
    expect(run.incidents).toEqual([]);
  });
});

describe('conditional boundary event', () => {
  const withBoundary = (interrupting: boolean, definition: string, options: Options = {}) =>
    aProcess()
      .startEvent()
      .parallelGateway('fork')
      .userTask('work', options)
      .endEvent()
      .boundaryEvent('edge', 'work', definition, { attributes: { cancelActivity: interrupting } })
      .userTask('instead')
      .endEvent('end-instead')
      .from('fork')
      .userTask('first')
      .userTask('second')
      .userTask('third')
      .userTask('fourth');

  it('should end the activity when the condition becomes true', async () => {
    const run = await aRun(withBoundary(true, condition('=x > 3')), { variables: { x: 1 } });
    run.complete('first', { x: 4 });
    expect(run.open).toEqual(['second', 'instead']);
    expect(run.trace).toContain('terminated work');
  });

  it('should end the activity at once where the condition holds already', async () => {
    const run = await aRun(withBoundary(true, condition('=x > 3')), { variables: { x: 4 } });
    expect(run.open).toEqual(['first', 'instead']);
    expect(run.trace.slice(0, 20)).toContain('activated work');
  });

  it('should occur each time the condition becomes true, where it does not interrupt', async () => {
    const run = await aRun(withBoundary(false, condition('=x > 3')), { variables: { x: 1 } });
    const instead = () => run.open.filter((id) => id === 'instead').length;
    run.complete('first', { x: 4 });
    expect(instead()).toBe(1);
    run.complete('second', { x: 5 });
    expect(instead()).toBe(1);
    run.complete('third', { x: 1 });
    expect(instead()).toBe(1);
    run.complete('fourth', { x: 4 });
    expect(instead()).toBe(2);
    expect(run.open).toContain('work');
  });

  it('should see what the input mappings of its activity made', async () => {
    const run = await aRun(withBoundary(true, condition('=local'), { inputs: { '=true': 'local' } }));
    expect(run.open).toEqual(['first', 'instead']);
  });

  it('should not occur by what the activity brings at its end', async () => {
    const run = await aRun(withBoundary(true, condition('=x > 3')), { variables: { x: 1 } });
    run.complete('work', { x: 4 });
    expect(run.completed).not.toContain('edge');
  });

  it('should not hear of variables in scopes that it does not see', async () => {
    const process = withBoundary(false, condition('=x > 3'));
    process.from('fork').userTask('other', { inputs: { '=5': 'x' } });
    const run = await aRun(process, { variables: { x: 1 } });
    expect(run.open).toEqual(['work', 'first', 'other']);
  });

  it('should only be evaluated again for the variables and changes that its filter names', async () => {
    const run = await aRun(
      withBoundary(false, condition('=x + y > 3', 'variableNames="y" variableEvents="update"')),
      { variables: { x: 0 } },
    );
    run.complete('first', { x: 4 });
    run.complete('second', { y: 1 });
    expect(run.open).not.toContain('instead');
    run.complete('third', { y: 2 });
    expect(run.open).toContain('instead');
  });

  it('should interrupt an outer scope before one inside it', async () => {
    const run = await aRun(
      aProcess()
        .startEvent()
        .parallelGateway('fork')
        .subProcess('outer', (inside) =>
          inside
            .startEvent('s')
            .userTask('work')
            .boundaryEvent('inner-edge', 'work', condition('=stop'), {
              attributes: { cancelActivity: false },
            }),
        )
        .boundaryEvent('outer-edge', 'outer', condition('=stop'))
        .userTask('instead')
        .from('fork')
        .userTask('decide'),
    );
    run.complete('decide', { stop: true });
    expect(run.open).toEqual(['instead']);
    expect(run.trace).not.toContain('activated inner-edge');
  });

  it('should watch the body of a multi-instance activity, not each inner instance', async () => {
    const run = await aRun(
      withBoundary(true, condition('=x > 3'), { children: forEach({ items: '=[1, 2]' }) }),
    );
    run.complete('first', { x: 4 });
    expect(run.completed.filter((id) => id === 'edge')).toHaveLength(1);
    expect(run.open).toEqual(['second', 'instead']);
  });
});

describe('conditional start of an event sub-process', () => {
  const withEventSubProcess = (interrupting: boolean) =>
    aProcess()
      .startEvent()
      .userTask('first')
      .userTask('second')
      .userTask('third')
      .endEvent()
      .eventSubProcess('alarm', (inside) =>
        inside
          .startEvent('raised', {
            children: condition('=level > 3'),
            attributes: { isInterrupting: interrupting },
          })
          .userTask('react')
          .endEvent('reacted'),
      );

  it('should take the process over when the condition becomes true', async () => {
    const run = await aRun(withEventSubProcess(true), { variables: { level: 1 } });
    run.complete('first', { level: 4 });
    expect(run.open).toEqual(['react']);
    expect(run.complete('react', { level: 5 }).lifecycle).toBe('completed');
  });

  it('should begin beside the process each time the condition becomes true', async () => {
    const run = await aRun(withEventSubProcess(false), { variables: { level: 4 } });
    expect(run.open).toEqual(['first', 'react']);
    run.complete('first', { level: 5 });
    expect(run.open).toEqual(['react', 'second']);
    run.complete('second', { level: 1 }).complete('third', { level: 4 });
    expect(run.open).toEqual(['react', 'react']);
  });
});

describe('behind an event-based gateway', () => {
  it('should be one of those that may come first', async () => {
    const p = aProcess();
    p.startEvent()
      .parallelGateway('fork')
      .eventBasedGateway('first')
      .catchEvent('condition', condition('=x > 3'))
      .userTask('by-condition')
      .from('first')
      .catchEvent('signal', p.signal('go'))
      .from('fork')
      .userTask('work');
    const run = await aRun(p);
    run.complete('work', { x: 4 });
    expect(run.open).toEqual(['by-condition']);
    expect(run.signal('go').completed).not.toContain('signal');
    const atOnce = await aRun(p, { variables: { x: 4 } });
    expect(atOnce.open.sort()).toEqual(['by-condition', 'work']);
  });
});

describe('conditions among many', () => {
  /** So many sub-processes, each with a conditional event on its edge. */
  const many = (items: string) =>
    aProcess()
      .startEvent()
      .subProcess(
        'each',
        (inside) =>
          inside
            .startEvent('s')
            .userTask('work')
            .userTask('more')
            .boundaryEvent('edge', 'more', condition('=mine and not(others)')),
        { children: forEach({ items }), inputs: { '=false': 'mine' } },
      );

  it('should evaluate those alone that see and name what has changed', async () => {
    const run = await aRun(many('=for i in 1..200 return i'), { variables: { others: false } });
    for (let i = 0; i < 100; i++) run.complete('work');
    let evaluated = 0;
    const oracle = { evaluate: (template: string) => void (template.includes('others') && evaluated++) };
    const give = (variables: Variables) => {
      evaluated = 0;
      const key = openUserTasks(run.state).find((task) => task.elementId === 'work')?.key ?? '';
      const command = { kind: 'completeUserTask', key, variables, actor: null } as const;
      applyCommand(run.graph, run.state, command, run.now, { oracle });
      return evaluated;
    };
    // the one that begins to wait itself, when it is reached
    expect(give({ mine: false })).toBe(1);
    // and everybody, by a variable of the process: an oracle may answer anything whatever the name
    expect(give({ others: true })).toBe(102);
  });

  it('should be evaluated again when that is asked for, as when they look at the clock', async () => {
    const run = await aRun(
      aProcess()
        .startEvent()
        .catchEvent('wait', condition('=now() > date and time("2026-01-05T13:00:00+07:00")')),
    );
    run.now += 2 * 3_600_000;
    expect(run.command({ kind: 'evaluateConditions' })).toBeNull();
    expect(run.lifecycle).toBe('completed');
  });
});
