import { describe, expect, it } from 'vitest';
import {
  aProcess,
  type Builder,
  forEach,
  type Options,
  type ProcessBuilder,
  timer,
} from '../../a-process.ts';
import { aRun, type TestRun } from '../../a-run.ts';

/** A transaction, and what follows when it succeeds, is cancelled, or fails. */
function aTransaction(draw: (t: Builder) => unknown, options: Options = {}): ProcessBuilder {
  const p = aProcess().startEvent();
  p.transaction(
    'transaction',
    (t) => {
      t.startEvent('begin');
      draw(t);
    },
    options,
  ).endEvent('succeeded');
  p.boundaryEvent('onCancel', 'transaction', p.cancel()).endEvent('cancelled');
  return p.boundaryEvent('onError', 'transaction', p.error()).endEvent('failed');
}

const since = (run: TestRun, element: string): string[] =>
  run.trace.slice(run.trace.indexOf(`activated ${element}`));

describe('a transaction', () => {
  it('should go on like a sub-process when it succeeds, with its own type', async () => {
    const run = await aRun(aTransaction((t) => t.task('a').undoneBy('undoA').endEvent('done')));
    expect(run.completed).toContain('succeeded');
    expect(run.events).toContainEqual(
      expect.objectContaining({ event: 'completed', element: 'transaction', type: 'transaction' }),
    );
  });

  it('should end what is running, then undo what has completed, the last first, then leave by its cancel event', async () => {
    const run = await aRun(
      aTransaction((t) => {
        t.task('a').undoneBy('undoA').task('b').undoneBy('undoB').parallelGateway('fork');
        t.userTask('running').undoneBy('undoRunning').endEvent('e1');
        t.from('fork').userTask('decide').endEvent('cancel', { children: t.cancel() });
      }),
    );
    run.complete('decide');
    expect(run.jobs).toEqual(['undoB']);
    expect(run.open).toEqual([]);
    run.job('undoB').job('undoA');
    expect(run.lifecycle).toBe('completed');
    expect(since(run, 'cancel')).toEqual([
      'activated cancel',
      'terminated running',
      'terminated cancel',
      'activated undoB_on',
      'completed undoB_on',
      'activated undoB',
      'completed undoB',
      'activated undoA_on',
      'completed undoA_on',
      'activated undoA',
      'completed undoA',
      'terminated transaction',
      'activated onCancel',
      'completed onCancel',
      'activated cancelled',
      'completed cancelled',
      'completed process',
    ]);
  });

  it('should leave at once when there is nothing to undo', async () => {
    const run = await aRun(aTransaction((t) => t.task('a').endEvent('cancel', { children: t.cancel() })));
    expect(run.completed).toContain('cancelled');
    expect(run.lifecycle).toBe('completed');
  });

  it('should be cancelled from deeper inside, and undo what the sub-process that does so has completed', async () => {
    const run = await aRun(
      aTransaction((t) => {
        t.task('a').undoneBy('undoA');
        t.subProcess(
          'sub',
          (s) => s.startEvent('s').task('b').undoneBy('undoB').endEvent('cancel', { children: s.cancel() }),
          { inputs: { '=1': 'x' } },
        );
        t.endEvent('done');
      }),
    );
    expect(run.openJob('undoB').variables).toEqual({ x: 1 });
    run.job('undoB').job('undoA');
    expect(run.completed).toContain('cancelled');
    expect(run.trace.filter((it) => it.endsWith(' sub'))).toEqual(['activated sub', 'terminated sub']);
  });

  it('should not undo a sub-process by its handler that it ends on its way, but what that has completed', async () => {
    const run = await aRun(
      aTransaction((t) => {
        t.parallelGateway('both').userTask('decide').endEvent('cancel', { children: t.cancel() });
        t.from('both').subProcess('sub', (s) =>
          s.startEvent('s').task('a').undoneBy('undoA').userTask('wait').endEvent('e'),
        );
        t.undoneBy('undoSub').endEvent('done');
      }),
    );
    run.complete('decide');
    expect(run.jobs).toEqual(['undoA']);
    run.job('undoA');
    expect(run.completed).toContain('cancelled');
  });

  it('should be cancelled from its event sub-process', async () => {
    const run = await aRun(
      aTransaction((t) => {
        t.task('a').undoneBy('undoA').serviceTask('work').endEvent('done');
        t.eventSubProcess('rescue', (e) =>
          e.startEvent('es', { children: e.error('broken') }).endEvent('cancel', { children: e.cancel() }),
        );
      }),
    );
    run.jobError('work', 'broken').job('undoA');
    expect(run.completed).toContain('cancelled');
  });

  it('should undo nothing when it fails', async () => {
    const run = await aRun(
      aTransaction((t) => t.task('a').undoneBy('undoA').serviceTask('work').endEvent('done')),
    );
    run.jobError('work', 'broken');
    expect(run.jobs).toEqual([]);
    expect(run.completed).toContain('failed');
  });

  it('should fail when a handler does', async () => {
    const run = await aRun(
      aTransaction((t) =>
        t
          .task('a')
          .undoneBy('undoA')
          .task('b')
          .undoneBy('undoB')
          .endEvent('cancel', { children: t.cancel() }),
      ),
    );
    run.jobError('undoB', 'broken');
    expect(run.completed).toContain('failed');
    expect(run.completed).not.toContain('cancelled');
    expect(run.jobs).toEqual([]);
  });

  it('should undo what is left when it is cancelled while something in it is being undone', async () => {
    const run = await aRun(
      aTransaction((t) => {
        t.parallelGateway('both').userTask('decide').endEvent('cancel', { children: t.cancel() });
        t.from('both').task('a').undoneBy('undoA');
        t.subProcess('sub', (s) => {
          s.startEvent('s').task('b').undoneBy('undoB').task('c').undoneBy('undoC');
          s.eventSubProcess('undoSub', (e) =>
            e
              .startEvent('es', { children: e.compensation() })
              .userTask('first')
              .throwEvent('rest', e.compensation())
              .endEvent('ee'),
          );
          s.endEvent('e');
        });
        t.task('d').undoneBy('undoD').throwEvent('throw', t.compensation()).endEvent('done');
      }),
    );
    // d is being undone, nothing else has begun to
    expect(run.jobs).toEqual(['undoD']);
    run.complete('decide');
    expect(run.jobs).toEqual([]);
    expect(run.open).toEqual(['first']);
    run.complete('first').job('undoC').job('undoB').job('undoA');
    expect(run.completed).toContain('cancelled');
    expect(run.lifecycle).toBe('completed');
  });

  it('should be undone as a whole once it has succeeded', async () => {
    const p = aTransaction((t) => t.task('a').undoneBy('undoA').task('b').undoneBy('undoB').endEvent('done'));
    p.from('transaction').endEvent('regret', { children: p.compensation('transaction') });
    const run = await aRun(p);
    run.job('undoB').job('undoA');
    expect(run.lifecycle).toBe('completed');
  });

  it('should be left while it is being undone by an event that interrupts it', async () => {
    const p = aTransaction((t) => t.task('a').undoneBy('undoA').endEvent('cancel', { children: t.cancel() }));
    p.boundaryEvent('late', 'transaction', timer('timeDuration', 'PT1H')).endEvent('given-up');
    const run = await aRun(p);
    run.advance('PT1H');
    expect(run.completed).toContain('given-up');
    expect(run.lifecycle).toBe('completed');
    expect(run.jobs).toEqual([]);
  });

  it('should be cancelled in all its instances, those that have completed included', async () => {
    const run = await aRun(
      aTransaction(
        (t) =>
          t
            .userTask('a')
            .undoneBy('undoA')
            .exclusiveGateway('ok', 'fine')
            .when('=no')
            .endEvent('cancel', { children: t.cancel() })
            .from('ok')
            .to('done', 'fine')
            .drawHere('endEvent', 'done'),
        { children: forEach({ items: '=[1, 2, 3]', as: 'it' }) },
      ),
      { variables: { no: false } },
    );
    run.complete('a').complete('a', { no: true });
    expect(run.open).toEqual([]);
    expect(run.openJob('undoA').variables).toMatchObject({ it: 2 });
    while (run.jobs.length > 0) run.job('undoA');
    expect(run.completed.filter((it) => it === 'undoA')).toHaveLength(2);
    expect(run.completed).toContain('cancelled');
    expect(run.lifecycle).toBe('completed');
  });
});
