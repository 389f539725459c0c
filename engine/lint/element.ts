/**
 * BPMN elements as the reader (`bpmn-moddle` with the `zeebe` package) gives them, and the few questions that rules ask of them.
 * Which properties an element has is told by the metamodel of BPMN.
 */
export interface BpmnElement {
  $type: string;
  $parent?: BpmnElement;
  $instanceOf?: (type: string) => boolean;
  $descriptor?: { properties: { name: string; type: string }[] };
  id?: string;
  name?: string;
  [property: string]: unknown;
}

function isElement(value: unknown): value is BpmnElement {
  return typeof value === 'object' && value !== null && '$type' in value;
}

/** Whether the element is of one of the types, or of a type derived from it: `is(task, 'bpmn:FlowNode')`. */
export function is(element: BpmnElement, ...types: string[]): boolean;
export function is(element: BpmnElement | null | undefined, ...types: string[]): element is BpmnElement;
export function is(element: BpmnElement | null | undefined, ...types: string[]): boolean {
  return types.some((type) => element?.$instanceOf?.(type) ?? element?.$type === type);
}

export function child(element: BpmnElement | null, property: string): BpmnElement | null {
  const value = element?.[property];
  return isElement(value) ? value : null;
}

export function children(element: BpmnElement | null, property: string): BpmnElement[] {
  const value = element?.[property];
  return Array.isArray(value) ? value.filter(isElement) : [];
}

/** Text of an attribute or of an element's text content, trimmed; empty where there is none. */
export function text(element: BpmnElement | null, property: string): string {
  const value = element?.[property];
  return typeof value === 'string' ? value.trim() : '';
}

/** The extension element of that type, e.g. `zeebe:TaskDefinition`. */
export function extension(element: BpmnElement | null, type: string): BpmnElement | null {
  return children(child(element, 'extensionElements'), 'values').find((value) => is(value, type)) ?? null;
}

/** How people know the element: by its name, else by its id. */
export function label(element: BpmnElement): string {
  return text(element, 'name').replaceAll(/\s+/g, ' ') || text(element, 'id') || element.$type;
}

export function isExpression(value: string): boolean {
  return value.startsWith('=');
}

/** The event's definition of that type, e.g. `bpmn:TimerEventDefinition`. */
export function eventDefinition(event: BpmnElement, type: string): BpmnElement | null {
  return children(event, 'eventDefinitions').find((definition) => is(definition, type)) ?? null;
}

export function isNoneEvent(event: BpmnElement): boolean {
  return (
    children(event, 'eventDefinitions').length === 0 && children(event, 'eventDefinitionRef').length === 0
  );
}

/** A process, or a sub-process of any kind. */
export function isContainer(element: BpmnElement): boolean {
  return is(element, 'bpmn:Process', 'bpmn:SubProcess');
}

export function isEventSubProcess(element: BpmnElement): boolean {
  return is(element, 'bpmn:SubProcess') && element.triggeredByEvent === true;
}

interface FlowsAt {
  incoming: Map<unknown, BpmnElement[]>;
  outgoing: Map<unknown, BpmnElement[]>;
}

/** Flows by the nodes that they connect, container by container, so that asking for them costs no search. */
let flowsIn = new WeakMap<BpmnElement, FlowsAt>();

/** At the beginning of each look at a model: in the designer it has changed since the last one. */
export function forgetFlows(): void {
  flowsIn = new WeakMap();
}

function flowsOf(container: BpmnElement): FlowsAt {
  const known = flowsIn.get(container);
  if (known) return known;
  const flows: FlowsAt = { incoming: new Map(), outgoing: new Map() };
  const add = (to: Map<unknown, BpmnElement[]>, node: unknown, flow: BpmnElement): void => {
    const present = to.get(node);
    if (present) present.push(flow);
    else to.set(node, [flow]);
  };
  for (const flow of children(container, 'flowElements')) {
    if (!is(flow, 'bpmn:SequenceFlow')) continue;
    add(flows.incoming, flow.targetRef, flow);
    add(flows.outgoing, flow.sourceRef, flow);
  }
  flowsIn.set(container, flows);
  return flows;
}

/** From the flows themselves: a file may leave out the `incoming` and `outgoing` elements, which only repeat them. */
export function incoming(node: BpmnElement): BpmnElement[] {
  return (node.$parent && flowsOf(node.$parent).incoming.get(node)) || [];
}

export function outgoing(node: BpmnElement): BpmnElement[] {
  return (node.$parent && flowsOf(node.$parent).outgoing.get(node)) || [];
}

/** Besides start events, BPMN lets receive tasks and event-based gateways start a process (10.3.3, 10.6.6). */
export function startsInstance(node: BpmnElement): boolean {
  return (
    is(node, 'bpmn:StartEvent') ||
    (is(node, 'bpmn:ReceiveTask', 'bpmn:EventBasedGateway') && node.instantiate === true)
  );
}

export function startEvents(container: BpmnElement): BpmnElement[] {
  return children(container, 'flowElements').filter((element) => is(element, 'bpmn:StartEvent'));
}

export function flowNodes(container: BpmnElement): BpmnElement[] {
  return children(container, 'flowElements').filter((element) => is(element, 'bpmn:FlowNode'));
}

/** The nearest element around that people see on the diagram: extension elements and definitions belong to it. */
export function ownerOf(element: BpmnElement): BpmnElement {
  for (let owner: BpmnElement | undefined = element; owner; owner = owner.$parent) {
    if (
      is(owner, 'bpmn:FlowElement', 'bpmn:Process', 'bpmn:RootElement', 'bpmn:Definitions') &&
      owner.id &&
      !is(owner, 'bpmn:EventDefinition')
    ) {
      return owner;
    }
  }
  return element;
}

/** The file's `definitions`. */
export function rootOf(element: BpmnElement): BpmnElement {
  let root = element;
  while (root.$parent) root = root.$parent;
  return root;
}

/** The process around an element. */
export function processOf(element: BpmnElement): BpmnElement {
  let process = element;
  while (process.$parent && !is(process, 'bpmn:Process')) process = process.$parent;
  return process;
}

/** Definitions of an event: its own, and those it shares with others of the file (BPMN 10.5.5). */
export function eventDefinitions(event: BpmnElement): BpmnElement[] {
  return [...children(event, 'eventDefinitions'), ...children(event, 'eventDefinitionRef')];
}

/**
 * What nothing leads to begins with its container (BPMN 10.5.2, 13.3.4). What something else than a token sets off does not: start
 * and boundary events, event sub-processes, compensation handlers, the ends of links.
 */
export function startsImplicitly(node: BpmnElement): boolean {
  if (is(node, 'bpmn:StartEvent', 'bpmn:BoundaryEvent') || isEventSubProcess(node)) return false;
  if (node.isForCompensation === true || startsInstance(node)) return false;
  if (is(node, 'bpmn:IntermediateCatchEvent') && eventDefinition(node, 'bpmn:LinkEventDefinition'))
    return false;
  return incoming(node).length === 0;
}
