/**
 * Builds BPMN files for tests: each call draws an element behind the last one and moves on to it.
 *
 * @example aProcess('p').startEvent().userTask('review').exclusiveGateway('ok').when('=ok').endEvent('yes')
 */
import type { Resource } from '../../engine/index.ts';

type Attributes = Record<string, string | boolean>;
type Drawing = (inside: Builder) => unknown;

export interface Options {
  /** Children of `extensionElements`. */
  extensions?: string;
  /** Other children. */
  children?: string;
  attributes?: Attributes;
  /** source → target */
  inputs?: Record<string, string>;
  outputs?: Record<string, string>;
}

export const timer = (kind: 'timeDate' | 'timeDuration' | 'timeCycle', text: string): string =>
  `<bpmn:timerEventDefinition><bpmn:${kind} xsi:type="bpmn:tFormalExpression">${xml(text)}</bpmn:${kind}></bpmn:timerEventDefinition>`;

/** The definition of a conditional event. `filter`: attributes of the dialect's filter of variables. */
export const condition = (expression: string, filter?: string): string => {
  const extensions = filter
    ? `<bpmn:extensionElements><zeebe:conditionalFilter ${filter}/></bpmn:extensionElements>`
    : '';
  return `<bpmn:conditionalEventDefinition>${extensions}<bpmn:condition xsi:type="bpmn:tFormalExpression">${xml(expression)}</bpmn:condition></bpmn:conditionalEventDefinition>`;
};

export function xml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Everything inside one process, sub-process or event sub-process. */
export class Builder {
  readonly elements: string[] = [];
  readonly #roots: Map<string, string>;
  #last: string | null = null;
  #condition: string | null = null;

  constructor(roots: Map<string, string>) {
    this.#roots = roots;
  }

  // where to draw ////////////////////////////////////////////////////

  /** Goes on behind that element. */
  from(id: string): this {
    this.#last = id;
    return this;
  }

  /** The condition of the next flow. */
  when(condition: string): this {
    this.#condition = condition;
    return this;
  }

  /** A flow from the last element to one that is drawn already, or later. */
  to(target: string, id = `${this.#last}-${target}`): this {
    const condition =
      this.#condition === null
        ? ''
        : `<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">${xml(this.#condition)}</bpmn:conditionExpression>`;
    this.elements.push(
      `<bpmn:sequenceFlow id="${id}" sourceRef="${this.#last}" targetRef="${target}">${condition}</bpmn:sequenceFlow>`,
    );
    this.#condition = null;
    return this;
  }

