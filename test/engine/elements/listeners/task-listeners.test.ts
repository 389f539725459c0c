import { describe, expect, it } from 'vitest';
import { openUserTasks } from '../../../../engine/index.ts';
import { aProcess, taskListeners, timer } from '../../a-process.ts';
import { aRun, type TestRun } from '../../a-run.ts';

const aTask = (listeners: string, more: { assignee?: string } = {}) => {
  const assignment = more.assignee ? `<zeebe:assignmentDefinition assignee="${more.assignee}"/>` : '';
  return aProcess()
    .startEvent()
    .userTask('task', { extensions: `${listeners}${assignment}` })
    .userTask('after')
    .endEvent();
};

const keyOf = (run: TestRun): string => Object.keys(run.state.userTasks)[0] ?? '';
const assign = (run: TestRun, assignee: string | null) =>
  run.command({ kind: 'assignUserTask', key: keyOf(run), assignee, actor: 'boss' });
const update = (run: TestRun, priority: number) =>
  run.command({ kind: 'updateUserTask', key: keyOf(run), changes: { priority }, actor: 'boss' });
const assigneeOf = (run: TestRun) => openUserTasks(run.state)[0]?.assignee;

describe('task listeners', () => {
  it('should be asked before a task is created; the element is activated already', async () => {
    // given
    const run = await aRun(aTask(taskListeners(['creating', 'c1'], ['creating', 'c2'])));
    expect(run.trace).toContain('activated task');
    expect([run.open, run.jobs]).toEqual([[], ['c1']]);
    // when
    run.job('c1');
    expect([run.open, run.jobs]).toEqual([[], ['c2']]);
    // then
    expect(run.job('c2').open).toEqual(['task']);
    expect(run.complete('task').open).toEqual(['after']);
  });

  it('should be asked before a task is completed, with what it is completed with', async () => {
    // given
    const run = await aRun(aTask(taskListeners(['completing', 'check'])), { variables: { a: 1 } });
    // when
    run.complete('task', { a: 2, b: 3 });
    expect([run.open, run.jobs]).toEqual([[], ['check']]);
    expect(run.openJob('check')).toMatchObject({ variables: { a: 2, b: 3 }, listener: 'completing' });
    expect(run.variables).toEqual({ a: 1 });
    // then
    run.job('check');
    expect([run.open, run.variables]).toEqual([['after'], { a: 2, b: 3 }]);
  });

  it('should deny a completion: the task is open again, and nothing has been written', async () => {
    const run = await aRun(aTask(taskListeners(['completing', 'check'])));
    run.complete('task', { ok: false }).answer('check', { denied: true });
    expect([run.open, run.jobs, run.variables]).toEqual([['task'], [], {}]);
    run.complete('task', { ok: true }).job('check');
    expect([run.open, run.variables]).toEqual([['after'], { ok: true }]);
  });

  it('should be asked before an assignment, which they may correct or deny', async () => {
    const run = await aRun(aTask(taskListeners(['assigning', 'who'])));
    assign(run, 'an');
    expect([run.open, run.jobs]).toEqual([[], ['who']]);
    run.answer('who', { corrections: { assignee: 'binh', priority: 80 } });
    expect(openUserTasks(run.state)[0]).toMatchObject({ assignee: 'binh', priority: 80 });
    assign(run, 'chi');
    run.answer('who', { denied: true });
    expect(assigneeOf(run)).toBe('binh');
  });

  it('should be asked about the assignee that the model names when the task has been created', async () => {
    const run = await aRun(
      aTask(taskListeners(['assigning', 'who'], ['creating', 'c1']), { assignee: 'an' }),
    );
    expect(run.jobs).toEqual(['c1']);
    expect([run.job('c1').jobs, run.open]).toEqual([['who'], []]);
    run.job('who');
    expect([run.open, assigneeOf(run)]).toEqual([['task'], 'an']);
  });

  it('should be asked before an update', async () => {
    const run = await aRun(aTask(taskListeners(['updating', 'u'])));
    update(run, 90);
    expect([run.open, run.jobs]).toEqual([[], ['u']]);
    run.job('u');
    expect(openUserTasks(run.state)[0]).toMatchObject({ priority: 90 });
    const without = await aRun(aTask(''));
    update(without, 10);
    expect(openUserTasks(without.state)[0]).toMatchObject({ priority: 10 });
  });

  it('should refuse whatever else is asked of the task meanwhile', async () => {
    const run = await aRun(aTask(taskListeners(['completing', 'check'])));
    run.complete('task');
    expect(assign(run, 'an')?.code).toBe('NOT_OPEN');
    expect(update(run, 1)?.code).toBe('NOT_OPEN');
    expect(run.command({ kind: 'completeUserTask', key: keyOf(run), variables: {}, actor: null })?.code).toBe(
      'NOT_OPEN',
    );
  });

  it('should see what listeners before brought, in the scope of the task alone', async () => {
    const process = aProcess()
      .startEvent()
      .userTask('task', {
        extensions: taskListeners(['completing', 'l1'], ['completing', 'l2']),
        outputs: { '=mark + "!"': 'result' },
      })
      .endEvent();
    const run = await aRun(process);
    run.complete('task').job('l1', { mark: 'seen' });
    expect(run.openJob('l2').variables).toMatchObject({ mark: 'seen' });
    run.job('l2');
    expect(run.variables).toEqual({ result: 'seen!' });
  });

  it('should raise an incident when one has no retries left, and ask that one again when it is resolved', async () => {
    const run = await aRun(aTask(taskListeners(['completing', 'l1'], ['completing', 'l2'])));
    run.complete('task', { x: 1 }).job('l1').failJob('l2');
    expect([run.incidents, run.jobs, run.open]).toEqual([['task TASK_LISTENER_NO_RETRIES'], [], []]);
    expect(run.resolve().jobs).toEqual(['l2']);
    expect([run.job('l2').open, run.variables]).toEqual([['after'], { x: 1 }]);
  });

  it('should refuse to deny a creation or a cancellation', async () => {
    const run = await aRun(aTask(taskListeners(['creating', 'c1'])));
    expect(() => run.answer('c1', { denied: true })).toThrow('INVALID');
    expect(run.jobs).toEqual(['c1']);
  });

  it('should end with the task when an event interrupts it meanwhile', async () => {
    const process = aTask(taskListeners(['completing', 'check']));
    process.boundaryEvent('late', 'task', timer('timeDuration', 'PT1H')).userTask('remind').endEvent('e');
    const run = (await aRun(process)).complete('task').advance('PT1H');
    expect([run.open, run.jobs]).toEqual([['remind'], []]);
  });
});

