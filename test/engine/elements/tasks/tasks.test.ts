import { describe, expect, it } from 'vitest';
import { openJobs, openUserTasks } from '../../../../engine/index.ts';
import { aProcess } from '../../a-process.ts';
import { aRun, noon } from '../../a-run.ts';

describe('user task', () => {
  it('should wait until it is completed, and merge what was filled in into the process', async () => {
    const run = await aRun(aProcess().startEvent().userTask('review').endEvent());
    expect(run.open).toEqual(['review']);
    run.complete('review', { decision: 'approve' });
    expect(run.lifecycle).toBe('completed');
    expect(run.variables).toEqual({ decision: 'approve' });
    expect(run.trace).toEqual([
      'activated process',
      'activated start',
      'completed start',
      'activated review',
      'completed review',
      'activated end',
      'completed end',
      'completed process',
    ]);
  });

  it('should evaluate assignment, schedule, priority and form', async () => {
    const run = await aRun(
      aProcess()
        .startEvent()
        .userTask('review', {
          extensions: `<zeebe:assignmentDefinition assignee="=leader" candidateGroups="clerk, leader@H26.02" candidateUsers="=[&quot;a&quot;, &quot;b&quot;]"/>
            <zeebe:taskSchedule dueDate="=due" followUpDate="2026-01-06T08:00:00"/>
            <zeebe:priorityDefinition priority="=40 + 2"/>`,
        })
        .endEvent(),
      { variables: { leader: 'lanhdao', due: '2026-01-07T17:00:00+07:00' } },
    );
    expect(openUserTasks(run.state)).toEqual([
      expect.objectContaining({
        elementId: 'review',
        assignee: 'lanhdao',
        candidateGroups: ['clerk', 'leader@H26.02'],
        candidateUsers: ['a', 'b'],
        dueAt: Date.parse('2026-01-07T10:00:00Z'),
        followUpAt: Date.parse('2026-01-06T01:00:00Z'),
        priority: 42,
        createdAt: noon,
        variables: { leader: 'lanhdao', due: '2026-01-07T17:00:00+07:00' },
      }),
    ]);
  });

  it('should take a due date that FEEL computes from the present', async () => {
    const run = await aRun(
      aProcess()
        .startEvent()
        .userTask('review', {
          extensions: '<zeebe:taskSchedule dueDate="=now() + duration(&quot;P1D&quot;)"/>',
        })
        .endEvent(),
    );
    expect(openUserTasks(run.state)[0]?.dueAt).toBe(noon + 24 * 3600 * 1000);
  });

  it('should be a user task without the native marker too', async () => {
    const run = await aRun(aProcess().startEvent().node('userTask', 'review').endEvent());
    expect(run.complete('review').lifecycle).toBe('completed');
  });

  it('should be refused once it is closed, and change nothing', async () => {
    const run = await aRun(aProcess().startEvent().userTask('one').userTask('two').endEvent());
    const [task] = openUserTasks(run.state);
    run.complete('one');
    const before = JSON.stringify(run.state);
    const again = run.command({ kind: 'completeUserTask', key: task?.key ?? '', variables: {}, actor: null });
    expect(again?.code).toBe('NOT_OPEN');
    expect(JSON.stringify(run.state)).toBe(before);
  });

  it('should be claimed and given back', async () => {
    const run = await aRun(aProcess().startEvent().userTask('one').endEvent());
    const [task] = openUserTasks(run.state);
    run.command({ kind: 'assignUserTask', key: task?.key ?? '', assignee: 'vanthu', actor: 'vanthu' });
    expect(openUserTasks(run.state)[0]?.assignee).toBe('vanthu');
    run.command({ kind: 'assignUserTask', key: task?.key ?? '', assignee: null, actor: 'vanthu' });
    expect(openUserTasks(run.state)[0]?.assignee).toBeNull();
  });
});

