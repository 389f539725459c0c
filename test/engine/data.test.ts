import { describe, expect, it } from 'vitest';
import { aProcess, forEach, type ProcessBuilder } from './a-process.ts';
import { aRun, type TestRun } from './a-run.ts';

/** An activity's inputs and outputs: data inputs and outputs by name, and associations as written. */
const io = (inputs: string[], outputs: string[]): string =>
  `<bpmn:ioSpecification>${inputs.map((name) => `<bpmn:dataInput id="in-${name}" name="${name}"/>`).join('')}${outputs
    .map((name) => `<bpmn:dataOutput id="out-${name}" name="${name}"/>`)
    .join('')}<bpmn:inputSet/><bpmn:outputSet/></bpmn:ioSpecification>`;

const moves = (direction: 'Input' | 'Output', from: string | string[] | null, to: string, how = ''): string =>
  `<bpmn:data${direction}Association id="d-${[from].flat().join('-')}-${to}">${[from ?? []]
    .flat()
    .map((it) => `<bpmn:sourceRef>${it}</bpmn:sourceRef>`)
    .join('')}<bpmn:targetRef>${to}</bpmn:targetRef>${how}</bpmn:data${direction}Association>`;

const object = (process: ProcessBuilder, id: string): ProcessBuilder => {
  process.elements.push(
    `<bpmn:dataObject id="object-${id}" name="${id}"/><bpmn:dataObjectReference id="${id}-ref" dataObjectRef="object-${id}"/>`,
  );
  return process;
};

const seen = (run: TestRun): object[] =>
  run.events.flatMap((it) => (it.event === 'jobOpened' ? [it.job.variables] : []));

describe('data objects', () => {
  it('should be written by data outputs and read by data inputs alone', async () => {
    const p = object(aProcess(), 'order');
    p.startEvent()
      .serviceTask('make', { children: io([], ['made']) + moves('Output', 'out-made', 'order-ref') })
      .serviceTask('use', { children: io(['given'], []) + moves('Input', 'order-ref', 'in-given') })
      .endEvent();
    const run = (await aRun(p)).job('make', { made: 7, other: 1 });
    expect(run.variables).toEqual({ order: 7, other: 1 });
    expect(seen(run)[1]).toEqual({ order: 7, other: 1, given: 7 });
    expect(run.job('use').variables).toEqual({ order: 7, other: 1 });
  });

  it('should live and die with the sub-process that declares them', async () => {
    const p = aProcess();
    p.startEvent()
      .subProcess('sub', (inside) => {
        inside.elements.push(
          '<bpmn:dataObject id="object-x" name="x"/><bpmn:dataObjectReference id="x-ref" dataObjectRef="object-x"/>',
        );
        inside
          .startEvent('s')
          .serviceTask('make', { children: io([], ['made']) + moves('Output', 'out-made', 'x-ref') })
          .endEvent('e');
      })
      .endEvent();
    const run = (await aRun(p, { variables: { x: 'outer' } })).job('make', { made: 7 });
    expect(run.variables).toEqual({ x: 'outer' });
    expect(run.variableEvents).toContain('sub.x = 7');
  });

  it('should have no value until one is written: what would copy it does nothing', async () => {
    const p = object(aProcess(), 'order');
    p.startEvent()
      .serviceTask('use', { children: io(['given'], []) + moves('Input', 'order-ref', 'in-given') })
      .endEvent();
    expect(seen(await aRun(p))).toEqual([{}]);
  });

  it('should be transformed and assigned to on the way', async () => {
    const p = object(aProcess(), 'order');
    const transformed = moves(
      'Input',
      'order-ref',
      'in-total',
      '<bpmn:transformation>order.price * order.count</bpmn:transformation>',
    );
    const assigned = moves(
      'Output',
      null,
      'order-ref',
      '<bpmn:assignment><bpmn:from>=total</bpmn:from><bpmn:to>order.total</bpmn:to></bpmn:assignment><bpmn:assignment><bpmn:from>note</bpmn:from><bpmn:to>remark</bpmn:to></bpmn:assignment>',
    );
    p.startEvent()
      .serviceTask('add', { children: io(['total'], []) + transformed + assigned })
      .endEvent();
    const run = await aRun(p, { variables: { order: { price: 2, count: 3 } } });
    expect(seen(run)).toEqual([{ order: { price: 2, count: 3 }, total: 6 }]);
    run.job('add', { note: 'paid' });
    expect(run.variables).toEqual({
      note: 'paid',
      order: { price: 2, count: 3, total: 6, remark: 'paid' },
    });
  });

  it('should be held up by a transformation that fails', async () => {
    const p = object(aProcess(), 'order');
    const how = '<bpmn:transformation>assert(order.price, order.price &gt; 1)</bpmn:transformation>';
    p.startEvent()
      .serviceTask('add', { children: io(['total'], []) + moves('Input', 'order-ref', 'in-total', how) })
      .endEvent();
    expect((await aRun(p, { variables: { order: { price: 1 } } })).incidents).toEqual(['add MAPPING_FAILED']);
  });

  it('should leave a model alone where associations are only drawn', async () => {
    const p = object(aProcess(), 'order');
    p.elements.push('<bpmn:dataStoreReference id="store"/>');
    p.startEvent()
      .serviceTask('work', {
        children: `<bpmn:property id="p" name="__targetRef_placeholder"/>${moves('Input', 'order-ref', 'p')}${moves('Output', null, 'order-ref')}${moves('Output', null, 'store')}`,
      })
      .endEvent();
    const run = (await aRun(p)).job('work', { order: 1 });
    expect(run.variableEvents).toEqual(['process.order = 1']);
  });

  it('should refuse what is not an expression, has too many sources, or writes to a store', async () => {
    const refused = async (association: string): Promise<void> => {
      const p = object(object(aProcess(), 'a'), 'b');
      p.elements.push('<bpmn:dataStoreReference id="store"/>');
      p.startEvent()
        .serviceTask('work', { children: io(['in'], []) + association })
        .endEvent();
      await expect(aRun(p)).rejects.toThrow('work: data-association: ');
    };
    await refused(moves('Input', 'a-ref', 'in-in', '<bpmn:transformation>1 +</bpmn:transformation>'));
    await refused(moves('Input', ['a-ref', 'b-ref'], 'in-in'));
    await refused(moves('Output', null, 'store', '<bpmn:transformation>1</bpmn:transformation>'));
    const assignment = '<bpmn:assignment><bpmn:from>1</bpmn:from><bpmn:to>x + 1</bpmn:to></bpmn:assignment>';
    await refused(moves('Output', null, 'a-ref', assignment));
  });
});

