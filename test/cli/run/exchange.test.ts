import { describe, expect, it } from 'vitest';
import { scriptSchema } from '../../../cli/run/step.ts';
import { VirtualRun } from '../../../cli/run/virtual-run.ts';
import type { Resource, Variables } from '../../../engine/index.ts';
import { aFile, aProcess, timer } from '../../engine/a-process.ts';
import { compileOrThrow } from '../../engine/a-run.ts';

/** The first process of the file is followed. */
async function drive(file: Resource, steps: unknown[], variables: Variables = {}) {
  const graph = await compileOrThrow([file]);
  const run = new VirtualRun(graph, Object.keys(graph.processes)[0] ?? '', variables);
  const problems = scriptSchema.parse(steps).map((step) => run.take(step));
  const elements = run.trace.flatMap((line) => (line.event === 'completed' ? [line.element] : []));
  return { outcome: run.outcome(), problems, elements };
}

const message = (name: string, key: string, more: object = {}) => ({ message: { name, key, ...more } });

describe('a collaboration', () => {
  /** The customer asks, the shop works on it and answers. */
  const trade = (work: 'manualTask' | 'userTask' = 'manualTask'): Resource => {
    const customer = aProcess('customer');
    customer
      .startEvent('begin')
      .throwEvent('ask', customer.message('request', '=id'), { inputs: { '=id': 'id' } })
      .catchEvent('wait', customer.message('answer', '=id'))
      .endEvent('done');
    const shop = aProcess('shop');
    shop.messageStart('asked', 'request', '=id');
    if (work === 'userTask') shop.userTask('work');
    else shop.node('manualTask', 'work');
    shop.endEvent('answered', {
      children: shop.message('answer', '=id'),
      inputs: { '="for " + id': 'text' },
    });
    return aFile([customer, shop], {
      flows: [
        ['ask', 'asked'],
        ['answered', 'wait'],
      ],
    });
  };

  it('should pass messages to and fro, and trace the followed instance alone', async () => {
    const { outcome, elements } = await drive(trade(), [], { id: 'A1' });
    expect(outcome).toMatchObject({ state: 'completed', variables: { id: 'A1', text: 'for A1' } });
    expect(elements).toEqual(['begin', 'ask', 'wait', 'done', 'customer']);
  });

  it('should let the script do the work of another pool', async () => {
    const waiting = await drive(trade('userTask'), [], { id: 'A1' });
    expect(waiting.outcome).toMatchObject({ state: 'active', open: [] });
    const { outcome, problems } = await drive(trade('userTask'), [{ complete: 'work' }], { id: 'A1' });
    expect(problems).toEqual([null]);
    expect(outcome).toMatchObject({ state: 'completed' });
  });

  it('should let the timers of another pool run', async () => {
    const asking = aProcess('asking');
    asking
      .startEvent('s')
      .throwEvent('ask', asking.message('question', '="k"'))
      .catchEvent('wait', asking.message('late', '="k"'))
      .endEvent('e');
    const slow = aProcess('slow');
    slow
      .messageStart('asked', 'question')
      .catchEvent('sleep', timer('timeDuration', 'PT1H'))
      .endEvent('end', { children: slow.message('late', '="k"') });
    const file = aFile([asking, slow]);
    expect((await drive(file, [{ advance: 'PT59M' }])).outcome.state).toBe('active');
    expect((await drive(file, [{ advance: 'PT2H' }])).outcome.state).toBe('completed');
  });

  it('should keep a message for a catch that is reached later', async () => {
    const first = aProcess('first');
    first
      .startEvent('s')
      .throwEvent('call', first.message('call', '="k"'))
      .userTask('task')
      .catchEvent('wait', first.message('back', '="k"'))
      .endEvent('e');
    const second = aProcess('second');
    second.messageStart('called', 'call').endEvent('end', { children: second.message('back', '="k"') });
    const file = aFile([first, second]);
    expect((await drive(file, [{ complete: 'task' }])).outcome.state).toBe('completed');
    const late = await drive(file, [{ advance: 'PT61M' }, { complete: 'task' }]);
    expect(late.outcome.state).toBe('active');
  });

  it('should not bring a message back to the process that sent it', async () => {
    const p = aProcess('p');
    p.startEvent()
      .throwEvent('send', p.message('ping', '="k"'))
      .catchEvent('wait', p.message('ping', '="k"'))
      .endEvent();
    expect((await drive(aFile([p]), [])).outcome.state).toBe('active');
  });

  it('should correlate by nothing but the message flow where neither pool has a key', async () => {
    const nameless = '<bpmn:messageEventDefinition/>';
    const a = aProcess('a').startEvent('sa').throwEvent('throw', nameless).catchEvent('back', nameless);
    const b = aProcess('b').startEvent('sb', { children: nameless }).endEvent('eb', { children: nameless });
    const file = aFile([a.endEvent('ea'), b], {
      flows: [
        ['throw', 'sb'],
        ['eb', 'back'],
      ],
    });
    expect((await drive(file, [])).outcome.state).toBe('completed');
  });

  it('should pass signals between pools, starts included', async () => {
    const a = aProcess('a');
    a.startEvent('sa')
      .throwEvent('throw', a.signal('go'))
      .catchEvent('back', a.signal('come'))
      .endEvent('ea');
    const b = aProcess('b');
    b.startEvent('sb', { children: b.signal('go') })
      .catchEvent('pause', timer('timeDuration', 'PT1M'))
      .endEvent('eb', { children: b.signal('come') });
    expect((await drive(aFile([a, b]), [{ advance: 'PT1M' }])).outcome.state).toBe('completed');
  });

  it('should come to rest where processes start one another without end', async () => {
    const a = aProcess('a');
    a.startEvent('sa')
      .userTask('task')
      .endEvent('throw', { children: a.signal('go') });
    const b = aProcess('b');
    b.startEvent('sb', { children: b.signal('go') }).endEvent('eb', { children: b.signal('go') });
    expect((await drive(aFile([a, b]), [{ complete: 'task' }])).outcome.state).toBe('completed');
  });
});

