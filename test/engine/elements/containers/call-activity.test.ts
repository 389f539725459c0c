import { describe, expect, it } from 'vitest';
import { compile } from '../../../../engine/deployment.ts';
import { applyCommand, type Command } from '../../../../engine/index.ts';
import { aFile, aProcess, forEach, type ProcessBuilder } from '../../a-process.ts';
import { aRun, compileOrThrow, type TestRun } from '../../a-run.ts';

const caller = (called = '', id = 'called'): ProcessBuilder =>
  aProcess('caller').startEvent().callActivity('call', id, { called }).endEvent();

const simple = (tag?: string): ProcessBuilder => {
  const process = aProcess('called').startEvent('s').userTask('work').endEvent('e');
  return tag === undefined
    ? process
    : process.with(`<bpmn:extensionElements><zeebe:versionTag value="${tag}"/></bpmn:extensionElements>`);
};

const rulesOf = async (...processes: ProcessBuilder[]): Promise<string[]> => {
  const resources = processes.map((process) => process.resource());
  const { findings } = await compile(resources, { hash: 'test', jobTypes: {} });
  return findings.filter((it) => it.severity === 'error').map((it) => `${it.elementId} ${it.rule}`);
};

describe('a call activity', () => {
  it('should call the version with the tag that it is bound to', async () => {
    const bound = caller('bindingType="versionTag" versionTag="v2"');
    expect((await aRun(bound, { others: [simple('v2')] })).open).toEqual(['work']);
    expect((await aRun(bound, { others: [simple('v1')] })).incidents).toEqual([
      'call CALLED_PROCESS_NOT_FOUND',
    ]);
    expect(await rulesOf(bound, simple('v2'))).toEqual([]);
    expect(await rulesOf(bound, simple('v1'))).toEqual(['call unknown-called-process']);
    expect(await rulesOf(caller('bindingType="versionTag"'), simple('v1'))).toEqual(['call called-process']);
  });

  it('should call what the standard attribute names', async () => {
    const process = aProcess('caller')
      .startEvent()
      .node('callActivity', 'call', { attributes: { calledElement: 'called' } })
      .endEvent();
    expect((await aRun(process, { others: [simple()] })).open).toEqual(['work']);
  });

  it('should be held up by a process that nothing but an event starts', async () => {
    const p = aProcess('called');
    const run = await aRun(caller(), { others: [p.messageStart('s', 'm').endEvent('e')] });
    expect(run.incidents).toEqual(['call CALLED_PROCESS_NOT_FOUND']);
    expect(run.trace).not.toContain('activated call');
  });

  it('should be held up where processes call themselves without end', async () => {
    const process = aProcess('again').startEvent().callActivity('call', 'again').endEvent();
    const run = await aRun(process);
    expect(run.incidents).toEqual(['call ENDLESS_LOOP']);
    expect(run.trace.filter((line) => line === 'activated again')).toHaveLength(1000);
    expect(run.cancel().lifecycle).toBe('terminated');
  });

  it('should be held up where it calls itself between two waits', async () => {
    const process = aProcess('again').startEvent().userTask('task').callActivity('call', 'again').endEvent();
    const run = await aRun(process);
    // directly: writing down and reading back a state as deep as this each time is slow
    for (let depth = 1; depth < 1000; depth++) {
      const key = Object.keys(run.state.userTasks)[0] ?? '';
      const command: Command = { kind: 'completeUserTask', key, variables: {}, actor: null };
      const result = applyCommand(run.graph, run.state, command, run.now);
      if ('rejection' in result) throw new Error(result.rejection.message);
      run.state = result.state;
    }
    expect(run.incidents).toEqual([]);
    expect(run.complete('task').incidents).toEqual(['call ENDLESS_LOOP']);
  });

  it('should give nothing where neither all variables nor inputs are passed on, not even loop variables', async () => {
    const called = 'propagateAllParentVariables="false"';
    const each = { children: forEach({ items: '=[1]' }), called };
    const process = aProcess('caller').startEvent().callActivity('call', 'called', each).endEvent();
    const visible = (run: TestRun): object[] =>
      run.events.flatMap((it) => (it.event === 'userTaskOpened' ? [it.task.variables] : []));
    expect(visible(await aRun(process, { others: [simple()] }))).toEqual([{}]);
    const mapped = { ...each, inputs: { '=item * 2': 'twice' } };
    const other = aProcess('caller').startEvent().callActivity('call', 'called', mapped).endEvent();
    expect(visible(await aRun(other, { others: [simple()] }))).toEqual([
      { item: 1, loopCounter: 1, twice: 2 },
    ]);
  });

  it('should say which process waits for a message', async () => {
    const called = aProcess('called').startEvent().receiveTask('in', 'letter', '=1').endEvent();
    const caller = aProcess('caller').startEvent().receiveTask('out', 'letter', '=2');
    const run = await aRun(caller.from('start').callActivity('call', 'called').endEvent(), {
      others: [called],
    });
    const subscribed = run.events.flatMap((it) =>
      it.event === 'messageSubscribed' ? [it.subscription] : [],
    );
    expect(subscribed.map(({ elementId, processId }) => [elementId, processId])).toEqual([
      ['out', undefined],
      ['in', 'called'],
    ]);
  });

  it('should catch the errors and escalations of what it calls, and of what that calls', async () => {
    const inner = aProcess('inner').startEvent('is').serviceTask('job').endEvent('ie');
    const middle = aProcess('middle').startEvent('ms').callActivity('mcall', 'inner').endEvent('me');
    const outer = aProcess('outer');
    outer
      .startEvent()
      .callActivity('call', 'middle')
      .endEvent()
      .boundaryEvent('broken', 'call', outer.error('E'))
      .endEvent('mended');
    const run = await aRun(outer, { others: [inner, middle] });
    run.jobError('job', 'E', { reason: 'x' });
    expect(run.completed).toContain('mended');
    expect(run.variables).toEqual({ reason: 'x' });
    expect(run.trace).toEqual(
      expect.arrayContaining([
        'terminated inner',
        'terminated mcall',
        'terminated middle',
        'terminated call',
      ]),
    );
  });

  it('should let an escalation out that does not interrupt, and go on', async () => {
    const inner = aProcess('called');
    inner.startEvent('s').throwEvent('throw', inner.escalation('L')).userTask('work').endEvent('e');
    const outer = aProcess('caller');
    outer
      .startEvent()
      .callActivity('call', 'called')
      .endEvent()
      .boundaryEvent('told', 'call', outer.escalation('L'), { attributes: { cancelActivity: false } })
      .endEvent('noted');
    const run = await aRun(outer, { others: [inner] });
    expect(run.completed).toContain('noted');
    expect(run.open).toEqual(['work']);
    expect(run.complete('work').lifecycle).toBe('completed');
  });
});