describe('data of events', () => {
  it('should go with a message that is sent, and into a data object where it is received', async () => {
    const p = object(aProcess(), 'answer');
    p.root('message-question', '<bpmn:message id="message-question" name="question"/>');
    p.startEvent()
      .throwEvent(
        'ask',
        `<bpmn:dataInput id="in-q" name="q"/>${moves('Input', null, 'in-q', '<bpmn:transformation>text</bpmn:transformation>')}<bpmn:messageEventDefinition messageRef="message-question"/>`,
      )
      .catchEvent(
        'wait',
        `<bpmn:dataOutput id="out-reply" name="reply"/>${moves('Output', 'out-reply', 'answer-ref')}${p.message('answer', '="k"')}`,
      )
      .endEvent();
    const run = await aRun(p, { variables: { text: 'why?' } });
    expect(run.events).toContainEqual(
      expect.objectContaining({ event: 'messageThrown', variables: { q: 'why?' } }),
    );
    run.message('answer', 'k', { reply: 'so' });
    expect(run.variables).toEqual({ text: 'why?', answer: 'so' });
  });
});

describe('properties', () => {
  it('should be variables of the activity that has them', async () => {
    const p = object(aProcess(), 'order');
    p.startEvent()
      .serviceTask('work', {
        children: `<bpmn:property id="prop" name="copy"/>${moves('Input', 'order-ref', 'prop')}`,
      })
      .endEvent();
    const run = await aRun(p, { variables: { order: 1 } });
    expect(seen(run)).toEqual([{ order: 1, copy: 1 }]);
    expect(run.job('work').variables).toEqual({ order: 1 });
  });
});

describe('a multi-instance activity over data of the standard', () => {
  it('should take its items from the input collection and collect into the output collection', async () => {
    const p = object(object(aProcess(), 'items'), 'results');
    const loop = `<bpmn:multiInstanceLoopCharacteristics><bpmn:loopDataInputRef>in-list</bpmn:loopDataInputRef><bpmn:loopDataOutputRef>out-list</bpmn:loopDataOutputRef><bpmn:inputDataItem id="i" name="one"/><bpmn:outputDataItem id="o" name="done"/></bpmn:multiInstanceLoopCharacteristics>`;
    const data =
      io(['list'], ['list']) +
      moves('Input', 'items-ref', 'in-list') +
      moves('Output', 'out-list', 'results-ref');
    p.startEvent()
      .serviceTask('work', { children: data + loop })
      .endEvent();
    const run = await aRun(p, { variables: { items: ['a', 'b'] } });
    run.job('work', { done: 1 }).job('work', { done: 2 });
    expect(run.lifecycle).toBe('completed');
    expect(run.variables).toEqual({ items: ['a', 'b'], results: [1, 2] });
  });

  it('should leave the collections of the dialect alone', async () => {
    const p = aProcess().startEvent();
    p.serviceTask('work', { children: forEach({ items: '=[1, 2]' }) }).endEvent();
    expect((await aRun(p)).jobs).toEqual(['work', 'work']);
  });
});