describe('service task', () => {
  const process = () =>
    aProcess()
      .startEvent()
      .serviceTask('work', {
        extensions: '<zeebe:taskHeaders><zeebe:header key="template" value="receipt"/></zeebe:taskHeaders>',
        inputs: { '=amount * 2': 'double' },
        outputs: { '=result.total': 'total' },
      })
      .endEvent();

  it('should open a job that sees its inputs and headers, and map its outputs', async () => {
    const run = await aRun(process(), { variables: { amount: 2 } });
    expect(openJobs(run.state)).toEqual([
      {
        key: expect.any(String),
        elementId: 'work',
        type: 'work',
        execution: 'external',
        retries: 3,
        headers: { template: 'receipt' },
        variables: { amount: 2, double: 4 },
      },
    ]);
    run.job('work', { result: { total: 7 } });
    expect(run.variables).toEqual({ amount: 2, total: 7 });
  });

  it('should be tried again as long as retries are left, then hold until the incident is resolved', async () => {
    const run = await aRun(process(), { variables: { amount: 2 } });
    const first = run.jobKey('work');
    run.failJob('work', 1);
    expect(run.jobs).toEqual(['work']);
    expect(run.jobKey('work')).not.toBe(first);
    run.failJob('work', 0, 'out of paper');
    expect(run.jobs).toEqual([]);
    expect(run.incidents).toEqual(['work JOB_NO_RETRIES']);
    run.resolve();
    expect(run.jobs).toEqual(['work']);
    expect(run.job('work', { result: { total: 1 } }).lifecycle).toBe('completed');
  });

  it('should hold when an output mapping fails, and go on from there when it is resolved', async () => {
    const process = aProcess()
      .startEvent()
      .serviceTask('work', { outputs: { '=1 + assert(text, text instance of number)': 'n' } })
      .endEvent();
    const run = await aRun(process, { variables: { text: 'a' } });
    run.job('work', {});
    expect(run.incidents).toEqual(['work MAPPING_FAILED']);
    run.resolve({ text: 2 });
    expect(run.variables.n).toBe(3);
    expect(run.lifecycle).toBe('completed');
  });
});

describe('script task', () => {
  it('should put the value of its expression into the result variable', async () => {
    const run = await aRun(aProcess().startEvent().scriptTask('add', '=a + 1', 'b').endEvent(), {
      variables: { a: 1 },
    });
    expect(run.variables).toEqual({ a: 1, b: 2 });
  });

  it('should hold while its expression fails', async () => {
    const run = await aRun(
      aProcess().startEvent().scriptTask('add', '=assert(a, a instance of string) + "x"', 'b').endEvent(),
      {
        variables: { a: 1 },
      },
    );
    expect(run.incidents).toEqual(['add EXPRESSION_FAILED']);
    expect(run.resolve({ a: 'y' }).variables.b).toBe('yx');
  });
});

describe('business-rule task', () => {
  const decision = {
    name: 'limit.dmn',
    content: `<?xml version="1.0"?><definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="t">
<decision id="limit" name="limit"><variable name="limit"/><literalExpression><text>if urgency = "URGENT" then 1 else 5</text></literalExpression></decision></definitions>`,
  };

  it('should put what the decision says into the result variable', async () => {
    const process = aProcess()
      .startEvent()
      .node('businessRuleTask', 'decide', {
        extensions: '<zeebe:calledDecision decisionId="limit" resultVariable="days"/>',
      })
      .endEvent();
    const run = await aRun(process, { others: [decision], variables: { urgency: 'URGENT' } });
    expect(run.variables.days).toBe(1);
  });

  it('should hold while there is no such decision', async () => {
    const process = aProcess()
      .startEvent()
      .node('businessRuleTask', 'decide', {
        extensions: '<zeebe:calledDecision decisionId="=which" resultVariable="days"/>',
      })
      .endEvent();
    const run = await aRun(process, { others: [decision], variables: { which: 'unknown' } });
    expect(run.incidents).toEqual(['decide DECISION_FAILED']);
    expect(run.resolve({ which: 'limit' }).variables.days).toBe(5);
  });
});

describe('receive task', () => {
  it('should wait for its message with the key computed when it was reached', async () => {
    const run = await aRun(aProcess().startEvent().receiveTask('wait', 'reply', '=id').endEvent(), {
      variables: { id: 7 },
    });
    expect(() => run.message('reply', '8')).toThrow('no subscription');
    run.message('reply', '7', { text: 'hello' });
    expect(run.lifecycle).toBe('completed');
    expect(run.variables).toEqual({ id: 7, text: 'hello' });
  });
});

describe('undefined and manual tasks', () => {
  it('should be passed through', async () => {
    const run = await aRun(aProcess().startEvent().task('a').node('manualTask', 'b').endEvent());
    expect(run.completed).toEqual(['start', 'a', 'b', 'end', 'process']);
  });
});
