/** Each sentence of what the conformance runner promises, through the command's own door. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCase } from '../../../cli/run/run-case.ts';
import type { Resource, Variables } from '../../../engine/index.ts';
import { aFile, aProcess, forEach, type ProcessBuilder, timer } from '../../engine/a-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'congvan-contract-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Line = Record<string, unknown>;
let models = 0;

async function run(
  process: ProcessBuilder | Resource,
  steps: unknown[] = [],
  { variables = {}, processId = null }: { variables?: Variables; processId?: string | null } = {},
) {
  const model = join(folder, `model-${++models}.bpmn`);
  writeFileSync(model, 'content' in process ? process.content : process.resource().content);
  const { exitCode, output, errors } = await runCase(
    {
      ...{ model, processId, resources: null },
      variables: JSON.stringify(variables),
      script: JSON.stringify(steps),
    },
    'memory',
  );
  const lines = output
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
  return { exitCode, errors, model, trace: lines.slice(0, -1), outcome: lines.at(-1) };
}

const of = (trace: Line[], element: string): unknown[] =>
  trace.flatMap((line) => (line.element === element ? [line.event] : []));

const completed = (trace: Line[]): unknown[] =>
  trace.flatMap((line) => (line.event === 'completed' ? [line.element] : []));

describe('the trace', () => {
  it('should name what an event waits for or throws', async () => {
    const p = aProcess();
    const link = '<bpmn:linkEventDefinition name="L"/>';
    p.startEvent('none')
      .throwEvent('signal', p.signal('S'))
      .throwEvent('escalation', p.escalation('E'))
      .throwEvent('message', p.message('M', '="k"'))
      .catchEvent('timer', timer('timeDuration', 'PT1S'))
      .throwEvent('multiple', p.signal('S') + p.escalation('E'))
      .throwEvent('compensation', '<bpmn:compensateEventDefinition/>')
      .subProcess('sub', (inside) =>
        inside.startEvent('s').endEvent('error', { children: inside.error('B') }),
      )
      .boundaryEvent('caught', 'sub', p.error('B'))
      .throwEvent('link', link);
    p.drawHere('intermediateCatchEvent', 'linked', { children: link })
      .catchEvent(
        'conditional',
        '<bpmn:conditionalEventDefinition><bpmn:condition>=true</bpmn:condition></bpmn:conditionalEventDefinition>',
      )
      .endEvent('terminate', { children: '<bpmn:terminateEventDefinition/>' });
    const { trace } = await run(p, [{ advance: 'PT1S' }]);
    const definitions = new Map(
      trace.flatMap((line) => (line.eventDefinition ? [[line.element, line.eventDefinition]] : [])),
    );
    expect(Object.fromEntries(definitions)).toEqual({
      ...{ none: 'none', s: 'none', caught: 'error', linked: 'link' },
      ...Object.fromEntries(
        [
          'signal',
          'escalation',
          'message',
          'timer',
          'multiple',
          'compensation',
          'error',
          'link',
          'conditional',
          'terminate',
        ].map((definition) => [definition, definition]),
      ),
    });
    expect(trace.filter((line) => line.type === 'sequenceFlow' && line.eventDefinition)).toEqual([]);
  });

  it('should know event sub-processes and the bodies of multi-instance activities', async () => {
    const p = aProcess();
    p.startEvent()
      .userTask('each', { children: forEach({ items: '=[1, 2]' }) })
      .endEvent();
    p.eventSubProcess('esp', (inside) =>
      inside
        .startEvent('es', { children: inside.signal('S'), attributes: { isInterrupting: false } })
        .endEvent('ee'),
    );
    const { trace } = await run(p, [{ signal: { name: 'S' } }]);
    const activated = trace.filter((line) => line.event === 'activated');
    const [body, ...inner] = activated.filter((line) => line.element === 'each');
    expect(body?.type).toBe('multiInstanceBody');
    expect(inner.map((line) => [line.type, line.scope])).toEqual([
      ['userTask', body?.key],
      ['userTask', body?.key],
    ]);
    expect(activated.find((line) => line.element === 'esp')?.type).toBe('eventSubProcess');
  });

  it('should have no scope for the started process, and the call activity as that of a called one', async () => {
    const caller = aProcess('caller').startEvent().callActivity('call', 'called').endEvent();
    const called = aProcess('called').startEvent('cs').userTask('task').endEvent('ce');
    const { trace } = await run(aFile([caller, called]));
    const activated = (element: string): Line | undefined =>
      trace.find((line) => line.event === 'activated' && line.element === element);
    expect(activated('caller')).not.toHaveProperty('scope');
    expect(activated('called')).toMatchObject({ type: 'process', scope: activated('call')?.key });
    expect(activated('task')).toMatchObject({ scope: activated('called')?.key });
  });

  it('should not have the instances that a message or signal starts besides', async () => {
    const p = aProcess();
    p.startEvent('s').userTask('task').endEvent('e');
    p.startEvent('ms', { children: p.message('M', '=1') }).to('task');
    p.startEvent('ss', { children: p.signal('S') }).to('task');
    const { trace, outcome } = await run(p, [{ message: { name: 'M' } }, { signal: { name: 'S' } }]);
    expect(of(trace, 'task')).toEqual(['activated']);
    expect(trace.map((line) => line.element)).not.toContain('ms');
    expect(outcome).toMatchObject({ open: ['task'] });
  });

  it('should lead from a link to its catch event without a flow taken', async () => {
    const p = aProcess();
    const link = '<bpmn:linkEventDefinition name="L"/>';
    p.startEvent().throwEvent('throw', link);
    p.drawHere('intermediateCatchEvent', 'catch', { children: link }).endEvent();
    const { trace } = await run(p);
    expect(trace.flatMap((line) => (line.event === 'taken' ? [line.element] : []))).toEqual([
      'start-throw',
      'catch-end',
    ]);
  });

  it('should end an element that was held up on its way in without having activated it', async () => {
    const p = aProcess().startEvent().exclusiveGateway('xor').when('=a').endEvent('x');
    p.from('xor').when('=b').endEvent('y');
    const { trace } = await run(p, [{ cancel: true }]);
    expect(of(trace, 'xor')).toEqual(['incident', 'terminated']);
  });

  it('should have the events of one element instance in their order', async () => {
    const p = aProcess()
      .startEvent()
      .userTask('task', { inputs: { '=1': 'in' }, outputs: { '=in': 'out' } })
      .endEvent();
    const { trace } = await run(p, [{ complete: 'task' }]);
    const names = trace.map((line) => line.name ?? `${line.event} ${line.element}`);
    const [input, active, output, done] = ['in', 'activated task', 'out', 'completed task'].map((it) =>
      names.indexOf(it),
    );
    expect([input, active, output, done]).toEqual(
      [input, active, output, done].toSorted((a, b) => Number(a) - Number(b)),
    );
    expect(trace.map((line) => line.n)).toEqual(trace.map((_, index) => index + 1));
    expect(trace.every((line) => line.at === '2026-01-05T01:00:00.000Z')).toBe(true);
  });
});

describe('the order of things', () => {
  it('should try conditions in the document order of the flows', async () => {
    const p = aProcess().startEvent().exclusiveGateway('xor', 'last');
    p.to('third', 'last').from('xor').when('=n > 5').to('second').from('xor').when('=n > 1').to('first');
    for (const id of ['first', 'second', 'third']) p.drawHere('endEvent', id);
    expect(completed((await run(p, [], { variables: { n: 9 } })).trace)).toContain('second');
    expect(completed((await run(p, [], { variables: { n: 3 } })).trace)).toContain('first');
    expect(completed((await run(p, [], { variables: { n: 0 } })).trace)).toContain('third');
  });

  it('should do parallel work first in, first out', async () => {
    const p = aProcess().startEvent().parallelGateway('fork').task('a1').task('a2').endEvent('ae');
    p.from('fork').task('b1').task('b2').endEvent('be');
    const tasks = completed((await run(p)).trace).filter((it) => /^[ab]\d$/.test(String(it)));
    expect(tasks).toEqual(['a1', 'b1', 'a2', 'b2']);
  });

  it('should fire timers in the order of their due times, then of their creation', async () => {
    const p = aProcess().startEvent().parallelGateway('fork');
    const waits = { late: 'PT2H', one: 'PT1H', two: 'PT60M', early: 'PT1M' };
    for (const [id, duration] of Object.entries(waits))
      p.from('fork').catchEvent(id, timer('timeDuration', duration)).endEvent(`${id}-end`);
    const { trace } = await run(p, [{ advance: 'PT3H' }]);
    expect(completed(trace).filter((it) => Object.hasOwn(waits, String(it)))).toEqual([
      'early',
      'one',
      'two',
      'late',
    ]);
    expect(trace.find((line) => line.element === 'early-end')?.at).toBe('2026-01-05T01:01:00.000Z');
  });
});

describe('steps', () => {
  it('should cancel the instance', async () => {
    const p = aProcess().startEvent().userTask('task').endEvent();
    const { exitCode, trace, outcome } = await run(p, [{ cancel: true }]);
    expect(exitCode).toBe(0);
    expect(outcome).toEqual({ state: 'terminated', variables: {}, open: [], jobs: [], incidents: [] });
    expect(trace.slice(-2).map((line) => [line.event, line.element])).toEqual([
      ['terminated', 'task'],
      ['terminated', 'process'],
    ]);
  });

  it('should complete the nth open task of an element, and take the nth waiting job of a type', async () => {
    const p = aProcess()
      .startEvent()
      .userTask('task', {
        children: forEach({ items: '=["a", "b", "c"]', as: 'it', collect: ['done', '=by'] }),
      })
      .serviceTask('job', { children: forEach({ items: '=["x", "y"]', collect: ['made', '=n'] }) })
      .endEvent();
    const { exitCode, outcome } = await run(p, [
      { complete: 'task', nth: 1, vars: { by: 'second' } },
      { complete: 'task', nth: 1, vars: { by: 'third' } },
      { complete: 'task', vars: { by: 'first' } },
      { job: 'job', nth: 1, complete: { n: 2 } },
      { job: 'job', complete: { n: 1 } },
    ]);
    expect(exitCode).toBe(0);
    expect(outcome).toMatchObject({
      state: 'completed',
      variables: { done: ['first', 'second', 'third'], made: [1, 2] },
    });
  });

  it('should treat job-based user tasks as user tasks', async () => {
    const p = aProcess().startEvent().node('userTask', 'task').endEvent();
    const waiting = await run(p);
    expect(waiting.outcome).toMatchObject({ open: ['task'], jobs: [] });
    expect((await run(p, [{ complete: 'task' }])).outcome).toMatchObject({ state: 'completed' });
  });

  it('should throw a BPMN error from a job, and leave no job that has no retries left', async () => {
    const p = aProcess();
    p.startEvent()
      .serviceTask('job')
      .endEvent()
      .boundaryEvent('edge', 'job', p.error('E'))
      .endEvent('mended');
    const thrown = await run(p, [{ job: 'job', error: { code: 'E', message: 'm', vars: { a: 1 } } }]);
    expect(completed(thrown.trace)).toContain('mended');
    expect(thrown.outcome).toMatchObject({ variables: { a: 1 } });
    const failed = await run(p, [{ job: 'job', fail: { retries: 0, message: 'broken' } }]);
    expect(failed.outcome).toMatchObject({
      ...{ state: 'active', jobs: [], open: [] },
      incidents: [{ element: 'job', code: 'JOB_NO_RETRIES', message: 'broken' }],
    });
    const again = await run(p, [{ job: 'job', fail: { retries: 1 } }]);
    expect(again.outcome).toMatchObject({ jobs: ['job'], incidents: [] });
  });

  it('should let jobs wait: nothing but the script completes them', async () => {
    const p = aProcess()
      .startEvent()
      .node('sendTask', 'send', { extensions: '<zeebe:taskDefinition type="mail"/>' });
    expect((await run(p.endEvent(), [{ advance: 'P1Y' }])).outcome).toMatchObject({
      jobs: ['mail'],
      state: 'active',
    });
  });

  it.each([
    ['a task that is not open', { complete: 'other' }],
    ['a task that is not open so often', { complete: 'task', nth: 1 }],
    ['a job that is not waiting', { job: 'task', complete: {} }],
  ])('should stop with 3 at %s, the outcome last', async (_, step) => {
    const p = aProcess().startEvent().userTask('task').endEvent();
    const { exitCode, trace, outcome, errors } = await run(p, [step, { complete: 'task' }]);
    expect(exitCode).toBe(3);
    expect(of(trace, 'task')).toEqual(['activated']);
    expect(outcome).toMatchObject({ state: 'active', open: ['task'] });
    expect(errors).toEqual([expect.stringContaining('step 1 could not be taken')]);
  });

  it.each([
    { advance: 'PT1S' },
    { message: { name: 'M' } },
    { signal: { name: 'S' } },
    { cancel: true },
    { complete: 'task' },
  ])('should stop with 3 at a step after the end: %j', async (step) => {
    const p = aProcess().startEvent().userTask('task').endEvent();
    const { exitCode, outcome } = await run(p, [{ complete: 'task' }, step]);
    expect(exitCode).toBe(3);
    expect(outcome).toMatchObject({ state: 'completed' });
  });

  it('should be refused with 2 where they are no steps', async () => {
    const p = aProcess().startEvent().endEvent();
    for (const step of [{ cancel: false }, { advance: 'an hour' }, { complete: 'a', extra: 1 }, 'cancel'])
      expect(await run(p, [step])).toMatchObject({ exitCode: 2, trace: [] });
  });
});

describe('the outcome', () => {
  it('should be terminated where a terminate end event at the top ended the instance', async () => {
    const end = { children: '<bpmn:terminateEventDefinition/>' };
    const top = aProcess().startEvent().endEvent('end', end);
    expect((await run(top)).outcome).toMatchObject({ state: 'terminated' });
    const inside = aProcess()
      .startEvent()
      .subProcess('sub', (sub) => sub.startEvent('s').endEvent('e', end))
      .endEvent();
    expect((await run(inside)).outcome).toMatchObject({ state: 'completed' });
  });

  it('should have the variables of the process scope alone', async () => {
    const p = aProcess()
      .startEvent()
      .userTask('task', { inputs: { '=1': 'local' } })
      .endEvent();
    const { outcome, trace } = await run(p, [], { variables: { start: true } });
    expect(outcome).toMatchObject({ variables: { start: true } });
    expect(trace).toContainEqual(expect.objectContaining({ event: 'variable', name: 'local', value: 1 }));
  });

  it('should be active and empty where nothing has started', async () => {
    const p = aProcess();
    p.messageStart('ms', 'M').endEvent();
    expect(await run(p)).toMatchObject({
      ...{ exitCode: 0, trace: [] },
      outcome: { state: 'active', variables: {}, open: [], jobs: [], incidents: [] },
    });
  });
});

describe('the process', () => {
  const two = aFile([
    aProcess('one').startEvent('s1').endEvent('e1'),
    aProcess('two').startEvent('s2').endEvent('e2'),
  ]);

  it('should be the first executable one of the file, or the one that is named', async () => {
    expect(completed((await run(two)).trace)).toContain('one');
    expect(completed((await run(two, [], { processId: 'two' })).trace)).toContain('two');
    const drawn = {
      ...two,
      content: two.content.replace('id="one" isExecutable="true"', 'id="one" isExecutable="false"'),
    };
    expect(completed((await run(drawn)).trace)).toContain('two');
    expect((await run(drawn, [], { processId: 'one' })).exitCode).toBe(2);
  });

  it('should be refused with 2 by validation, a line for each finding', async () => {
    const p = aProcess().startEvent().node('serviceTask', 'a').node('serviceTask', 'b').endEvent();
    const { exitCode, errors, model } = await run(p);
    expect(exitCode).toBe(2);
    for (const id of ['a', 'b'])
      expect(errors).toContainEqual(
        expect.stringMatching(new RegExp(`^${model}:${id}: task-definition: \\S`)),
      );
  });
});
