import { type BpmnElement, child, children, incoming, is, outgoing } from '../element.ts';
import type { Rule } from '../rule.ts';

const awaitable = [
  'bpmn:MessageEventDefinition',
  'bpmn:TimerEventDefinition',
  'bpmn:SignalEventDefinition',
  'bpmn:ConditionalEventDefinition',
];

function isAwaitable(target: BpmnElement): boolean {
  if (is(target, 'bpmn:ReceiveTask')) return true;
  if (!is(target, 'bpmn:IntermediateCatchEvent')) return false;
  return children(target, 'eventDefinitions').some((definition) => is(definition, ...awaitable));
}

/** An event-based gateway waits for the first of several events (BPMN 10.6.6). */
export const eventBasedGateway: Rule = () => (element, report) => {
  if (!is(element, 'bpmn:EventBasedGateway')) return;
  const flows = outgoing(element);
  if (flows.length < 2) report(element, 'tooFew');
  for (const flow of flows) {
    const target = child(flow, 'targetRef');
    if (!target) continue;
    if (!isAwaitable(target)) report(target, 'target');
    else if (incoming(target).length > 1) report(target, 'otherWay');
  }
};
