import { type BpmnElement, child, eventDefinition, is, isEventSubProcess, text } from '../element.ts';
import type { Rule } from '../rule.ts';

/** Only what does not end the waiting can happen repeatedly: a non-interrupting event, or a start. */
function mayRepeat(event: BpmnElement): boolean {
  if (is(event, 'bpmn:BoundaryEvent')) return event.cancelActivity === false;
  if (!is(event, 'bpmn:StartEvent')) return false;
  return !(event.$parent && isEventSubProcess(event.$parent)) || event.isInterrupting === false;
}

/** A cycle where the timer ends the waiting fires once and never again, which its author hardly means. */
export const timerCycle: Rule = () => (event, report) => {
  const definition = is(event, 'bpmn:Event') ? eventDefinition(event, 'bpmn:TimerEventDefinition') : null;
  if (text(child(definition, 'timeCycle'), 'body') !== '' && !mayRepeat(event)) report(event, 'once');
};
