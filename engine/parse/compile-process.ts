/** Compiles a process of a BPMN file: one flat record of flow nodes and sequence flows, linked by ids. */
import { type ElementType, type FlowElement, innerInstanceId } from '../elements/element.ts';
import type { ExecutableProcess } from '../graph.ts';
import { readAspects } from './activity.ts';
import { readAdHoc } from './ad-hoc.ts';
import { linkCompensation } from './compensation.ts';
import { readEventTrigger, readMessage } from './event-trigger.ts';
import { type Report, reportUnsupported } from './finding.ts';
import { readListeners } from './listeners.ts';
import { bodyOf, childOf, childrenOf, extensionOf, type ModdleElement, textOf } from './moddle.ts';

const flowNodeTypes: Record<string, ElementType> = {
  'bpmn:StartEvent': 'startEvent',
  'bpmn:EndEvent': 'endEvent',
  'bpmn:IntermediateCatchEvent': 'intermediateCatchEvent',
  'bpmn:IntermediateThrowEvent': 'intermediateThrowEvent',
  'bpmn:BoundaryEvent': 'boundaryEvent',
  'bpmn:Task': 'task',
  'bpmn:ServiceTask': 'serviceTask',
  'bpmn:SendTask': 'sendTask',
  'bpmn:ReceiveTask': 'receiveTask',
  'bpmn:UserTask': 'userTask',
  'bpmn:ManualTask': 'manualTask',
  'bpmn:ScriptTask': 'scriptTask',
  'bpmn:BusinessRuleTask': 'businessRuleTask',
  'bpmn:CallActivity': 'callActivity',
  'bpmn:SubProcess': 'subProcess',
  'bpmn:Transaction': 'transaction',
  'bpmn:AdHocSubProcess': 'adHocSubProcess',
  'bpmn:ExclusiveGateway': 'exclusiveGateway',
  'bpmn:ParallelGateway': 'parallelGateway',
  'bpmn:InclusiveGateway': 'inclusiveGateway',
  'bpmn:EventBasedGateway': 'eventBasedGateway',
  'bpmn:ComplexGateway': 'complexGateway',
};

/** No tokens move through these. */
const passive = new Set(['bpmn:DataObject', 'bpmn:DataObjectReference', 'bpmn:DataStoreReference']);

export function compileProcess(process: ModdleElement, resource: string, report: Report): ExecutableProcess {
  const id = process.id ?? '';
  const root: FlowElement = {
    id,
    type: 'process',
    name: process.name ?? id,
    parent: '',
    ...readListeners(process),
  };
  const elements: Record<string, FlowElement> = {};
  compileContainer(process, root, elements, report);
  const compensates = linkCompensation(process, root, elements);
  const versionTag = textOf(extensionOf(process, 'zeebe:VersionTag'), 'value');
  return {
    id,
    name: root.name,
    isExecutable: process.isExecutable === true,
    resource,
    ...(versionTag === null ? {} : { versionTag }),
    root,
    elements,
    ...(compensates ? { compensates } : {}),
    lanes: readLanes(process),
  };
}

// containers /////////////////////////////////////////////////////////

function compileContainer(
  container: ModdleElement,
  parent: FlowElement,
  elements: Record<string, FlowElement>,
  report: Report,
): void {
  const nodes: FlowElement[] = [];
  const flows: FlowElement[] = [];
  for (const child of childrenOf(container, 'flowElements')) {
    if (passive.has(child.$type)) continue;
    if (child.$type === 'bpmn:SequenceFlow') flows.push(compileFlow(child, parent.id));
    else {
      const node = compileNode(child, parent.id, report);
      if (!node) continue;
      nodes.push(node);
      if (childrenOf(child, 'flowElements').length > 0) compileContainer(child, node, elements, report);
      if (node.type === 'adHocSubProcess') addInnerInstance(child, node, elements);
    }
  }
  for (const element of [...nodes, ...flows]) elements[element.id] = element;
  for (const flow of flows) linkFlow(flow, elements);
  for (const node of nodes) attachBoundaryEvent(node, elements);
  linkStarts(parent, nodes, elements);
}

function linkFlow(flow: FlowElement, elements: Record<string, FlowElement>): void {
  const source = elements[flow.source ?? ''];
  const target = elements[flow.target ?? ''];
  if (!source || !target) return;
  source.outgoing = [...(source.outgoing ?? []), flow.id];
  target.incoming = [...(target.incoming ?? []), flow.id];
}

function attachBoundaryEvent(node: FlowElement, elements: Record<string, FlowElement>): void {
  const activity = node.attachedTo === undefined ? undefined : elements[node.attachedTo];
  // nobody waits for compensation: it is looked up when it is thrown
  if (node.event?.definition === 'compensation') return;
  if (activity) activity.boundaryEvents = [...(activity.boundaryEvents ?? []), node.id];
}

