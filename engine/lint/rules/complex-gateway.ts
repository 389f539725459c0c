import { child, is, isExpression, outgoing, text } from '../element.ts';
import type { Rule } from '../rule.ts';

/** What sets a complex gateway off must be something that can be evaluated (BPMN 10.6.5). */
export const complexGateway: Rule = () => (element, report) => {
  if (!is(element, 'bpmn:ComplexGateway')) return;
  const condition = text(child(element, 'activationCondition'), 'body');
  if (condition !== '' && !isExpression(condition)) report(element, 'notAnExpression');
  const preset = child(element, 'default');
  if (preset && !outgoing(element).includes(preset)) report(element, 'foreignDefault');
};
