import { flowNodes, is, isEventSubProcess, isNoneEvent, startEvents, startsInstance } from '../element.ts';
import type { Rule } from '../rule.ts';

/** Where a process, a sub-process and an event sub-process may start (BPMN 10.5.2, 10.3.5; dialect: never implicitly). */
export const startEvent: Rule = () => (element, report) => {
  if (!is(element, 'bpmn:Process', 'bpmn:SubProcess') || is(element, 'bpmn:AdHocSubProcess')) return;
  const starts = startEvents(element);
  const noneStarts = starts.filter(isNoneEvent);
  if (is(element, 'bpmn:Process')) {
    if (!flowNodes(element).some(startsInstance)) report(element, 'process');
    for (const extra of noneStarts.slice(1)) report(extra, 'severalNone');
  } else if (isEventSubProcess(element)) {
    if (starts.length !== 1 || noneStarts.length > 0) report(element, 'eventSubProcess');
  } else {
    if (starts.length !== 1) report(element, 'subProcess', { count: starts.length });
    for (const start of starts.filter((event) => !isNoneEvent(event))) report(start, 'typedInSubProcess');
  }
};
