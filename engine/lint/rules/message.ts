import { correlationOf, messageName, messageOf } from '../../parse/correlation.ts';
import {
  type BpmnElement,
  eventDefinition,
  extension,
  is,
  isEventSubProcess,
  processOf,
  rootOf,
  text,
} from '../element.ts';
import type { Rule } from '../rule.ts';

/** A message that starts an instance is for nobody in particular; every other one is for one instance. */
function startsInstance(element: BpmnElement): boolean {
  return is(element, 'bpmn:StartEvent') && !(element.$parent && isEventSubProcess(element.$parent));
}

function awaitsMessage(element: BpmnElement): boolean {
  if (is(element, 'bpmn:ReceiveTask')) return true;
  return is(element, 'bpmn:CatchEvent') && eventDefinition(element, 'bpmn:MessageEventDefinition') !== null;
}

/**
 * Whoever waits for a message says which: its name and, for a running instance, how it finds that: a correlation key, correlation
 * properties, or a message flow from another executed pool.
 */
export const message: Rule = () => (element, report) => {
  if (!awaitsMessage(element)) return;
  const root = rootOf(element);
  const name = messageName(element, root);
  const awaited = messageOf(element, root);
  if (!awaited && name === null) return report(element, 'missing');
  if (name === null) report(element, 'unnamed');
  const key = text(awaited && extension(awaited, 'zeebe:Subscription'), 'correlationKey');
  if (key === '' && !startsInstance(element) && !correlationOf(element, processOf(element), root))
    report(element, 'uncorrelated', { message: name ?? '' });
};
