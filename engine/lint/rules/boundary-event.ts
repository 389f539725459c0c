import { child, is, isNoneEvent } from '../element.ts';
import type { Rule } from '../rule.ts';

/** A boundary event hangs on an activity and waits for something (BPMN 10.5.4). */
export const boundaryEvent: Rule = () => (element, report) => {
  if (!is(element, 'bpmn:BoundaryEvent')) return;
  if (!is(child(element, 'attachedToRef'), 'bpmn:Activity')) report(element, 'unattached');
  if (isNoneEvent(element)) report(element, 'none');
};
