/** Who completed a task takes it back, while nothing has come of it that cannot be. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyCommand,
  type Command,
  type EngineEvent,
  type ExecutableGraph,
  type InstanceState,
  lifecycle,
  nextDueAt,
  openIncidents,
  openUserTasks,
  type Past,
  startInstance,
} from '../../../engine/index.ts';
import { canonical } from '../../../engine/verification/canonical.ts';
import { aProcess, forEach, type ProcessBuilder, timer } from '../a-process.ts';
import { compileOrThrow, noon } from '../a-run.ts';
import { compileGraph, nodes } from '../random-graph.ts';
import { type Block, compileModel, model } from '../random-model.ts';
import { choices, nextCommand, written } from '../random-path.ts';

/** An instance with the log of its commands, as the read model keeps it. */
class Logged {
  readonly graph: ExecutableGraph;
  readonly log: { before: InstanceState; at: number; command: Command }[] = [];
  state: InstanceState;
  events: EngineEvent[] = [];
  now = noon;

  constructor(graph: ExecutableGraph, variables = {}) {
    this.graph = graph;
    const [processId = ''] = Object.keys(graph.processes);
    this.state = startInstance(graph, { processId, variables }, this.now, options).state;
  }

  /** The reason of a refusal, or null. */
  do(command: Command): string | null {
    if (command.kind === 'fireTimers') this.now = Math.max(this.now, nextDueAt(this.state) ?? this.now);
    const before = written(this.state);
    const result = applyCommand(this.graph, this.state, command, this.now, options);
    if ('rejection' in result) {
      expect(this.state).toEqual(before);
      return result.rejection.text?.en ?? result.rejection.code;
    }
    this.state = result.state;
    this.events = result.events;
    this.log.push({ before, at: this.now, command });
    return null;
  }

  complete(elementId: string, variables = {}, actor = 'an'): this {
    const task = openUserTasks(this.state).find((it) => it.elementId === elementId);
    expect(this.do({ kind: 'completeUserTask', key: task?.key ?? '', variables, actor })).toBeNull();
    return this;
  }

  /** Takes the last completion of that task back. */
  undo(elementId: string, actor: string | null = 'an'): string | null {
    const index = this.log.findLastIndex(({ command, before }) => {
      return command.kind === 'completeUserTask' && before.userTasks[command.key]?.elementId === elementId;
    });
    return this.undoAt(index, actor);
  }

  undoAt(index: number, actor: string | null): string | null {
    const [first, ...rest] = this.log.slice(index);
    if (first?.command.kind !== 'completeUserTask') throw new Error('no completion');
    const past: Past = {
      before: first.before,
      since: [first, ...rest].map(({ at, command }) => ({ at, command })),
    };
    return this.do({ kind: 'undoUserTask', key: first.command.key, past, actor, reason: 'nhầm' });
  }

  get open(): string[] {
    return openUserTasks(this.state).map(({ elementId }) => elementId);
  }
}

const options = { limits: { hops: 300, work: 3_000 } };
const uncounted = (state: InstanceState): unknown => ({ ...written(state), sequence: 0, lastKey: 0 });

const started = async (process: ProcessBuilder, variables = {}, undoable: string[] = []): Promise<Logged> => {
  const graph = await compileOrThrow([process.resource()]);
  const jobTypes = Object.fromEntries(
    undoable.map((type) => [type, { execution: 'transactional', retries: 1, undoable: true } as const]),
  );
  return new Logged(
    { ...graph, jobTypes: { noting: { execution: 'transactional', retries: 1 }, ...jobTypes } },
    variables,
  );
};

const draftAndApprove = () =>
  aProcess()
    .startEvent()
    .userTask('draft')
    .boundaryEvent('late', 'draft', timer('timeDuration', 'P5D'), { attributes: { cancelActivity: false } })
    .endEvent('remind')
    .from('draft')
    .userTask('approve')
    .endEvent('done');

