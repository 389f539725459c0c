import { eventDefinition, extension, is, text } from '../element.ts';
import type { Rule } from '../rule.ts';

/** Sending is work: a message that is thrown without a job type goes nowhere. */
export const unsentMessage: Rule = () => (element, report) => {
  if (!is(element, 'bpmn:ThrowEvent') || !eventDefinition(element, 'bpmn:MessageEventDefinition')) return;
  if (text(extension(element, 'zeebe:TaskDefinition'), 'type') === '') report(element, 'unsent');
};
