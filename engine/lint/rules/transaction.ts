import {
  type BpmnElement,
  eventDefinition,
  flowNodes,
  is,
  isContainer,
  isEventSubProcess,
  startEvents,
} from '../element.ts';
import type { Rule } from '../rule.ts';

/** A transaction is cancelled from inside, by an end event, and left by one event on its edge (BPMN 10.3.5, 10.5.3, 10.5.4). */
export const transaction: Rule = () => (element, report) => {
  if (is(element, 'bpmn:Transaction')) {
    const edges = flowNodes(element.$parent ?? element).filter(
      (node) => node.attachedToRef === element && isCancel(node),
    );
    if (edges.length === 0 && isCancelledInside(element)) report(element, 'uncaught');
    for (const extra of edges.slice(1)) report(extra, 'twice');
  }
  if (!isCancel(element)) return;
  if (is(element, 'bpmn:EndEvent')) {
    if (!transactionAround(element)) report(element, 'end');
  } else if (!is(element, 'bpmn:BoundaryEvent')) report(element, 'position');
  else if (!is(element.attachedToRef as BpmnElement | undefined, 'bpmn:Transaction'))
    report(element, 'boundary');
};

// helpers ////////////////////////////////////////////////////////////

const isCancel = (node: BpmnElement): boolean =>
  is(node, 'bpmn:Event') && eventDefinition(node, 'bpmn:CancelEventDefinition') !== null;

/** What undoes a transaction runs when that has completed, and can no longer cancel it. */
function transactionAround(element: BpmnElement): BpmnElement | null {
  let around = element.$parent;
  while (around && !is(around, 'bpmn:Transaction')) {
    if (isUndoing(around)) return null;
    around = around.$parent;
  }
  return around ?? null;
}

const isUndoing = (container: BpmnElement): boolean =>
  isEventSubProcess(container)
    ? startEvents(container).some((it) => eventDefinition(it, 'bpmn:CompensateEventDefinition') !== null)
    : container.isForCompensation === true;

/** By an end event whose nearest transaction it is. */
function isCancelledInside(transaction: BpmnElement): boolean {
  const open = flowNodes(transaction);
  for (let node = open.pop(); node; node = open.pop()) {
    if (is(node, 'bpmn:EndEvent') && isCancel(node)) return true;
    if (isContainer(node) && !is(node, 'bpmn:Transaction')) open.push(...flowNodes(node));
  }
  return false;
}
