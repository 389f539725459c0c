import { type BpmnElement, child, children, eventDefinition, is, text } from '../element.ts';
import type { Rule } from '../rule.ts';

const isThrow = (event: BpmnElement) => is(event, 'bpmn:ThrowEvent');

function lacks(definition: BpmnElement, reference: string, property: string): boolean {
  return text(child(definition, reference), property) === '';
}

/** Scope in which links connect: the flow elements beside the event. */
function caughtLinks(event: BpmnElement): string[] {
  return children(event.$parent ?? null, 'flowElements')
    .filter((other) => is(other, 'bpmn:IntermediateCatchEvent'))
    .flatMap((other) => eventDefinition(other, 'bpmn:LinkEventDefinition') ?? [])
    .map((definition) => text(definition, 'name'));
}

/** A multi-instance activity may throw a signal without a name, for its boundary events (10.3.8). */
function isForDefaultSignal(event: BpmnElement): boolean {
  const loop = child(child(event, 'attachedToRef'), 'loopCharacteristics');
  return loop?.behavior === 'None' || loop?.behavior === 'One';
}

/** What an event throws or waits for must be named (BPMN 10.5.5). Catching any error or escalation needs no code. */
export const eventReference: Rule = () => (event, report) => {
  if (!is(event, 'bpmn:Event')) return;
  for (const definition of children(event, 'eventDefinitions')) {
    if (is(definition, 'bpmn:ErrorEventDefinition')) {
      if (isThrow(event) && lacks(definition, 'errorRef', 'errorCode')) report(event, 'error');
    } else if (is(definition, 'bpmn:EscalationEventDefinition')) {
      if (isThrow(event) && lacks(definition, 'escalationRef', 'escalationCode')) report(event, 'escalation');
    } else if (is(definition, 'bpmn:SignalEventDefinition')) {
      if (lacks(definition, 'signalRef', 'name') && !isForDefaultSignal(event)) report(event, 'signal');
    } else if (is(definition, 'bpmn:ConditionalEventDefinition')) {
      if (text(child(definition, 'condition'), 'body') === '') report(event, 'conditional');
    } else if (is(definition, 'bpmn:LinkEventDefinition')) {
      const name = text(definition, 'name');
      const targets = caughtLinks(event).filter((other) => other === name).length;
      if (name === '') report(event, 'linkName');
      else if (isThrow(event) && targets === 0) report(event, 'linkTarget', { link: name });
      else if (!isThrow(event) && targets > 1) report(event, 'linkTwice', { link: name });
    }
  }
};
