import { describe, expect, it } from 'vitest';
import { aProcess, forEach, listeners, loop, type ProcessBuilder } from '../../a-process.ts';
import { aRun, compileOrThrow } from '../../a-run.ts';

const around = (id: string): { extensions: string } => ({
  extensions: listeners(['start', `${id}-start`], ['end', `${id}-end`]),
});

describe('execution listeners', () => {
  it('should hold an element up before it is activated and before it completes, one after the other', async () => {
    // given
    const process = aProcess()
      .startEvent()
      .serviceTask('work', {
        extensions: listeners(['start', 's1'], ['end', 'e1'], ['start', 's2'], ['end', 'e2']),
      })
      .userTask('after')
      .endEvent();
    const run = await aRun(process);
    const work = () => run.trace.filter((line) => line.endsWith(' work'));
    expect([run.jobs, work()]).toEqual([['s1'], []]);
    // when
    run.job('s1');
    expect([run.jobs, work()]).toEqual([['s2'], []]);
    run.job('s2');
    expect([run.jobs, work()]).toEqual([['work'], ['activated work']]);
    run.job('work').job('e1');
    expect([run.jobs, work()]).toEqual([['e2'], ['activated work']]);
    run.job('e2');
    // then
    expect(work()).toEqual(['activated work', 'completed work']);
    expect(run.open).toEqual(['after']);
  });

  it('should ask them on every kind of element', async () => {
    const called = aProcess('called').startEvent().endEvent();
    const process = aProcess()
      .startEvent('start', around('start'))
      .node('exclusiveGateway', 'xor', around('xor'))
      .node('parallelGateway', 'and', around('and'))
      .node('inclusiveGateway', 'or', around('or'))
      .node('complexGateway', 'odd', around('odd'))
      .node('manualTask', 'manual', around('manual'))
      .scriptTask('script', '=1', 'one', around('script'))
      .callActivity('call', 'called', around('call'))
      .subProcess('sub', (inside) => inside.startEvent('s').endEvent('e'), around('sub'))
      .node('intermediateThrowEvent', 'throw', around('throw'));
    process.throwEvent('link-to', '<bpmn:linkEventDefinition name="on"/>', around('link-to'));
    process.from('').drawHere('intermediateCatchEvent', 'link-from', {
      children: '<bpmn:linkEventDefinition name="on"/>',
      ...around('link-from'),
    });
    process.endEvent('end', { children: '<bpmn:terminateEventDefinition/>', ...around('end') });
    const run = await aRun(process, { others: [called] });
    const asked: string[] = [];
    while (run.jobs.length > 0) {
      const [type = ''] = run.jobs;
      asked.push(type);
      run.job(type);
    }
    const elements = ['start', 'xor', 'and', 'or', 'odd', 'manual', 'script', 'call', 'sub', 'throw'];
    expect(asked).toEqual(
      [...elements, 'link-to', 'link-from', 'end'].flatMap((id) => [`${id}-start`, `${id}-end`]),
    );
    expect(run.lifecycle).toBe('terminated');
  });

  it('should ask those of the process itself', async () => {
    const process = aProcess().startEvent().endEvent();
    const { name, content } = process.resource();
    const extended = content.replace(
      'isExecutable="true">',
      `isExecutable="true"><bpmn:extensionElements>${around('p').extensions}</bpmn:extensionElements>`,
    );
    const run = await aRun({ resource: () => ({ name, content: extended }) } as ProcessBuilder, {
      variables: { x: 1 },
    });
    expect([run.trace, run.jobs]).toEqual([[], ['p-start']]);
    run.job('p-start', { y: 2 });
    expect([run.completed, run.jobs]).toEqual([['start', 'end'], ['p-end']]);
    run.job('p-end', { z: 3 });
    expect([run.lifecycle, run.variables]).toEqual(['completed', { x: 1, y: 2, z: 3 }]);
  });

  it('should keep what a start listener brings in the element, and give what an end listener brings to the scope around', async () => {
    // given
    const process = aProcess()
      .startEvent()
      .userTask('task', {
        ...around('task'),
        inputs: { '=1': 'input' },
        outputs: { '=local + done': 'result' },
      })
      .userTask('after')
      .endEvent();
    const run = await aRun(process, { variables: { local: 0 } });
    // when
    run.job('task-start', { local: 10 }).complete('task', { done: 5 });
    expect(run.variables).toEqual({ local: 0, result: 15 });
    run.job('task-end', { seen: true });
    // then
    expect(run.variables).toEqual({ local: 0, result: 15, seen: true });
  });

  it('should map inputs and outputs once, before they are asked', async () => {
    const process = aProcess()
      .startEvent()
      .serviceTask('task', {
        extensions: listeners(['start', 's1'], ['end', 'e1']),
        inputs: { '=n + 1': 'own' },
        outputs: { '=n + 1': 'n' },
      })
      .endEvent();
    const run = await aRun(process, { variables: { n: 1 } });
    run.job('s1').job('task');
    expect(run.variables).toEqual({ n: 2 });
    run.job('e1');
    expect([run.variables, run.lifecycle]).toEqual([{ n: 2 }, 'completed']);
  });

  it('should raise an incident when one has no retries left, and ask that one again when it is resolved', async () => {
    // given
    const process = aProcess()
      .startEvent()
      .serviceTask('task', { extensions: listeners(['start', 's1'], ['start', 's2'], ['end', 'e1']) })
      .endEvent();
    const run = await aRun(process);
    run.job('s1').failJob('s2', 2);
    expect(run.jobs).toEqual(['s2']);
    // when
    run.failJob('s2');
    expect([run.incidents, run.jobs]).toEqual([['task EXECUTION_LISTENER_NO_RETRIES'], []]);
    // then
    expect(run.resolve().jobs).toEqual(['s2']);
    run.job('s2').job('task').failJob('e1');
    expect(run.incidents).toEqual(['task EXECUTION_LISTENER_NO_RETRIES']);
    expect(run.resolve().job('e1').lifecycle).toBe('completed');
  });

  it('should not ask again when what follows fails', async () => {
    const process = aProcess()
      .startEvent()
      .node('exclusiveGateway', 'xor', { extensions: listeners(['start', 's1']) })
      .when('=go')
      .endEvent();
    const run = (await aRun(process)).job('s1');
    expect(run.incidents).toEqual(['xor CONDITION_FAILED']);
    expect(run.resolve({ go: true }).lifecycle).toBe('completed');
  });

  it('should let them compute what the element needs', async () => {
    const process = aProcess()
      .startEvent()
      .node('exclusiveGateway', 'xor', {
        extensions: listeners(['start', 'decide']),
        attributes: { default: 'xor-no' },
      })
      .when('=go')
      .userTask('yes')
      .endEvent()
      .from('xor')
      .to('no', 'xor-no')
      .drawHere('endEvent', 'no');
    const run = (await aRun(process, { variables: { go: false } })).job('decide', { go: true });
    expect(run.open).toEqual(['yes']);
  });

  it('should be terminated without having been activated when it is ended on its way in', async () => {
    // given
    const process = aProcess()
      .startEvent()
      .serviceTask('task', { extensions: listeners(['start', 's1']) })
      .endEvent();
    const run = await aRun(process);
    // when
    run.cancel();
    // then
    expect(run.trace.slice(-2)).toEqual(['terminated task', 'terminated process']);
    expect(run.trace).not.toContain('activated task');
    expect(run.jobs).toEqual([]);
  });

  it('should not wait for its boundary events before it is activated, nor after its end has begun', async () => {
    const process = aProcess().startEvent().serviceTask('task', around('task')).endEvent();
    process.boundaryEvent('stop', 'task', process.signal('stop')).endEvent('stopped');
    const run = await aRun(process);
    run.signal('stop');
    expect(run.jobs).toEqual(['task-start']);
    run.job('task-start').job('task').signal('stop');
    expect(run.jobs).toEqual(['task-end']);
    expect(run.job('task-end').completed).not.toContain('stop');
  });

  it('should not catch an error that one throws', async () => {
    const process = aProcess()
      .startEvent()
      .serviceTask('task', { extensions: listeners(['start', 's1']) })
      .endEvent();
    process.boundaryEvent('caught', 'task', process.error()).endEvent('e');
    const run = await aRun(process);
    run.jobError('s1', 'E1');
    expect(run.incidents).toEqual(['task UNHANDLED_ERROR']);
    expect(run.resolve().jobs).toEqual(['s1']);
  });

  it('should be those of each inner instance, and beforeAll of the body', async () => {
    const process = aProcess()
      .startEvent()
      .userTask('each', {
        extensions: listeners(['beforeAll', 'collect'], ['start', 's1'], ['end', 'e1']),
        children: forEach({ items: '=items' }),
      })
      .endEvent();
    const run = await aRun(process);
    expect(run.jobs).toEqual(['collect']);
    run.job('collect', { items: [1, 2] });
    expect(run.jobs).toEqual(['s1', 's1']);
    run.job('s1').job('s1').complete('each').complete('each');
    expect(run.job('e1').job('e1').lifecycle).toBe('completed');
    const looped = aProcess()
      .startEvent()
      .userTask('again', { extensions: listeners(['start', 's1']), children: loop({ maximum: 2 }) })
      .endEvent();
    const twice = (await aRun(looped)).job('s1').complete('again').job('s1').complete('again');
    expect(twice.lifecycle).toBe('completed');
  });

  it('should carry their own headers, retries and moment', async () => {
    const header = '<zeebe:taskHeaders><zeebe:header key="k" value="v"/></zeebe:taskHeaders>';
    const process = aProcess()
      .startEvent()
      .serviceTask('task', {
        extensions: `${listeners(['start', 's1" retries="=1 + 4', header])}<zeebe:taskHeaders><zeebe:header key="own" value="x"/></zeebe:taskHeaders>`,
      })
      .endEvent();
    const run = await aRun(process);
    expect(run.openJob('s1')).toMatchObject({
      headers: { k: 'v' },
      retries: 5,
      listener: 'start',
      elementId: 'task',
    });
  });

  it('should be refused with an event that is none, or on what never completes', async () => {
    const refused = (process: ProcessBuilder) => compileOrThrow([process.resource()]);
    await expect(
      refused(
        aProcess()
          .startEvent()
          .task('t', { extensions: listeners(['begin', 'x']) })
          .endEvent(),
      ),
    ).rejects.toThrow('t: listener');
    await expect(
      refused(
        aProcess()
          .startEvent()
          .task('t', { extensions: listeners(['beforeAll', 'x']) })
          .endEvent(),
      ),
    ).rejects.toThrow('t: listener');
    const thrown = aProcess().startEvent();
    thrown.endEvent('failed', { children: thrown.error('E'), extensions: listeners(['end', 'x']) });
    await expect(refused(thrown)).rejects.toThrow('failed: listener');
  });
});

