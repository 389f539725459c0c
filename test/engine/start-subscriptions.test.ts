import { describe, expect, it } from 'vitest';
import {
  type ExecutableGraph,
  type MetTrigger,
  meetStart,
  openMessageSubscriptions,
  type StartSubscription,
  startConditionHolds,
  startSubscriptions,
  type Variables,
} from '../../engine/index.ts';
import { aProcess, condition, type ProcessBuilder, timer } from './a-process.ts';
import { compileOrThrow, noon, TestRun } from './a-run.ts';

const compiled = (p: ProcessBuilder): Promise<ExecutableGraph> => compileOrThrow([p.resource()]);

type Starting = Extract<StartSubscription, { elementId: string }>;

const startsOf = (graph: ExecutableGraph): Starting[] =>
  startSubscriptions(graph, 'process', noon).flatMap((it) => (it.kind === 'none' ? [] : [it]));

describe('start events', () => {
  it('should start a process by each trigger of a multiple one', async () => {
    const p = aProcess();
    p.startEvent('start', { children: `${p.message('letter')}${p.signal('go')}` }).userTask('work');
    const graph = await compiled(p);
    expect(startsOf(graph)).toEqual([
      { kind: 'message', elementId: 'start', name: 'letter' },
      { kind: 'signal', elementId: 'start', name: 'go' },
    ]);
    const run = new TestRun(graph, 'process', { startElementId: 'start', variables: { a: 1 } });
    expect(run.open).toEqual(['work']);
    expect(run.variables).toEqual({ a: 1 });
  });

  it('should start a process by a condition on what it is to begin with', async () => {
    const graph = await compiled(
      aProcess()
        .startEvent('hot', { children: condition('=degrees > 300') })
        .task('x'),
    );
    const [start] = startsOf(graph);
    if (start?.kind !== 'condition') throw new Error('no conditional start');
    expect(startConditionHolds(start, { degrees: 301 }, noon)).toBe(true);
    expect(startConditionHolds(start, { degrees: 299 }, noon)).toBe(false);
    expect(startConditionHolds(start, {}, noon)).toBe(false);
  });

  it('should bring together all triggers of a parallel multiple one, by the key of their messages', async () => {
    const p = aProcess();
    p.startEvent('start', {
      children: `${p.message('form')}${p.message('fee')}${timer('timeDuration', 'PT1H')}`,
      attributes: { parallelMultiple: true },
    }).task('x');
    const starts = startsOf(await compiled(p));
    expect(starts.map(({ part }) => part)).toEqual([
      { index: 0, of: 3 },
      { index: 1, of: 3 },
      { index: 2, of: 3 },
    ]);
    let met: MetTrigger[] = [];
    const occur = (index: number, key: string | null, variables: Variables): Variables | null => {
      const start = starts[index];
      if (!start) throw new Error('no such start');
      const result = meetStart(met, start, key, variables);
      met = result.met;
      return result.begins;
    };
    expect(occur(0, 'a', { form: 'A' })).toBeNull();
    expect(occur(0, 'b', { form: 'B' })).toBeNull();
    expect(occur(1, 'b', { fee: 5 })).toBeNull();
    expect(occur(2, null, {})).toEqual({ form: 'B', fee: 5 });
    expect(met.map(({ key }) => key)).toEqual(['a']);
  });
});

describe('instantiating receive task', () => {
  it('should start the process with its message, and be done', async () => {
    const p = aProcess();
    p.receiveTask('letter', 'letter', '=key', { attributes: { instantiate: true } })
      .userTask('work')
      .endEvent();
    const graph = await compiled(p);
    expect(startsOf(graph)).toEqual([{ kind: 'message', elementId: 'letter', name: 'letter' }]);
    expect(startSubscriptions(graph, 'process', noon).some(({ kind }) => kind === 'none')).toBe(false);
    const run = new TestRun(graph, 'process', { startElementId: 'letter', variables: { text: 'hi' } });
    expect(run.trace.slice(0, 3)).toEqual(['activated process', 'activated letter', 'completed letter']);
    expect(run.open).toEqual(['work']);
    expect(run.variables).toEqual({ text: 'hi' });
  });
});

describe('instantiating event-based gateway', () => {
  const process = (attributes: Record<string, string | boolean>) => {
    const p = aProcess();
    return p
      .drawHere('eventBasedGateway', 'first', { attributes: { instantiate: true, ...attributes } })
      .catchEvent('form', p.message('form'))
      .userTask('read')
      .endEvent('end-form')
      .from('first')
      .catchEvent('fee', p.message('fee'))
      .userTask('book')
      .endEvent('end-fee');
  };

  it('should start the process by the first of its events alone, where it is exclusive', async () => {
    const graph = await compiled(process({}));
    expect(startsOf(graph).map(({ elementId }) => elementId)).toEqual(['form', 'fee']);
    const run = new TestRun(graph, 'process', { startElementId: 'fee', variables: { key: 'k' } });
    expect(run.completed).toEqual(['first', 'fee']);
    expect(openMessageSubscriptions(run.state)).toEqual([]);
    expect(run.complete('book').lifecycle).toBe('completed');
  });

  it('should wait for all its events within the instance that the first started, where it is parallel', async () => {
    const graph = await compiled(process({ eventGatewayType: 'Parallel' }));
    const run = new TestRun(graph, 'process', { startElementId: 'fee', variables: { key: 'k' } });
    expect(run.completed).toEqual(['fee']);
    run.complete('book');
    expect(run.lifecycle).toBe('active');
    run.message('form', 'k');
    expect(run.completed).toContain('first');
    expect(run.complete('read').lifecycle).toBe('completed');
  });
});
