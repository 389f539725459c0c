import { describe, expect, it } from 'vitest';
import { type EngineEvent, keyOfMessage, openMessageSubscriptions } from '../../engine/index.ts';
import { aFile, aProcess, type ProcessBuilder } from './a-process.ts';
import { aRun, compileOrThrow, noon, type TestRun } from './a-run.ts';

const thrown = (run: TestRun): object[] =>
  run.events.flatMap((event: EngineEvent) =>
    event.event === 'messageThrown'
      ? [{ name: event.name, key: event.correlationKey, variables: event.variables }]
      : [],
  );

const keys = (run: TestRun): string[] => openMessageSubscriptions(run.state).map((it) => it.correlationKey);

/** A message with correlation properties: `paths` are its retrieval expressions. */
function withProperties(process: ProcessBuilder, message: string, ...paths: string[]): ProcessBuilder {
  process.root(`message-${message}`, `<bpmn:message id="message-${message}" name="${message}"/>`);
  for (const [index, path] of paths.entries()) {
    process.root(
      `property-${index}`,
      `<bpmn:correlationProperty id="property-${index}"><bpmn:correlationPropertyRetrievalExpression messageRef="message-${message}">
<bpmn:messagePath>${path}</bpmn:messagePath></bpmn:correlationPropertyRetrievalExpression></bpmn:correlationProperty>`,
    );
  }
  return process;
}

const correlationKey = (count: number): string =>
  `<bpmn:correlationKey id="order-key">${Array.from(
    { length: count },
    (_, index) => `<bpmn:correlationPropertyRef>property-${index}</bpmn:correlationPropertyRef>`,
  ).join('')}</bpmn:correlationKey>`;

const subscription = (...paths: string[]): string =>
  `<bpmn:correlationSubscription id="s" correlationKeyRef="order-key">${paths
    .map(
      (path, index) =>
        `<bpmn:correlationPropertyBinding correlationPropertyRef="property-${index}"><bpmn:dataPath>${path}</bpmn:dataPath></bpmn:correlationPropertyBinding>`,
    )
    .join('')}</bpmn:correlationSubscription>`;

const reference = (message: string): string =>
  `<bpmn:messageEventDefinition messageRef="message-${message}"/>`;

describe('messages that the engine sends', () => {
  it('should carry name, key and mapped inputs out of a throw event', async () => {
    const p = aProcess();
    const process = p
      .startEvent()
      .throwEvent('ask', p.message('question', '=id'), { inputs: { '=text': 'body' } })
      .endEvent();
    const run = await aRun(process, { variables: { id: 7, text: 'why?' } });
    expect(thrown(run)).toEqual([{ name: 'question', key: '7', variables: { body: 'why?' } }]);
    expect(run.lifecycle).toBe('completed');
    expect(run.variables).toEqual({ id: 7, text: 'why?' });
  });

  it('should be sent by end events and by send tasks', async () => {
    const p = aProcess();
    const process = p
      .startEvent()
      .node('sendTask', 'send', { attributes: { messageRef: 'message-done' } })
      .endEvent('end', { children: p.message('done', '=id') });
    expect(thrown(await aRun(process, { variables: { id: 'a' } }))).toEqual([
      { name: 'done', key: 'a', variables: {} },
      { name: 'done', key: 'a', variables: {} },
    ]);
  });

  it('should be left to the job where there is one', async () => {
    const p = aProcess();
    const process = p
      .startEvent()
      .throwEvent('ask', p.message('question'), { extensions: '<zeebe:taskDefinition type="mail"/>' })
      .endEvent();
    const run = await aRun(process);
    expect(run.jobs).toEqual(['mail']);
    expect(thrown(run.job('mail'))).toEqual([]);
  });

  it('should be held up by a key that cannot be evaluated, and go out once it can', async () => {
    const p = aProcess();
    const process = p.startEvent().throwEvent('ask', p.message('question', '=id')).endEvent();
    const run = await aRun(process);
    expect(run.incidents).toEqual(['ask EXPRESSION_FAILED']);
    run.resolve({ id: 'k' });
    expect(thrown(run)).toEqual([{ name: 'question', key: 'k', variables: {} }]);
  });

  it('should wait an hour for their receiver, or as long as the header says', async () => {
    const expiry = async (extensions: string): Promise<number> => {
      const p = aProcess();
      const process = p.startEvent().throwEvent('ask', p.message('q', '=1'), { extensions }).endEvent();
      const event = (await aRun(process)).events.find((it) => it.event === 'messageThrown');
      return event?.event === 'messageThrown' ? event.expiresAt - noon : 0;
    };
    expect(await expiry('')).toBe(3_600_000);
    const header =
      '<zeebe:taskHeaders><zeebe:header key="timeToLive" value="=&#34;PT5M&#34;"/></zeebe:taskHeaders>';
    expect(await expiry(header)).toBe(300_000);
  });
});

