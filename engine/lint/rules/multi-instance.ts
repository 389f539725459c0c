import { child, extension, is, text } from '../element.ts';
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
};
