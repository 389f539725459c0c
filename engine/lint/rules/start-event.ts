import {
  flowNodes,
  is,
  isEventSubProcess,
  isNoneEvent,
  startEvents,
  startsImplicitly,
  startsInstance,
} from '../element.ts';
import type { Rule } from '../rule.ts';

/** Where a process, a sub-process and an event sub-process may start (BPMN 10.5.2, 10.3.5, 13.3.4). */
export const startEvent: Rule = () => (element, report) => {
  if (!is(element, 'bpmn:Process', 'bpmn:SubProcess') || is(element, 'bpmn:AdHocSubProcess')) return;
  const starts = startEvents(element);
  if (is(element, 'bpmn:Process')) {
    if (!flowNodes(element).some((node) => startsInstance(node) || startsImplicitly(node)))
      report(element, 'process');
  } else if (isEventSubProcess(element)) {
    if (starts.length === 0 || starts.some(isNoneEvent)) report(element, 'eventSubProcess');
  } else {
    for (const start of starts.filter((event) => !isNoneEvent(event))) report(start, 'typedInSubProcess');
  }
};