describe('undoing a completed user task', () => {
  it('should be possible while what follows is suspended, and has not been given anything', async () => {
    const run = await started(
      aProcess().startEvent().userTask('draft').receiveTask('reply', 'reply', '="k"').endEvent('done'),
    );
    const who = { elementId: 'reply', timers: 'stop', actor: 'admin', reason: 'test' } as const;
    expect(run.do({ kind: 'suspendElement', ...who })).toBeNull();
    const begun = uncounted(run.state);
    run.complete('draft');
    expect(run.undo('draft')).toBeNull();
    expect(uncounted(run.state)).toEqual(begun);
    expect(run.do({ kind: 'resumeElement', ...who })).toBeNull();
    run.complete('draft');
    expect(run.do({ kind: 'suspendElement', ...who })).toBeNull();
    const [subscriptionKey = ''] = Object.keys(run.state.messageSubscriptions);
    run.do({ kind: 'correlateMessage', subscriptionKey, messageId: 'm', variables: {} });
    expect(run.undo('draft')).toBe('This can no longer be undone: what followed has gone on at “reply”.');
  });

  it('should open the task as it was, with its timer, and end what followed', async () => {
    const run = await started(draftAndApprove(), { subject: 'a' });
    run.do({
      kind: 'assignUserTask',
      key: openUserTasks(run.state)[0]?.key ?? '',
      assignee: 'an',
      actor: 'an',
    });
    const before = uncounted(run.state);

    run.complete('draft', { subject: 'b', added: 1 });
    expect(run.open).toEqual(['approve']);
    expect(run.undo('draft')).toBeNull();

    expect(uncounted(run.state)).toEqual(before);
    expect(run.events.map(({ event }) => event)).toEqual([
      'userTaskClosed',
      'terminated',
      'timerStarted',
      'activated',
      'userTaskReopened',
      'variable',
    ]);
    expect(run.events.find(({ event }) => event === 'userTaskReopened')).toMatchObject({
      element: 'draft',
      task: { assignee: 'an', variables: { subject: 'a' } },
      actor: 'an',
      reason: 'nhầm',
    });
    run.complete('draft').complete('approve');
    expect(lifecycle(run.state)).toBe('completed');
  });

  it('should be for who completed it', async () => {
    const run = (await started(draftAndApprove())).complete('draft');
    expect(run.undo('draft', 'binh')).toContain('Only who completed');
  });

  it('should be refused when somebody has taken what followed, and not when it was given back', async () => {
    const run = (await started(draftAndApprove())).complete('draft');
    const key = openUserTasks(run.state)[0]?.key ?? '';
    run.do({ kind: 'assignUserTask', key, assignee: 'binh', actor: 'binh' });
    expect(run.undo('draft')).toContain('“approve” that followed has been claimed');
    run.do({ kind: 'assignUserTask', key, assignee: null, actor: 'binh' });
    expect(run.undo('draft')).toBeNull();
    expect(run.open).toEqual(['draft']);
  });

  it('should be refused when what followed has been done', async () => {
    const process = draftAndApprove().from('approve').userTask('sign').endEvent('signed');
    const run = (await started(process)).complete('draft').complete('approve');
    expect(run.undo('draft')).toContain('gone on at “approve”');
    expect(run.undo('approve')).toBeNull();
    expect(run.undo('draft')).toContain('gone on at “approve”');
  });

  it.each([
    [
      'a signal',
      (p: ProcessBuilder) => p.throwEvent('out', p.signal('alarm')),
      'the signal “alarm” has been sent',
    ],
    ['a job outside', (p: ProcessBuilder) => p.serviceTask('out'), '“out” has begun'],
  ])('should be refused when it has led to %s', async (_, draw, reason) => {
    const process = aProcess().startEvent().userTask('draft');
    draw(process).userTask('next').endEvent();
    const run = (await started(process, { key: 'k' })).complete('draft');
    expect(run.undo('draft')).toContain(reason);
  });

  it('should be refused when it has led to a job, unless that is undoable', async () => {
    const process = () =>
      aProcess().startEvent().userTask('draft').serviceTask('noting').userTask('next').endEvent();
    const answer = (run: Logged) => {
      const [key = ''] = Object.keys(run.state.jobs);
      run.do({ kind: 'completeJob', key, variables: {} });
      return run;
    };
    const plain = answer((await started(process())).complete('draft'));
    expect(plain.undo('draft')).toContain('“noting” has been done');
    const undoable = await started(process(), {}, ['noting']);
    const before = uncounted(undoable.state);
    answer(undoable.complete('draft'));
    expect(undoable.open).toEqual(['next']);
    expect(undoable.undo('draft')).toBeNull();
    expect(uncounted(undoable.state)).toEqual(before);
  });

  it('should leave alone what others have done beside it', async () => {
    const process = aProcess().startEvent().parallelGateway('fork');
    process
      .userTask('left')
      .parallelGateway('join')
      .from('fork')
      .userTask('right')
      .userTask('right2')
      .to('join');
    process.from('join').userTask('after').endEvent();
    const run = await started(process);
    run.complete('left', { left: 1 }, 'an').complete('right', { right: 1 }, 'binh');
    expect(run.open).toEqual(['right2']);
    expect(run.undo('left')).toBeNull();
    expect(run.open).toEqual(['left', 'right2']);
    expect(run.state.instances[run.state.rootKey]?.variables).toEqual({ right: 1 });
    run.complete('right2').complete('left', { left: 2 });
    expect(run.open).toEqual(['after']);
    expect(run.undo('right2')).toContain('gone on');
  });

  it('should be refused when the data was changed since', async () => {
    const process = aProcess().startEvent().parallelGateway('fork');
    process
      .userTask('left')
      .userTask('left2')
      .endEvent('endLeft')
      .from('fork')
      .userTask('right')
      .userTask('right2')
      .endEvent();
    const run = await started(process, { subject: 'a' });
    run.complete('left', { subject: 'b' }).complete('right', { subject: 'c' });
    expect(run.undo('left')).toContain('the data “subject” has been changed');
  });

  it('should put one result of several back', async () => {
    const process = aProcess()
      .startEvent()
      .userTask('each', {
        children: forEach({ items: '=[1,2,3]', collect: ['results', '=answer'] }),
      })
      .endEvent();
    const run = await started(process);
    run.complete('each', { answer: 'x' }).complete('each', { answer: 'y' });
    expect(run.undoAt(0, 'an')).toBeNull();
    expect(run.open).toHaveLength(2);
    run.complete('each', { answer: 'z' }).complete('each', { answer: 'w' });
    expect(lifecycle(run.state)).toBe('completed');
    expect(run.state.instances[run.state.rootKey]?.variables).toEqual({ results: ['z', 'y', 'w'] });
  });

  it('should be refused when the past given is not that of the instance', async () => {
    const run = (await started(draftAndApprove())).complete('draft');
    const [first] = run.log;
    const key = Object.keys(first?.before.userTasks ?? {})[0] ?? '';
    run.do({ kind: 'setVariables', scope: null, variables: { a: 1 } });
    const past: Past = { before: first?.before ?? run.state, since: first ? [first] : [] };
    const command = { kind: 'undoUserTask', key, actor: 'an', reason: 'x' } as const;
    expect(run.do({ ...command, past })).toContain('just gone on');
    expect(run.do({ ...command, past: { ...past, since: [] } })).toBe('INVALID');
  });
});