describe('a job that fails with a back-off', () => {
  const process = () => aProcess().startEvent().serviceTask('work').endEvent();

  it('should be opened again only after it', async () => {
    // given
    const run = await aRun(process());
    run.command({
      kind: 'failJob',
      key: run.jobKey('work'),
      retries: 2,
      message: 'busy',
      retryBackOff: 60_000,
    });
    expect(run.jobs).toEqual([]);
    // when
    run.advance('PT59S');
    expect(run.jobs).toEqual([]);
    run.advance('PT1S');
    // then
    expect(run.openJob('work')).toMatchObject({ retries: 2 });
    expect(run.job('work').lifecycle).toBe('completed');
  });

  it('should not be opened again when its element has ended', async () => {
    const interrupted = process();
    interrupted.boundaryEvent('stop', 'work', interrupted.signal('stop')).userTask('stopped').endEvent('e');
    const run = await aRun(interrupted);
    run.command({ kind: 'failJob', key: run.jobKey('work'), retries: 1, message: '', retryBackOff: 1000 });
    run.signal('stop').advance('PT1M');
    expect([run.jobs, run.open]).toEqual([[], ['stopped']]);
  });

  it('should be an incident at once without retries', async () => {
    const run = await aRun(process());
    run.command({ kind: 'failJob', key: run.jobKey('work'), retries: 0, message: '', retryBackOff: 1000 });
    expect(run.incidents).toEqual(['work JOB_NO_RETRIES']);
  });
});