describe('a global task', () => {
  const calling = (type: string, more: string): ProcessBuilder => {
    const process = aProcess('caller').startEvent();
    process.root('global', `<bpmn:${type} id="global" name="Global">${more}</bpmn:${type}>`);
    return process.node('callActivity', 'call', { attributes: { calledElement: 'global' } }).endEvent();
  };
  const extensions = (text: string): string => `<bpmn:extensionElements>${text}</bpmn:extensionElements>`;

  it('should be done by people where it is a user task', async () => {
    const group = '<zeebe:userTask/><zeebe:assignmentDefinition candidateGroups="clerk"/>';
    const run = await aRun(calling('globalUserTask', extensions(group)));
    const opened = run.events.find((it) => it.event === 'userTaskOpened');
    expect(opened).toMatchObject({
      task: { elementId: 'global#task', name: 'Global', candidateGroups: ['clerk'] },
    });
    run.complete('global#task', { ok: true });
    expect(run.lifecycle).toBe('completed');
    expect(run.variables).toEqual({ ok: true });
  });

  it('should evaluate its script', async () => {
    const script = '<zeebe:script expression="=n + 1" resultVariable="n"/>';
    const run = await aRun(calling('globalScriptTask', extensions(script)), { variables: { n: 1 } });
    expect(run.variables).toEqual({ n: 2 });
  });

  it('should do nothing of its own where it is manual', async () => {
    const run = await aRun(calling('globalManualTask', ''));
    expect(run.completed).toEqual(['start', 'global#task', 'global', 'call', 'end', 'caller']);
  });

  it('should be refused without its script or decision', async () => {
    expect(await rulesOf(calling('globalScriptTask', ''))).toEqual(['global task-definition']);
    expect(await rulesOf(calling('globalBusinessRuleTask', ''))).toEqual(['global task-definition']);
  });

  it('should not be a process that can be started', async () => {
    const graph = await compileOrThrow([aFile([calling('globalManualTask', '')])]);
    expect(Object.values(graph.processes).map(({ id, isExecutable }) => [id, isExecutable])).toEqual([
      ['caller', true],
      ['global', false],
    ]);
  });
});
