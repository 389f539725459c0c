import { child, is, isExpression, text } from '../element.ts';
import type { Rule } from '../rule.ts';

/** A standard loop ends by a condition that can be evaluated, or after a number of iterations (BPMN 13.3.6). */
export const standardLoop: Rule = () => (element, report) => {
  const loop = is(element, 'bpmn:Activity') ? child(element, 'loopCharacteristics') : null;
  if (!is(loop, 'bpmn:StandardLoopCharacteristics')) return;
  const condition = text(child(loop, 'loopCondition'), 'body');
  if (condition !== '' && !isExpression(condition)) report(element, 'notAnExpression');
  const maximum = loop.loopMaximum;
  if (maximum === undefined) return;
  if (typeof maximum !== 'number' || !Number.isInteger(maximum) || maximum < 0) report(element, 'maximum');
};
