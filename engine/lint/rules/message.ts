import {
  type BpmnElement,
  child,
  eventDefinition,
  extension,
  is,
  isEventSubProcess,
  text,
} from '../element.ts';
import type { Rule } from '../rule.ts';

/** The element that refers to the message: the event's definition, or the receive task itself. */
function carrierOf(element: BpmnElement): BpmnElement | null {
  if (is(element, 'bpmn:ReceiveTask')) return element;
  return is(element, 'bpmn:CatchEvent') ? eventDefinition(element, 'bpmn:MessageEventDefinition') : null;
}

/** A message that starts an instance is for nobody in particular; every other one is for one instance. */
function startsInstance(element: BpmnElement): boolean {
  return is(element, 'bpmn:StartEvent') && !(element.$parent && isEventSubProcess(element.$parent));
}

/** Whoever waits for a message says which: its name and, for a running instance, the correlation key. */
export const message: Rule = () => (element, report) => {
  const carrier = carrierOf(element);
  if (!carrier) return;
  const awaited = child(carrier, 'messageRef');
  if (!awaited) return report(element, 'missing');
  if (text(awaited, 'name') === '') report(element, 'unnamed');
  const key = text(extension(awaited, 'zeebe:Subscription'), 'correlationKey');
  if (key === '' && !startsInstance(element))
    report(element, 'uncorrelated', { message: text(awaited, 'name') });
};