describe('laws of undoing', { timeout: 120_000 }, () => {
  it.each([
    ['block-structured', model.map((block) => () => compileModel(block))],
    ['any', nodes.map((drawn) => () => compileGraph(drawn))],
  ])('should find an instance of %s model as it was before', async (_, drawn) => {
    let done = 0;
    await fc.assert(
      fc.asyncProperty(drawn, choices, async (compile, path) => {
        const graph = await compile();
        const run = new Logged(graph, { count: 0 });
        for (const choice of path) {
          if (lifecycle(run.state) !== 'active' || openIncidents(run.state).length > 0) return;
          const command = nextCommand(run.state, choice);
          if (!command) return;
          const before = uncounted(run.state);
          run.do(command);
          if (command.kind !== 'completeUserTask' || lifecycle(run.state) !== 'active') continue;
          if (run.undoAt(run.log.length - 1, null) !== null) continue;
          done++;
          expect(uncounted(run.state)).toEqual(before);
          run.do(command);
        }
      }),
      { numRuns: 100 },
    );
    // else the law would say nothing
    expect(done).toBeGreaterThan(10);
  });

  it('should find what others did since as if the completion had never been', async () => {
    let done = 0;
    const branch = model.map((block): Block => ({ kind: 'sequence', blocks: [{ kind: 'userTask' }, block] }));
    const since = fc.array(fc.nat(20), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(branch, branch, since, async (left, right, choices) => {
        const graph = await compileModel({ kind: 'parallel', blocks: [left, right] });
        const [run, without] = [new Logged(graph, { count: 0 }), new Logged(graph, { count: 0 })];
        const [task, beside] = openUserTasks(run.state);
        if (!task || !beside) throw new Error('two tasks are open');
        run.do({ kind: 'completeUserTask', key: task.key, variables: {}, actor: null });
        // others may have read what the completion has changed
        if (run.events.some(({ event }) => event === 'variable')) return;
        const inBranch = (state: InstanceState) =>
          openUserTasks(state).filter(({ elementId }) => elementId.startsWith('x_1'));
        for (const choice of choices) {
          const tasks = inBranch(run.state);
          const nth = choice % Math.max(1, tasks.length);
          for (const it of tasks.length > 0 ? [run, without] : []) {
            const key = inBranch(it.state)[nth]?.key ?? '';
            it.do({ kind: 'completeUserTask', key, variables: {}, actor: null });
          }
        }
        if (lifecycle(run.state) !== 'active' || run.undoAt(0, null) !== null) return;
        done++;
        expect(canonical(run.state)).toBe(canonical(without.state));
      }),
      { numRuns: 150 },
    );
    expect(done).toBeGreaterThan(10);
  });
});
