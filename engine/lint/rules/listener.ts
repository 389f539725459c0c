import { isTaskEvent, type ListenerEvent } from '../../elements/element.ts';
import { type BpmnElement, child, children, is, ownerOf, text } from '../element.ts';
import type { Rule } from '../rule.ts';

const executionEvents = ['beforeAll', 'start', 'end', 'cancel'];
/** What ends the event that throws it. */
const endings = ['bpmn:ErrorEventDefinition', 'bpmn:CancelEventDefinition'];

function neverCompletes(element: BpmnElement): boolean {
  if (!is(element, 'bpmn:EndEvent')) return false;
  const definitions = [...children(element, 'eventDefinitions'), ...children(element, 'eventDefinitionRef')];
  const isMultiple = definitions.length > 1;
  return definitions.some((it) =>
    is(it, ...endings, ...(isMultiple ? ['bpmn:TerminateEventDefinition'] : [])),
  );
}

/** Listeners of the dialect are asked at moments that there are, and do a job. */
export const listener: Rule = () => (element, report) => {
  if (!is(element, 'zeebe:ExecutionListener', 'zeebe:TaskListener')) return;
  const owner = ownerOf(element);
  const event = text(element, 'eventType');
  const isKnown = is(element, 'zeebe:TaskListener')
    ? isTaskEvent(event as ListenerEvent)
    : executionEvents.includes(event);
  if (!isKnown) report(owner, 'event', { event });
  if (text(element, 'type') === '') report(owner, 'type', { event });
  if (event === 'end' && neverCompletes(owner)) report(owner, 'never');
  if (event === 'end' && is(owner, 'bpmn:EventBasedGateway')) report(owner, 'gateway');
  if (is(element, 'zeebe:TaskListener') && !is(owner, 'bpmn:UserTask')) report(owner, 'noUserTask');
  if (event === 'beforeAll' && !child(owner, 'loopCharacteristics')) report(owner, 'beforeAll');
};