  /** Any element, drawn behind the last one. */
  node(type: string, id: string, options: Options = {}): this {
    if (this.#last !== null) this.to(id);
    return this.#draw(type, id, options);
  }

  /** Any element to which flows are drawn by themselves. */
  drawHere(type: string, id: string, options: Options = {}): this {
    return this.#draw(type, id, options);
  }

  // tasks ////////////////////////////////////////////////////////////

  task = (id: string, options?: Options): this => this.node('task', id, options);

  userTask(id: string, options: Options = {}): this {
    return this.node('userTask', id, {
      ...options,
      extensions: `<zeebe:userTask/>${options.extensions ?? ''}`,
    });
  }

  /** The job's type is the element's id. */
  serviceTask(id: string, options: Options = {}): this {
    const job = `<zeebe:taskDefinition type="${id}"/>`;
    return this.node('serviceTask', id, { ...options, extensions: `${job}${options.extensions ?? ''}` });
  }

  scriptTask(id: string, expression: string, resultVariable: string, options: Options = {}): this {
    const script = `<zeebe:script expression="${xml(expression)}" resultVariable="${resultVariable}"/>`;
    return this.node('scriptTask', id, { ...options, extensions: `${script}${options.extensions ?? ''}` });
  }

  receiveTask(id: string, message: string, key: string, options: Options = {}): this {
    return this.node('receiveTask', id, {
      ...options,
      attributes: { ...options.attributes, messageRef: this.#message(message, key) },
    });
  }

  callActivity(id: string, processId: string, options: Options & { called?: string } = {}): this {
    const called = `<zeebe:calledElement processId="${xml(processId)}" ${options.called ?? ''}/>`;
    return this.node('callActivity', id, { ...options, extensions: `${called}${options.extensions ?? ''}` });
  }

  // gateways /////////////////////////////////////////////////////////

  exclusiveGateway = (id: string, defaultFlow?: string): this =>
    this.node('exclusiveGateway', id, byDefault(defaultFlow));
  inclusiveGateway = (id: string, defaultFlow?: string): this =>
    this.node('inclusiveGateway', id, byDefault(defaultFlow));
  parallelGateway = (id: string): this => this.node('parallelGateway', id);
  eventBasedGateway = (id: string): this => this.node('eventBasedGateway', id);

  complexGateway(id: string, activationCondition?: string, defaultFlow?: string): this {
    const children =
      activationCondition === undefined ? '' : expression('activationCondition', activationCondition);
    return this.node('complexGateway', id, { ...byDefault(defaultFlow), children });
  }

  // events ///////////////////////////////////////////////////////////

  startEvent(id = 'start', options: Options = {}): this {
    this.#last = null;
    return this.node('startEvent', id, options);
  }

  messageStart = (id: string, message: string, key = '', options: Options = {}): this =>
    this.startEvent(id, { ...options, children: this.message(message, key) });

  endEvent = (id = 'end', options: Options = {}): this => this.node('endEvent', id, options);
  catchEvent = (id: string, children: string, options: Options = {}): this =>
    this.node('intermediateCatchEvent', id, { ...options, children });
  throwEvent = (id: string, children: string, options: Options = {}): this =>
    this.node('intermediateThrowEvent', id, { ...options, children });

  boundaryEvent(id: string, attachedTo: string, children: string, options: Options = {}): this {
    this.#last = null;
    return this.node('boundaryEvent', id, {
      ...options,
      children,
      attributes: { attachedToRef: attachedTo, ...options.attributes },
    });
  }

  /** The definition of a message event. */
  message = (name: string, key = '=key'): string =>
    `<bpmn:messageEventDefinition messageRef="${this.#message(name, key)}"/>`;
  signal = (name: string): string =>
    `<bpmn:signalEventDefinition signalRef="${this.#root(`signal-${name}`, `<bpmn:signal id="signal-${name}" name="${name}"/>`)}"/>`;
  /** A global definition, to be referred to by its id. */
  definition(id: string, element: string): string {
    return this.#root(id, element.replace('EventDefinition', `EventDefinition id="${id}"`));
  }

  error = (code?: string): string => this.#coded('error', 'errorCode', code);
  /** Of a throw event: compensates that activity, or all that can be. Of others: `this.compensation()`. */
  compensation = (activity?: string, waits = true): string =>
    `<bpmn:compensateEventDefinition${activity === undefined ? '' : ` activityRef="${activity}"`} waitForCompletion="${waits}"/>`;
  cancel = (): string => '<bpmn:cancelEventDefinition/>';
  escalation = (code?: string): string => this.#coded('escalation', 'escalationCode', code);

  // containers ///////////////////////////////////////////////////////

  subProcess(id: string, draw: Drawing, options: Options = {}): this {
    const inside = new Builder(this.#roots);
    draw(inside);
    const children = `${options.children ?? ''}${inside.elements.join('')}`;
    return this.node('subProcess', id, { ...options, children });
  }

  transaction(id: string, draw: Drawing, options: Options = {}): this {
    const inside = new Builder(this.#roots);
    draw(inside);
    return this.node('transaction', id, {
      ...options,
      children: `${options.children ?? ''}${inside.elements.join('')}`,
    });
  }

  /** A handler beside the last activity, which undoes it: a service task unless drawn otherwise. Goes on behind the activity. */
  undoneBy(handler: string, draw: (p: this) => unknown = (p) => p.serviceTask(handler, handlerMark)): this {
    const activity = this.#last ?? '';
    this.boundaryEvent(`${handler}_on`, activity, this.compensation());
    this.#last = null;
    draw(this);
    this.elements.push(
      `<bpmn:association id="${handler}_undoes" sourceRef="${handler}_on" targetRef="${handler}"/>`,
    );
    return this.from(activity);
  }

  /** What is drawn inside begins anew by each element: `drawHere`, or `node` after `from`. */
  adHocSubProcess(
    id: string,
    draw: Drawing,
    options: Options & {
      until?: string;
      active?: string;
      collect?: [collection: string, element: string];
    } = {},
  ): this {
    const inside = new Builder(this.#roots);
    draw(inside);
    const { until, active, collect, extensions = '' } = options;
    const adHoc = [
      active === undefined ? '' : ` activeElementsCollection="${xml(active)}"`,
      collect ? ` outputCollection="${collect[0]}" outputElement="${xml(collect[1])}"` : '',
    ].join('');
    return this.node('adHocSubProcess', id, {
      ...options,
      extensions: `<zeebe:adHoc${adHoc}/>${extensions}`,
      children: `${options.children ?? ''}${inside.elements.join('')}${until === undefined ? '' : expression('completionCondition', until)}`,
    });
  }

  eventSubProcess(id: string, draw: Drawing): this {
    this.#last = null;
    return this.subProcess(id, draw, { attributes: { triggeredByEvent: true } });
  }

  // helpers //////////////////////////////////////////////////////////

  #draw(type: string, id: string, options: Options): this {
    const attributes = Object.entries(options.attributes ?? {})
      .map(([name, value]) => ` ${name}="${value}"`)
      .join('');
    const extensions = `${options.extensions ?? ''}${ioMapping(options)}`;
    const wrapped = extensions === '' ? '' : `<bpmn:extensionElements>${extensions}</bpmn:extensionElements>`;
    this.elements.push(
      `<bpmn:${type} id="${id}"${attributes}>${wrapped}${options.children ?? ''}</bpmn:${type}>`,
    );
    this.#last = id;
    return this;
  }

  #message(name: string, key: string): string {
    const id = `message-${name}`;
    const subscription = `<bpmn:extensionElements><zeebe:subscription correlationKey="${xml(key)}"/></bpmn:extensionElements>`;
    return this.#root(id, `<bpmn:message id="${id}" name="${name}">${subscription}</bpmn:message>`);
  }

  #coded(kind: string, attribute: string, code: string | undefined): string {
    if (code === undefined) return `<bpmn:${kind}EventDefinition/>`;
    const id = this.#root(`${kind}-${code}`, `<bpmn:${kind} id="${kind}-${code}" ${attribute}="${code}"/>`);
    return `<bpmn:${kind}EventDefinition ${kind}Ref="${id}"/>`;
  }

  #root(id: string, element: string): string {
    this.#roots.set(id, element);
    return id;
  }
}

export class ProcessBuilder extends Builder {
  readonly #id: string;
  readonly #roots: Map<string, string>;

