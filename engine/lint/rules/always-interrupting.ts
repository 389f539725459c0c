import { eventDefinitions, is } from '../element.ts';
import type { Rule } from '../rule.ts';

/** An error, and the cancelling of a transaction, always ends what it comes from (BPMN 10.5.6, table 10.91). */
export const alwaysInterrupting: Rule = () => (event, report) => {
  const goesOn = is(event, 'bpmn:BoundaryEvent')
    ? event.cancelActivity === false
    : is(event, 'bpmn:StartEvent') && event.isInterrupting === false;
  if (!goesOn) return;
  // one of several may go on, the error among them ends the activity all the same
  const [definition, ...more] = eventDefinitions(event);
  if (more.length === 0 && is(definition, 'bpmn:ErrorEventDefinition', 'bpmn:CancelEventDefinition'))
    report(event, 'goesOn');
};
