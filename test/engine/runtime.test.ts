import { describe, expect, it } from 'vitest';
import { compileProcess } from '../../engine/parse/compile-process.ts';
import { childrenOf, readBpmn } from '../../engine/parse/moddle.ts';
import { aProcess, timer } from './a-process.ts';
import { aRun, TestRun } from './a-run.ts';

describe('the engine', () => {
  it('should run 10,000 elements in sequence without running out of stack', async () => {
    // given a model that is compiled without validation, which would take its time with it
    const process = aProcess().startEvent();
    for (let i = 0; i < 10_000; i++) process.task(`t${i}`);
    const read = await readBpmn(process.resource().content);
    if (!read.ok) throw new Error(read.message.en);
    const [element] = childrenOf(read.definitions, 'rootElements');
    if (!element) throw new Error('no process');
    const compiled = compileProcess(element, 'long.bpmn', () => {});
    const graph = { hash: '', processes: { process: compiled }, decisions: {}, forms: {}, jobTypes: {} };
    // when
    const run = new TestRun(graph, 'process');
    // then
    expect(run.lifecycle).toBe('completed');
    expect(run.completed).toHaveLength(10_002);
  });

  it('should end a loop without a wait by an incident', async () => {
    const process = aProcess().startEvent().exclusiveGateway('again').task('work').to('again');
    const run = await aRun(process);
    expect(run.incidents).toEqual([expect.stringMatching(/ENDLESS_LOOP$/)]);
    expect(run.lifecycle).toBe('active');
    expect(run.cancel().lifecycle).toBe('terminated');
  });

  it('should end a loop over timers that are due at once by an incident', async () => {
    const process = aProcess()
      .startEvent()
      .exclusiveGateway('again')
      .catchEvent('now', timer('timeDuration', 'PT0S'))
      .to('again');
    const run = (await aRun(process)).advance('PT1S');
    expect(run.incidents).toEqual([expect.stringMatching(/ENDLESS_LOOP$/)]);
  });

  it('should not accept a timer that repeats without any time between', async () => {
    const process = aProcess()
      .startEvent()
      .userTask('work')
      .endEvent()
      .boundaryEvent('tick', 'work', timer('timeCycle', '=cycle'), { attributes: { cancelActivity: false } });
    const run = await aRun(process, { variables: { cycle: 'R/PT0S' } });
    expect(run.incidents).toEqual(['work EXPRESSION_FAILED']);
  });

  it('should take work first in, first out: parallel branches go on in turn', async () => {
    const process = aProcess()
      .startEvent()
      .parallelGateway('fork')
      .task('a1')
      .task('a2')
      .from('fork')
      .task('b1')
      .task('b2');
    const run = await aRun(process);
    expect(run.trace.filter((line) => /activated [ab]\d/.test(line))).toEqual([
      'activated a1',
      'activated b1',
      'activated a2',
      'activated b2',
    ]);
  });
});
