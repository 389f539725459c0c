import {
  type BpmnElement,
  child,
  eventDefinition,
  flowNodes,
  incoming,
  is,
  isContainer,
  isEventSubProcess,
  outgoing,
  startsInstance,
  text,
} from '../element.ts';
import type { Rule } from '../rule.ts';

/** Nodes that something other than a sequence flow activates. */
function isEntry(node: BpmnElement): boolean {
  return startsInstance(node) || isEventSubProcess(node) || node.isForCompensation === true;
}

function linkName(node: BpmnElement): string {
  const definition = eventDefinition(node, 'bpmn:LinkEventDefinition');
  return definition ? text(definition, 'name') : '';
}

function successors(node: BpmnElement, nodes: BpmnElement[]): BpmnElement[] {
  const byFlow = outgoing(node).flatMap((flow) => child(flow, 'targetRef') ?? []);
  const boundary = nodes.filter((other) => is(other, 'bpmn:BoundaryEvent') && other.attachedToRef === node);
  const link = is(node, 'bpmn:IntermediateThrowEvent') ? linkName(node) : '';
  const caught = nodes.filter(
    (other) => link !== '' && is(other, 'bpmn:IntermediateCatchEvent') && linkName(other) === link,
  );
  return [...byFlow, ...boundary, ...caught];
}

/** Elements that no path from a start leads to: they are drawn, but never run. */
export const reachable: Rule = () => (container, report) => {
  if (!isContainer(container)) return;
  const nodes = flowNodes(container);
  // any activity of an ad-hoc sub-process may be started by itself (BPMN 10.3.6)
  const entries = is(container, 'bpmn:AdHocSubProcess')
    ? nodes.filter((node) => incoming(node).length === 0)
    : nodes.filter(isEntry);
  const reached = new Set<BpmnElement>();
  const open = [...entries];
  for (let node = open.pop(); node; node = open.pop()) {
    if (reached.has(node)) continue;
    reached.add(node);
    open.push(...successors(node, nodes));
  }
  // boundary events of an activity that is not reached would only repeat the finding
  for (const node of nodes.filter((other) => !reached.has(other) && !is(other, 'bpmn:BoundaryEvent'))) {
    report(node, 'unreachable');
  }
};
