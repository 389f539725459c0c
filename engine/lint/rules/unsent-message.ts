import { messageName } from '../../parse/correlation.ts';
import { eventDefinition, extension, is, rootOf, text } from '../element.ts';
import type { Rule } from '../rule.ts';

/** A message that is thrown has a name by which it is sent, or a job that sends it; else it goes nowhere. */
export const unsentMessage: Rule = () => (element, report) => {
  if (!is(element, 'bpmn:ThrowEvent')) return;
  const definition = eventDefinition(element, 'bpmn:MessageEventDefinition');
  if (!definition) return;
  const isJob = [element, definition].some(
    (it) => text(extension(it, 'zeebe:TaskDefinition'), 'type') !== '',
  );
  if (!isJob && messageName(element, rootOf(element)) === null) report(element, 'unsent');
};
