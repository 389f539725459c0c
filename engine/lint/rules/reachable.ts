import {
  type BpmnElement,
  child,
  eventDefinition,
  flowNodes,
  is,
  isContainer,
  isEventSubProcess,
  outgoing,
  startsImplicitly,
  startsInstance,
  text,
} from '../element.ts';
import type { Rule } from '../rule.ts';

/** Nodes that something other than a sequence flow activates. In an ad-hoc sub-process any may be (10.3.6). */
function isEntry(node: BpmnElement): boolean {
  return (
    startsInstance(node) ||
    isEventSubProcess(node) ||
    node.isForCompensation === true ||
    startsImplicitly(node)
  );
}

function linkName(node: BpmnElement): string {
  const definition = eventDefinition(node, 'bpmn:LinkEventDefinition');
  return definition ? text(definition, 'name') : '';
}

/** What follows each node besides its flows: its boundary events, the other ends of its link. */
function besides(nodes: BpmnElement[]): (node: BpmnElement) => BpmnElement[] {
  const boundary = Map.groupBy(
    nodes.filter((node) => is(node, 'bpmn:BoundaryEvent')),
    (node) => node.attachedToRef,
  );
  const caught = Map.groupBy(
    nodes.filter((node) => is(node, 'bpmn:IntermediateCatchEvent') && linkName(node) !== ''),
    linkName,
  );
  return (node) => [
    ...(boundary.get(node) ?? []),
    ...(is(node, 'bpmn:IntermediateThrowEvent') ? (caught.get(linkName(node)) ?? []) : []),
  ];
}

/** Elements that no path from a start leads to: they are drawn, but never run. */
export const reachable: Rule = () => (container, report) => {
  if (!isContainer(container)) return;
  const nodes = flowNodes(container);
  const alsoAfter = besides(nodes);
  const reached = new Set<BpmnElement>();
  const open = nodes.filter(isEntry);
  for (let node = open.pop(); node; node = open.pop()) {
    if (reached.has(node)) continue;
    reached.add(node);
    open.push(...outgoing(node).flatMap((flow) => child(flow, 'targetRef') ?? []), ...alsoAfter(node));
  }
  // boundary events of an activity that is not reached would only repeat the finding
  for (const node of nodes.filter((other) => !reached.has(other) && !is(other, 'bpmn:BoundaryEvent'))) {
    report(node, 'unreachable');
  }
};
