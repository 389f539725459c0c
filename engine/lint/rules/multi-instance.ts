import { type BpmnElement, child, children, extension, is, text } from '../element.ts';
import type { Rule } from '../rule.ts';

/** A multi-instance activity says over what: a collection, or a number (BPMN 10.3.8). */
export const multiInstance: Rule = () => (element, report) => {
  const loop = is(element, 'bpmn:Activity') ? child(element, 'loopCharacteristics') : null;
  if (!is(loop, 'bpmn:MultiInstanceLoopCharacteristics')) return;
  const extended = extension(loop, 'zeebe:LoopCharacteristics');
  const collection = text(extended, 'inputCollection');
  const isCounted = text(child(loop, 'loopCardinality'), 'body') !== '';
  if (collection === '' && !isCounted && !child(loop, 'loopDataInputRef')) report(element, 'missing');
  const [outputCollection, outputElement] = [
    text(extended, 'outputCollection'),
    text(extended, 'outputElement'),
  ];
  if ((outputCollection === '') !== (outputElement === '')) report(element, 'halfOutput');
  if (!thrownBy(loop).every((event) => is(event, ...throwable))) report(element, 'thrown');
};

const throwable = [
  'bpmn:SignalEventDefinition',
  'bpmn:EscalationEventDefinition',
  'bpmn:ErrorEventDefinition',
];

/** Definitions of the events that its behaviour has it throw. */
function thrownBy(loop: BpmnElement): BpmnElement[] {
  if (loop.behavior === 'None') return [child(loop, 'noneBehaviorEventRef')].filter((it) => it !== null);
  if (loop.behavior === 'One') return [child(loop, 'oneBehaviorEventRef')].filter((it) => it !== null);
  if (loop.behavior !== 'Complex') return [];
  return children(loop, 'complexBehaviorDefinition').flatMap((it) => {
    const event = child(it, 'event');
    return [...children(event, 'eventDefinitions'), ...children(event, 'eventDefinitionRef')];
  });
}
