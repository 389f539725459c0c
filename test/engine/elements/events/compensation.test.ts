import { describe, expect, it } from 'vitest';
import { aProcess } from '../../a-process.ts';
import { aRun } from '../../a-run.ts';

describe('a compensation throw event', () => {
  it('should undo what has completed, the last first, and wait until it is undone', async () => {
    const run = await aRun(
      aProcess()
        .startEvent()
        .task('a')
        .undoneBy('undoA')
        .task('b')
        .undoneBy('undoB')
        .task('c')
        .throwEvent('throw', '<bpmn:compensateEventDefinition/>')
        .endEvent(),
    );
    expect(run.jobs).toEqual(['undoB']);
    run.job('undoB');
    expect(run.jobs).toEqual(['undoA']);
    expect(run.completed).not.toContain('throw');
    run.job('undoA');
    expect(run.lifecycle).toBe('completed');
    expect(run.trace.slice(run.trace.indexOf('activated throw'))).toEqual([
      'activated throw',
      'activated undoB_on',
      'completed undoB_on',
      'activated undoB',
      'completed undoB',
      'activated undoA_on',
      'completed undoA_on',
      'activated undoA',
      'completed undoA',
      'completed throw',
      'activated end',
      'completed end',
      'completed process',
    ]);
  });
});