describe('listeners of a cancellation', () => {
  const canceling = taskListeners(['canceling', 'k1'], ['canceling', 'k2']);

  it('should hold up the boundary event that interrupts the task', async () => {
    // given
    const process = aTask(canceling);
    process.boundaryEvent('stop', 'task', process.signal('stop')).userTask('stopped').endEvent('e');
    const run = await aRun(process);
    // when
    run.signal('stop');
    expect([run.open, run.jobs]).toEqual([[], ['k1']]);
    run.job('k1');
    expect(run.trace).not.toContain('terminated task');
    run.job('k2');
    // then
    expect(run.trace.slice(-4)).toEqual([
      'terminated task',
      'activated stop',
      'completed stop',
      'activated stopped',
    ]);
    expect(run.open).toEqual(['stopped']);
  });

  it('should hold up the end of the instance that is cancelled', async () => {
    const run = (await aRun(aTask(canceling))).cancel();
    expect([run.lifecycle, run.jobs]).toEqual(['active', ['k1']]);
    run.cancel();
    expect(run.job('k1').job('k2').lifecycle).toBe('terminated');
    expect(run.trace.slice(-2)).toEqual(['terminated task', 'terminated process']);
  });

  it('should hold up the scopes around, and let other paths go on', async () => {
    // given: a sub-process with two tasks, one of them with listeners, beside another path
    const process = aProcess()
      .startEvent()
      .parallelGateway('fork')
      .subProcess('sub', (inside) =>
        inside
          .startEvent('s')
          .parallelGateway('f')
          .userTask('slow', { extensions: canceling })
          .endEvent('e1')
          .from('f')
          .userTask('quick')
          .endEvent('e2'),
      )
      .endEvent('e3')
      .from('fork')
      .userTask('beside')
      .userTask('next')
      .endEvent('e4');
    process.boundaryEvent('stop', 'sub', process.signal('stop')).userTask('stopped').endEvent('e5');
    const run = await aRun(process);
    // when
    run.signal('stop').complete('beside');
    // then
    expect([run.open, run.jobs]).toEqual([['next'], ['k1']]);
    expect(run.trace).toContain('terminated quick');
    expect(run.trace).not.toContain('terminated sub');
    run.job('k1').job('k2');
    expect(run.open).toEqual(['next', 'stopped']);
    expect(run.trace.slice(-5, -2)).toEqual(['terminated slow', 'terminated sub', 'activated stop']);
  });

  it('should hold up an event sub-process that interrupts, a terminate end event, and a completion condition', async () => {
    const interrupted = aTask(canceling);
    interrupted.eventSubProcess('esp', (inside) =>
      inside
        .startEvent('alarm', { children: interrupted.signal('alarm') })
        .userTask('handle')
        .endEvent('e'),
    );
    const one = (await aRun(interrupted)).signal('alarm');
    expect([one.open, one.jobs]).toEqual([[], ['k1']]);
    expect(one.job('k1').job('k2').open).toEqual(['handle']);
    expect(one.complete('handle').lifecycle).toBe('completed');

    const terminated = aProcess()
      .startEvent()
      .subProcess('sub', (inside) =>
        inside
          .startEvent('s')
          .parallelGateway('f')
          .userTask('slow', { extensions: canceling })
          .endEvent('e1')
          .from('f')
          .userTask('quick')
          .endEvent('e2', { children: '<bpmn:terminateEventDefinition/>' }),
      )
      .userTask('after')
      .endEvent();
    const two = (await aRun(terminated)).complete('quick');
    expect([two.open, two.jobs]).toEqual([[], ['k1']]);
    expect(two.job('k1').job('k2').open).toEqual(['after']);

    const adHoc = aProcess()
      .startEvent()
      .adHocSubProcess(
        'care',
        (inside) =>
          inside
            .drawHere('userTask', 'slow', { extensions: `<zeebe:userTask/>${canceling}` })
            .drawHere('userTask', 'quick', { extensions: '<zeebe:userTask/>' }),
        { active: '=["slow", "quick"]', until: '=true' },
      )
      .userTask('after')
      .endEvent();
    const three = (await aRun(adHoc)).complete('quick');
    expect([three.open, three.jobs]).toEqual([[], ['k1']]);
    expect(three.job('k1').job('k2').open).toEqual(['after']);
  });

  it('should not be asked of a task that was never there, or is done', async () => {
    const created = await aRun(aTask(`${taskListeners(['creating', 'c1'], ['canceling', 'k1'])}`));
    created.cancel();
    expect(created.jobs).toEqual(['k1']);
    const held = await aRun(
      aProcess()
        .startEvent()
        .userTask('task', {
          extensions: `<zeebe:executionListeners><zeebe:executionListener eventType="start" type="s1"/></zeebe:executionListeners>${canceling}`,
        })
        .endEvent(),
    );
    expect(held.cancel().lifecycle).toBe('terminated');
  });

  it('should raise an incident when one has no retries left, and end when it is resolved', async () => {
    const run = (await aRun(aTask(canceling))).cancel().failJob('k1');
    expect([run.lifecycle, run.incidents]).toEqual(['active', ['task TASK_LISTENER_NO_RETRIES']]);
    expect(run.resolve().job('k1').job('k2').lifecycle).toBe('terminated');
  });

  it('should be asked of any element by execution listeners', async () => {
    const process = aProcess()
      .startEvent()
      .serviceTask('work', {
        extensions:
          '<zeebe:executionListeners><zeebe:executionListener eventType="cancel" type="undo"/></zeebe:executionListeners>',
      })
      .endEvent();
    process.boundaryEvent('stop', 'work', process.signal('stop')).userTask('stopped').endEvent('e');
    const run = (await aRun(process)).signal('stop');
    expect([run.jobs, run.open]).toEqual([['undo'], []]);
    run.job('undo', { undone: true });
    expect([run.open, run.variables]).toEqual([['stopped'], { undone: true }]);
    expect((await aRun(process)).job('work').lifecycle).toBe('completed');
  });
});