  constructor(id: string, roots: Map<string, string>) {
    super(roots);
    this.#id = id;
    this.#roots = roots;
  }

  get id(): string {
    return this.#id;
  }

  /** Children of the process before its flow elements: lanes, properties, correlation subscriptions. */
  readonly head: string[] = [];

  with(child: string): this {
    this.head.push(child);
    return this;
  }

  /** Another root element of the file. */
  root(id: string, element: string): this {
    this.#roots.set(id, element);
    return this;
  }

  get roots(): Map<string, string> {
    return this.#roots;
  }

  get drawn(): string {
    const children = [...this.head, ...this.elements].join('\n');
    return `<bpmn:process id="${this.#id}" isExecutable="true">${children}</bpmn:process>`;
  }

  resource(): Resource {
    return aFile([this]);
  }
}

/** One file of several pools. Message flows by the ids of their ends: their own id is `from-to`. */
export function aFile(
  processes: ProcessBuilder[],
  { flows = [], collaboration = '' }: { flows?: [from: string, to: string][]; collaboration?: string } = {},
): Resource {
  const roots = new Map(processes.flatMap((process) => [...process.roots]));
  const participants = processes.map(({ id }) => `<bpmn:participant id="pool-${id}" processRef="${id}"/>`);
  const messageFlows = flows.map(
    ([from, to]) => `<bpmn:messageFlow id="${from}-${to}" sourceRef="${from}" targetRef="${to}"/>`,
  );
  const pools =
    flows.length === 0 && collaboration === ''
      ? ''
      : `<bpmn:collaboration id="pools">${participants.join('')}${messageFlows.join('')}${collaboration}</bpmn:collaboration>`;
  const content = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
  id="definitions" targetNamespace="test">
${pools}${processes.map((process) => process.drawn).join('\n')}
${[...roots.values()].join('\n')}
</bpmn:definitions>`;
  return { name: `${processes[0]?.id}.bpmn`, content };
}

export const aProcess = (id = 'process'): ProcessBuilder => new ProcessBuilder(id, new Map());

/** Options of an activity that is a compensation handler. */
export const handlerMark: Options = { attributes: { isForCompensation: true } };

/** Loop characteristics of a multi-instance activity, as children of the activity. */
export function forEach(options: {
  items: string;
  as?: string;
  collect?: [collection: string, element: string];
  sequential?: boolean;
  until?: string;
  /** Attributes, such as the behaviour. */
  attributes?: string;
  /** Children, such as complex behaviours. */
  children?: string;
}): string {
  const output = options.collect
    ? ` outputCollection="${options.collect[0]}" outputElement="${xml(options.collect[1])}"`
    : '';
  const until = options.until
    ? `<bpmn:completionCondition xsi:type="bpmn:tFormalExpression">${xml(options.until)}</bpmn:completionCondition>`
    : '';
  return `<bpmn:multiInstanceLoopCharacteristics isSequential="${options.sequential === true}" ${options.attributes ?? ''}><bpmn:extensionElements>
<zeebe:loopCharacteristics inputCollection="${xml(options.items)}" inputElement="${options.as ?? 'item'}"${output}/>
</bpmn:extensionElements>${until}${options.children ?? ''}</bpmn:multiInstanceLoopCharacteristics>`;
}

/** Loop characteristics of an activity with a standard loop, as children of the activity. */
export function loop(options: { while?: string; testBefore?: boolean; maximum?: number }): string {
  const attributes = [
    options.testBefore === undefined ? '' : ` testBefore="${options.testBefore}"`,
    options.maximum === undefined ? '' : ` loopMaximum="${options.maximum}"`,
  ].join('');
  const condition = options.while === undefined ? '' : expression('loopCondition', options.while);
  return `<bpmn:standardLoopCharacteristics${attributes}>${condition}</bpmn:standardLoopCharacteristics>`;
}

const expression = (element: string, text: string): string =>
  `<bpmn:${element} xsi:type="bpmn:tFormalExpression">${xml(text)}</bpmn:${element}>`;

/** Extension elements: execution listeners by event, each a job type. */
export function listeners(...each: [event: string, type: string, more?: string][]): string {
  const all = each.map(
    ([event, type, more = '']) =>
      `<zeebe:executionListener eventType="${event}" type="${type}">${more}</zeebe:executionListener>`,
  );
  return `<zeebe:executionListeners>${all.join('')}</zeebe:executionListeners>`;
}

/** Extension elements: task listeners by event, each a job type. */
export function taskListeners(...each: [event: string, type: string][]): string {
  const all = each.map(([event, type]) => `<zeebe:taskListener eventType="${event}" type="${type}"/>`);
  return `<zeebe:taskListeners>${all.join('')}</zeebe:taskListeners>`;
}

function byDefault(flow: string | undefined): Options {
  return flow === undefined ? {} : { attributes: { default: flow } };
}

function ioMapping({ inputs = {}, outputs = {} }: Options): string {
  const entries = (kind: string, mappings: Record<string, string>): string =>
    Object.entries(mappings)
      .map(([source, target]) => `<zeebe:${kind} source="${xml(source)}" target="${target}"/>`)
      .join('');
  const all = entries('input', inputs) + entries('output', outputs);
  return all === '' ? '' : `<zeebe:ioMapping>${all}</zeebe:ioMapping>`;
}
