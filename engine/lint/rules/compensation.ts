import { associationsOf } from '../../parse/association.ts';
import {
  type BpmnElement,
  child,
  eventDefinition,
  flowNodes,
  incoming,
  is,
  isEventSubProcess,
  outgoing,
} from '../element.ts';
import type { Report, Rule } from '../rule.ts';

/** Who undoes what: a compensation boundary event leads by an association to one handler beside it (BPMN 10.5.4, 10.7.1). */
export const compensation: Rule = () => (element, report) => {
  if (isHandler(element)) checkHandler(element, report);
  if (!is(element, 'bpmn:Event')) return;
  const definition = eventDefinition(element, 'bpmn:CompensateEventDefinition');
  if (!definition) return;
  if (is(element, 'bpmn:BoundaryEvent')) checkBoundary(element, report);
  else if (is(element, 'bpmn:ThrowEvent')) checkThrow(element, child(definition, 'activityRef'), report);
  else if (!is(element, 'bpmn:StartEvent')) report(element, 'catch');
  else if (!element.$parent || !isEventSubProcess(element.$parent)) report(element, 'start');
};

/** A handler that no association leads to never runs. */
export const idleHandler: Rule = () => (element, report) => {
  if (!isHandler(element)) return;
  const isAssociated = associationsIn(element).some(
    ({ source, target }) => target === element && isEdge(source),
  );
  if (!isAssociated) report(element, 'idle');
};

// helpers ////////////////////////////////////////////////////////////

const isHandler = (element: BpmnElement): boolean =>
  is(element, 'bpmn:Activity') && element.isForCompensation === true && !isEventSubProcess(element);

const isEdge = (element: unknown): boolean =>
  is(element as BpmnElement, 'bpmn:BoundaryEvent') &&
  eventDefinition(element as BpmnElement, 'bpmn:CompensateEventDefinition') !== null;

function associationsIn(element: BpmnElement): { source: unknown; target: unknown }[] {
  let process: BpmnElement | undefined = element;
  while (process && !is(process, 'bpmn:Process')) process = process.$parent;
  return process ? associationsOf(process) : [];
}

function checkBoundary(event: BpmnElement, report: Report): void {
  const handlers = associationsIn(event)
    .filter(({ source, target }) => source === event && isHandler(target as BpmnElement))
    .map(({ target }) => target as BpmnElement);
  if (handlers.length === 0) report(event, 'noHandler');
  else if (handlers.length > 1) report(event, 'severalHandlers');
  else if (handlers[0]?.$parent !== event.$parent) report(event, 'handlerElsewhere');
  if (outgoing(event).length > 0) report(event, 'outgoing');
  const edges = edgesOf(event.attachedToRef, event).filter(isEdge);
  if (edges.length > 1 && edges[0] !== event) report(event, 'twice');
}

function checkHandler(handler: BpmnElement, report: Report): void {
  if (incoming(handler).length + outgoing(handler).length > 0) report(handler, 'inFlow');
  if (edgesOf(handler, handler).length > 0) report(handler, 'handlerEdge');
}

/** What is to be undone is on the level of the event, or around the event sub-process or handler that holds it (BPMN 10.5.4). */
function checkThrow(event: BpmnElement, activity: BpmnElement | null, report: Report): void {
  if (!activity) return;
  const scope = event.$parent;
  const isInner = scope !== undefined && (isEventSubProcess(scope) || isHandler(scope));
  const isVisible = activity.$parent === scope || (isInner && activity.$parent === scope.$parent);
  if (!is(activity, 'bpmn:Activity') || !isVisible) report(event, 'invisible');
}

const edgesOf = (activity: unknown, beside: BpmnElement): BpmnElement[] =>
  flowNodes(beside.$parent ?? beside).filter(
    (node) => is(node, 'bpmn:BoundaryEvent') && node.attachedToRef === activity,
  );
