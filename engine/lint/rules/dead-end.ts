import {
  type BpmnElement,
  eventDefinition,
  is,
  isContainer,
  isEventSubProcess,
  outgoing,
} from '../element.ts';
import type { Rule } from '../rule.ts';

function mayEndThere(node: BpmnElement): boolean {
  return (
    is(node, 'bpmn:EndEvent') ||
    isEventSubProcess(node) ||
    node.isForCompensation === true ||
    is(node.$parent, 'bpmn:AdHocSubProcess') ||
    eventDefinition(node, 'bpmn:LinkEventDefinition') !== null ||
    eventDefinition(node, 'bpmn:CompensateEventDefinition') !== null
  );
}

/** A path that ends without an end event is allowed (BPMN 13.2), but more often forgotten than meant. */
export const deadEnd: Rule = () => (element, report) => {
  if (
    !is(element, 'bpmn:FlowNode') ||
    !element.$parent ||
    !isContainer(element.$parent) ||
    mayEndThere(element)
  )
    return;
  if (outgoing(element).length === 0) report(element, 'noOutgoing');
};