describe('correlation properties', () => {
  it('should correlate by what the process binds to the key', async () => {
    const p = withProperties(aProcess(), 'payment', 'order.id', 'country');
    p.with(subscription('number', 'where'));
    p.startEvent().catchEvent('wait', reference('payment')).endEvent();
    const file = aFile([p], { collaboration: correlationKey(2) });
    const run = await aRun(file, { variables: { number: 12, where: 'VN' } });
    expect(keys(run)).toEqual(['["12","VN"]']);
    const graph = await compileOrThrow([file]);
    expect(keyOfMessage(graph, 'payment', { order: { id: 12 }, country: 'VN' }, noon)).toBe('["12","VN"]');
    expect(keyOfMessage(graph, 'payment', { country: 'VN' }, noon)).toBe('');
  });

  it('should take a single property as it is', async () => {
    const p = withProperties(aProcess(), 'payment', '=order.id');
    p.with(subscription('=number'));
    p.startEvent().receiveTask('wait', 'payment', '');
    withProperties(p, 'payment', '=order.id');
    const run = await aRun(aFile([p.endEvent()], { collaboration: correlationKey(1) }), {
      variables: { number: 12 },
    });
    expect(keys(run)).toEqual(['12']);
  });

  it('should correlate by the first message sent where nothing is bound', async () => {
    const p = withProperties(aProcess(), 'order', 'id');
    p.startEvent()
      .throwEvent('place', reference('order'), { inputs: { '=number': 'id' } })
      .catchEvent('wait', reference('order'))
      .endEvent();
    const run = await aRun(aFile([p], { collaboration: correlationKey(1) }), { variables: { number: 5 } });
    expect(thrown(run)).toEqual([{ name: 'order', key: '5', variables: { id: 5 } }]);
    expect(keys(run)).toEqual(['5']);
  });

  it('should correlate by the message that started the instance', async () => {
    const p = withProperties(aProcess(), 'order', 'id');
    p.startEvent('start', { children: reference('order') })
      .catchEvent('wait', reference('order'))
      .endEvent();
    const run = await aRun(aFile([p], { collaboration: correlationKey(1) }), {
      variables: { id: 'A1' },
      startElementId: 'start',
    });
    expect(keys(run)).toEqual(['A1']);
  });

  it('should be refused where they are no expressions', async () => {
    const p = withProperties(aProcess(), 'order', 'id +');
    p.with(subscription('* number'));
    p.startEvent().catchEvent('wait', reference('order')).endEvent();
    const file = aFile([p], { collaboration: correlationKey(1) });
    const compiled = compileOrThrow([file]);
    await expect(compiled).rejects.toThrow('process: feel-syntax: ');
    await expect(compiled).rejects.toThrow('property-0: feel-syntax: ');
  });

  it('should hold up who waits in a conversation that has not begun', async () => {
    const p = withProperties(aProcess(), 'order', 'id');
    p.startEvent().catchEvent('wait', reference('order')).endEvent();
    const run = await aRun(aFile([p], { collaboration: correlationKey(1) }));
    expect(run.incidents).toEqual(['wait EXPRESSION_FAILED']);
  });
});

describe('message flows', () => {
  const nameless = '<bpmn:messageEventDefinition/>';

  it('should name the message and correlate by business key between executed pools', async () => {
    const a = aProcess('a').startEvent('sa').throwEvent('throw', nameless).endEvent('ea');
    const b = aProcess('b').startEvent('sb').catchEvent('catch', nameless).endEvent('eb');
    const file = aFile([a, b], { flows: [['throw', 'catch']] });
    expect(thrown(await aRun(file))).toEqual([{ name: 'throw-catch', key: '', variables: {} }]);
  });

  it('should be refused from a pool that is not executed: nothing says for which instance a message is', async () => {
    const b = aProcess('b').startEvent('sb').catchEvent('catch', reference('reply')).endEvent('eb');
    b.root('message-reply', '<bpmn:message id="message-reply" name="reply"/>');
    const file = aFile([b], { flows: [['pool-b', 'catch']] });
    await expect(compileOrThrow([file])).rejects.toThrow('catch: message:');
  });
});

describe('two catches of one message in one instance', () => {
  it('should give it to the one that has waited longer', async () => {
    const p = aProcess();
    const process = p
      .startEvent()
      .parallelGateway('fork')
      .catchEvent('first', p.message('reply'))
      .endEvent('e1')
      .from('fork')
      .catchEvent('second', p.message('reply'))
      .endEvent('e2');
    const run = await aRun(process, { variables: { key: 'k' } });
    run.message('reply', 'k');
    expect(run.completed).toContain('first');
    expect(run.completed).not.toContain('second');
  });
});