function linkStarts(parent: FlowElement, nodes: FlowElement[], elements: Record<string, FlowElement>): void {
  const ids = (found: FlowElement[]): string[] => found.map((node) => node.id);
  const starts = nodes.filter((node) => node.type === 'startEvent' && node.event?.definition === 'none');
  const implicit = nodes.filter((node) => !node.incoming && canStart(node));
  const eventStarts = nodes
    .filter((node) => node.type === 'eventSubProcess')
    .flatMap((node) =>
      Object.values(elements).filter(
        (it) => it.parent === node.id && it.type === 'startEvent' && it.event?.definition !== 'compensation',
      ),
    );
  if (starts.length > 0) parent.starts = ids(starts);
  if (implicit.length > 0) parent.implicitStarts = ids(implicit);
  if (eventStarts.length > 0) parent.eventStarts = ids(eventStarts);
}

/** Inner instances are of an element that is not in the file. */
function addInnerInstance(
  container: ModdleElement,
  adHoc: FlowElement,
  elements: Record<string, FlowElement>,
): void {
  const id = innerInstanceId(adHoc.id);
  elements[id] = { id, type: 'adHocSubProcessInnerInstance', name: adHoc.name, parent: adHoc.id };
  adHoc.adHoc = readAdHoc(
    container,
    childrenOf(container, 'flowElements').filter((child) => adHoc.implicitStarts?.includes(child.id ?? '')),
  );
}

function canStart(node: FlowElement): boolean {
  if (['startEvent', 'boundaryEvent', 'eventSubProcess'].includes(node.type)) return false;
  if (node.isForCompensation || node.instantiates) return false;
  return node.type !== 'intermediateCatchEvent' || node.event?.definition !== 'link';
}

// elements ///////////////////////////////////////////////////////////

function compileFlow(flow: ModdleElement, parent: string): FlowElement {
  const condition = bodyOf(flow, 'conditionExpression');
  return {
    id: flow.id ?? '',
    type: 'sequenceFlow',
    name: flow.name ?? '',
    parent,
    source: childOf(flow, 'sourceRef')?.id ?? '',
    target: childOf(flow, 'targetRef')?.id ?? '',
    ...(condition === null ? {} : { condition }),
  };
}

function compileNode(node: ModdleElement, parent: string, report: Report): FlowElement | null {
  const known = flowNodeTypes[node.$type];
  if (!known) {
    reportUnsupported(report, node, node.$type, node.$type);
    return null;
  }
  const type = known === 'subProcess' && node.triggeredByEvent === true ? 'eventSubProcess' : known;
  const event = readEvent(node, type);
  const defaultFlow = childOf(node, 'default')?.id;
  return {
    id: node.id ?? '',
    type,
    name: node.name ?? '',
    parent,
    ...readAspects(node),
    ...(event ? { event } : {}),
    ...(node.isForCompensation === true && type !== 'eventSubProcess' ? { isForCompensation: true } : {}),
    ...(type === 'startEvent' ? { interrupting: node.isInterrupting !== false } : {}),
    ...(type === 'boundaryEvent' ? readBoundary(node, event?.definition === 'error') : {}),
    ...(defaultFlow === undefined ? {} : { defaultFlow }),
    ...(node.instantiate === true
      ? { instantiates: node.eventGatewayType === 'Parallel' ? 'parallel' : 'exclusive' }
      : {}),
  };
}

function readEvent(node: ModdleElement, type: ElementType): FlowElement['event'] {
  if (type.endsWith('Event')) return readEventTrigger(node);
  return type === 'receiveTask' ? readMessage(childOf(node, 'messageRef')) : undefined;
}

/** An error always ends the activity it comes from (BPMN 2.0, 10.5.4). */
function readBoundary(node: ModdleElement, isError: boolean): Partial<FlowElement> {
  return {
    attachedTo: childOf(node, 'attachedToRef')?.id ?? '',
    interrupting: isError || node.cancelActivity !== false,
  };
}

// lanes //////////////////////////////////////////////////////////////

/** The innermost lane of each flow node. */
function readLanes(process: ModdleElement): Record<string, string> {
  const lanes: Record<string, string> = {};
  const open = childrenOf(process, 'laneSets');
  for (let set = open.shift(); set; set = open.shift()) {
    for (const lane of childrenOf(set, 'lanes')) {
      for (const node of childrenOf(lane, 'flowNodeRef')) lanes[node.id ?? ''] = lane.name ?? lane.id ?? '';
      const inner = childOf(lane, 'childLaneSet');
      if (inner) open.push(inner);
    }
  }
  return lanes;
}
