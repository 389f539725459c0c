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
  // 10.6.6: "and Multiple (which can only include the previous triggers)", but not all of them together
  const definitions = [...children(target, 'eventDefinitions'), ...children(target, 'eventDefinitionRef')];
  if (definitions.length > 1 && target.parallelMultiple === true) return false;
  return definitions.length > 0 && definitions.every((definition) => is(definition, ...awaitable));
}

/** An event-based gateway waits for the first of several events (BPMN 10.6.6). */
export const eventBasedGateway: Rule = () => (element, report) => {
  if (!is(element, 'bpmn:EventBasedGateway')) return;
  const flows = outgoing(element);
  if (flows.length < 2) report(element, 'tooFew');
  // 10.6.6: "The attribute can only be set to parallel when the instantiate attribute is set to true."
  if (element.eventGatewayType === 'Parallel' && element.instantiate !== true) report(element, 'parallel');
  for (const flow of flows) {
    const target = child(flow, 'targetRef');
    if (!target) continue;
    if (!isAwaitable(target)) report(target, 'target');
    else if (incoming(target).length > 1) report(target, 'otherWay');
  }
};
