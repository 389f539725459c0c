import { child, is, isEventSubProcess, isNoneEvent } from '../element.ts';
import type { Rule } from '../rule.ts';

/** A boundary event hangs on an activity and waits for something (BPMN 10.5.4). */
export const boundaryEvent: Rule = () => (element, report) => {
  if (!is(element, 'bpmn:BoundaryEvent')) return;
  const host = child(element, 'attachedToRef');
  if (!is(host, 'bpmn:Activity')) report(element, 'unattached');
  else if (host.$parent !== element.$parent || isEventSubProcess(host)) report(element, 'elsewhere');
  if (isNoneEvent(element)) report(element, 'none');
};
