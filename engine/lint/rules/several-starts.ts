import { is, isEventSubProcess, isNoneEvent, startEvents } from '../element.ts';
import type { Rule } from '../rule.ts';

/**
 * BPMN gives a sub-process one none start event, an event sub-process one start event (13.3.4, 10.3.5). More can be executed, but
 * hardly as their author meant.
 */
export const severalStarts: Rule = () => (element, report) => {
  if (!is(element, 'bpmn:Process', 'bpmn:SubProcess') || is(element, 'bpmn:AdHocSubProcess')) return;
  const starts = startEvents(element);
  const [, ...more] = isEventSubProcess(element) ? starts : starts.filter(isNoneEvent);
  const key = is(element, 'bpmn:Process')
    ? 'process'
    : isEventSubProcess(element)
      ? 'eventSubProcess'
      : 'subProcess';
  for (const start of more) report(start, key);
};
