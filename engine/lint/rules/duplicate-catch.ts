import { messageName } from '../../parse/correlation.ts';
import {
  type BpmnElement,
  child,
  eventDefinitions,
  extension,
  flowNodes,
  is,
  isContainer,
  isEventSubProcess,
  outgoing,
  rootOf,
  startEvents,
  text,
} from '../element.ts';
import type { Rule } from '../rule.ts';

/** Events that wait at the same time and for the same scope. */
function groupsIn(container: BpmnElement): BpmnElement[][] {
  const nodes = flowNodes(container);
  const boundary = Map.groupBy(
    nodes.filter((node) => is(node, 'bpmn:BoundaryEvent')),
    (node) => node.attachedToRef,
  );
  const gateways = nodes.filter((node) => is(node, 'bpmn:EventBasedGateway'));
  return [
    ...boundary.values(),
    nodes.filter(isEventSubProcess).flatMap(startEvents),
    is(container, 'bpmn:Process') ? startEvents(container) : [],
    ...gateways.map((gateway) => outgoing(gateway).flatMap((flow) => child(flow, 'targetRef') ?? [])),
  ];
}

/** What it takes for two to be the same; null for what may happen to several at once. */
function caughtBy(event: BpmnElement, definition: BpmnElement): string | null {
  if (is(definition, 'bpmn:MessageEventDefinition', 'bpmn:ReceiveTask')) {
    const name = messageName(event, rootOf(event));
    if (name === null) return null;
    const key = text(extension(child(definition, 'messageRef'), 'zeebe:Subscription'), 'correlationKey');
    const startsProcess = is(event, 'bpmn:StartEvent') && is(event.$parent, 'bpmn:Process');
    return startsProcess ? `message ${name}` : `message ${name} ${key}`;
  }
  if (is(definition, 'bpmn:ErrorEventDefinition'))
    return `error ${text(child(definition, 'errorRef'), 'errorCode')}`;
  if (is(definition, 'bpmn:EscalationEventDefinition'))
    return `escalation ${text(child(definition, 'escalationRef'), 'escalationCode')}`;
  return null;
}

/** A message, an error and an escalation go to one: two that wait for the same one leave it to chance which. */
export const duplicateCatch: Rule = () => (container, report) => {
  if (!isContainer(container)) return;
  for (const group of groupsIn(container)) {
    const seen = new Map<string, BpmnElement>();
    for (const event of group) {
      for (const definition of is(event, 'bpmn:ReceiveTask') ? [event] : eventDefinitions(event)) {
        const caught = caughtBy(event, definition);
        if (caught === null) continue;
        const first = seen.get(caught);
        if (!first) seen.set(caught, event);
        else if (first !== event) report(event, 'same', { other: text(first, 'name') || (first.id ?? '') });
      }
    }
  }
};