describe('messages of a script', () => {
  const twice = () => {
    const p = aProcess('p');
    return p
      .startEvent('s')
      .catchEvent('one', p.message('m', '="k"'))
      .catchEvent('two', p.message('m', '="k"'));
  };

  it('should reach a process once, however long they live', async () => {
    const steps = [message('m', 'k', { ttl: 'PT1H' })];
    const { outcome, elements } = await drive(aFile([twice().endEvent('e')]), steps);
    expect(outcome.state).toBe('active');
    expect(elements).toEqual(['s', 'one']);
  });

  it('should be delivered in the order in which they were published', async () => {
    const p = aProcess('p');
    p.startEvent('s')
      .userTask('task')
      .catchEvent('one', p.message('m', '="k"'), { outputs: { '=n': 'first' } })
      .catchEvent('two', p.message('m', '="k"'), { outputs: { '=n': 'second' } })
      .endEvent('e');
    const buffered = (n: number) => message('m', 'k', { ttl: 'PT1H', vars: { n } });
    const { outcome } = await drive(aFile([p]), [buffered(1), buffered(2), { complete: 'task' }]);
    expect(outcome).toMatchObject({ state: 'completed', variables: { first: 1, second: 2 } });
  });

  it('should reach a called process besides its caller', async () => {
    const caller = aProcess('caller');
    caller
      .startEvent('s')
      .callActivity('call', 'called')
      .endEvent('e')
      .boundaryEvent('told', 'call', caller.message('m', '="k"'), { attributes: { cancelActivity: false } })
      .endEvent('te');
    const called = aProcess('called');
    called.startEvent('cs').catchEvent('wait', called.message('m', '="k"')).endEvent('ce');
    const { elements, outcome } = await drive(aFile([caller, called]), [message('m', 'k')]);
    expect(elements).toEqual(expect.arrayContaining(['told', 'wait']));
    expect(outcome.state).toBe('completed');
  });

  it('should go to who waits rather than start another instance, and start none by a key in use', async () => {
    const file = (key: string): Resource => {
      const p = aProcess('p');
      p.messageStart('begin', 'm', key)
        .userTask('task')
        .catchEvent('wait', p.message('m', key))
        .endEvent('e');
      return aFile([p]);
    };
    const steps = (key: string) => [
      message('m', key, { vars: { n: 1 } }),
      message('m', key, { vars: { n: 2 }, ttl: 'PT1H' }),
      { complete: 'task' },
    ];
    const kept = await drive(file('="k"'), steps('k'));
    expect(kept.outcome).toMatchObject({ state: 'completed', variables: { n: 2 } });
    // without a key the second message has started an instance of its own, and is spent for this process
    const spent = await drive(file('=""'), steps(''));
    expect(spent.outcome).toMatchObject({ state: 'active', variables: { n: 1 } });
  });

  it('should be no error when nobody waits', async () => {
    const { problems, outcome } = await drive(aFile([twice().endEvent('e')]), [
      message('other', 'k'),
      message('m', 'other'),
      { signal: { name: 'nobody' } },
    ]);
    expect(problems).toEqual([null, null, null]);
    expect(outcome).toMatchObject({ state: 'active' });
  });

  it('should not let the work of another instance of the same process be mistaken for this one', async () => {
    const p = aProcess('p');
    p.messageStart('begin', 'm').userTask('task').userTask('next').endEvent('e');
    const { problems } = await drive(aFile([p]), [
      message('m', ''),
      message('m', ''),
      { complete: 'task' },
      { complete: 'task' },
    ]);
    expect(problems).toEqual([null, null, null, 'no open user task task']);
  });
});
