import { describe, expect, it } from 'vitest';
import { elementIdPath, openUserTasks } from '../../../../engine/index.ts';
import { aProcess, timer } from '../../a-process.ts';
import { aRun } from '../../a-run.ts';

describe('sub-process', () => {
  it('should end when its last token has gone, and keep its own variables to itself', async () => {
    const process = aProcess()
      .startEvent('begin')
      .subProcess(
        'sub',
        (inside) =>
          inside
            .startEvent('s')
            .parallelGateway('fork')
            .userTask('a')
            .endEvent('end-a')
            .from('fork')
            .userTask('b')
            .endEvent('end-b'),
        { inputs: { '=1': 'inner' }, outputs: { '=inner + n': 'sum' } },
      )
      .userTask('after')
      .endEvent('end');
    const run = await aRun(process);
    run.complete('a', { n: 2 });
    expect(run.open).toEqual(['b']);
    run.complete('b');
    expect(run.open).toEqual(['after']);
    expect(run.variables).toEqual({ n: 2, sum: 3 });
  });

  it('should tell where an element lies', async () => {
    const process = aProcess()
      .startEvent('begin')
      .subProcess('sub', (inside) => inside.startEvent('s').userTask('work').endEvent('e'))
      .endEvent();
    const run = await aRun(process);
    expect(elementIdPath(run.state, openUserTasks(run.state)[0]?.key ?? '')).toEqual([
      'process',
      'sub',
      'work',
    ]);
  });
});

describe('event sub-process', () => {
  const process = (interrupting: boolean, definition: (p: ReturnType<typeof aProcess>) => string) => {
    const p = aProcess();
    return p
      .startEvent()
      .userTask('work')
      .endEvent()
      .eventSubProcess('handler', (inside) =>
        inside
          .startEvent('happened', { children: definition(p), attributes: { isInterrupting: interrupting } })
          .userTask('handle')
          .endEvent('handled'),
      );
  };

  it('should take the scope over when it interrupts', async () => {
    const run = await aRun(
      process(true, (p) => p.message('recall')),
      { variables: { key: 'k' } },
    );
    run.message('recall', 'k');
    expect(run.open).toEqual(['handle']);
    expect(run.trace.slice(-5)).toEqual([
      'terminated work',
      'activated handler',
      'activated happened',
      'completed happened',
      'activated handle',
    ]);
    expect(() => run.message('recall', 'k')).toThrow('no subscription');
    expect(run.complete('handle').lifecycle).toBe('completed');
  });

  it('should run beside the scope when it does not interrupt, as often as its event occurs', async () => {
    const run = await aRun(
      process(false, (p) => p.message('note')),
      { variables: { key: 'k' } },
    );
    run.message('note', 'k').message('note', 'k');
    expect(run.open).toEqual(['work', 'handle', 'handle']);
    run.complete('work').complete('handle');
    expect(run.lifecycle).toBe('active');
    expect(run.complete('handle').lifecycle).toBe('completed');
  });

  it('should be started by a timer', async () => {
    const run = await aRun(process(false, () => timer('timeCycle', 'R2/PT1H')));
    expect(run.advance('PT5H').open).toEqual(['work', 'handle', 'handle']);
  });

  it('should catch an error from inside its scope', async () => {
    const p = aProcess();
    const run = await aRun(
      p
        .startEvent()
        .serviceTask('work')
        .endEvent()
        .eventSubProcess('handler', (inside) =>
          inside
            .startEvent('failed', { children: p.error('E1') })
            .userTask('handle')
            .endEvent('handled'),
        ),
    );
    expect(run.jobError('work', 'E1', { why: 'x' }).open).toEqual(['handle']);
    expect(run.variables).toEqual({ why: 'x' });
  });
});

describe('call activity', () => {
  const called = () => aProcess('called').startEvent('called-start').userTask('inner').endEvent('called-end');

  it('should run the called process inside, with copies of the variables, and merge what it leaves', async () => {
    const process = aProcess('caller')
      .startEvent()
      .callActivity('call', 'called')
      .userTask('after')
      .endEvent();
    const run = await aRun(process, { others: [called()], variables: { a: 1, b: 2 } });
    expect(openUserTasks(run.state)[0]?.variables).toEqual({ a: 1, b: 2 });
    run.complete('inner', { b: 3, c: 4 });
    expect(run.open).toEqual(['after']);
    expect(run.variables).toEqual({ a: 1, b: 3, c: 4 });
    expect(run.trace).toContain('completed called');
  });

  it('should hand over and take back only what is mapped', async () => {
    const process = aProcess('caller')
      .startEvent()
      .callActivity('call', 'called', {
        called: 'propagateAllParentVariables="false" propagateAllChildVariables="false"',
        inputs: { '=a': 'given' },
        outputs: { '=answer': 'result' },
      })
      .endEvent();
    const run = await aRun(process, { others: [called()], variables: { a: 1 } });
    expect(openUserTasks(run.state)[0]?.variables).toEqual({ given: 1 });
    run.complete('inner', { answer: 5, noise: 6 });
    expect(run.variables).toEqual({ a: 1, result: 5 });
  });

  it('should let errors of the called process out', async () => {
    const p = aProcess('caller');
    const process = p
      .startEvent()
      .callActivity('call', 'failing')
      .endEvent()
      .boundaryEvent('caught', 'call', p.error('E1'))
      .endEvent('end-caught');
    const failing = aProcess('failing').startEvent('f-start').serviceTask('work').endEvent('f-end');
    const run = await aRun(process, { others: [failing] });
    run.jobError('work', 'E1');
    expect(run.completed).toContain('end-caught');
    expect(run.trace).toContain('terminated failing');
    expect(run.lifecycle).toBe('completed');
  });

  it('should hold while there is no such process', async () => {
    const process = aProcess('caller').startEvent().callActivity('call', '=which').endEvent();
    const run = await aRun(process, { others: [called()], variables: { which: 'unknown' } });
    expect(run.incidents).toEqual(['call CALLED_PROCESS_NOT_FOUND']);
    expect(run.resolve({ which: 'called' }).open).toEqual(['inner']);
  });
});

describe('process', () => {
  it('should terminate everything inside when it is cancelled', async () => {
    const process = aProcess()
      .startEvent('begin')
      .subProcess('sub', (inside) => inside.startEvent('s').userTask('work').endEvent('e'))
      .endEvent();
    const run = await aRun(process);
    run.cancel();
    expect(run.lifecycle).toBe('terminated');
    expect(run.trace.slice(-3)).toEqual(['terminated work', 'terminated sub', 'terminated process']);
    expect(run.events).toContainEqual(
      expect.objectContaining({ event: 'userTaskClosed', outcome: 'cancelled' }),
    );
    expect(run.command({ kind: 'fireTimers' })?.code).toBe('NOT_ACTIVE');
  });
});
