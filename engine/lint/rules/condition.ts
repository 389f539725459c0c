import { child, is, isExpression, outgoing, text } from '../element.ts';
import type { Rule } from '../rule.ts';

/** The ways out of an exclusive or inclusive gateway (BPMN 10.6.2, 10.6.3): each with a condition, or the default. */
export const condition: Rule = () => (element, report) => {
  if (is(element, 'bpmn:SequenceFlow')) {
    const expression = child(element, 'conditionExpression');
    if (expression && !isExpression(text(expression, 'body'))) report(element, 'notAnExpression');
    return;
  }
  if (!is(element, 'bpmn:ExclusiveGateway', 'bpmn:InclusiveGateway')) return;
  const flows = outgoing(element);
  if (flows.length < 2) return;
  const preset = child(element, 'default');
  if (preset && !flows.includes(preset)) report(element, 'foreignDefault');
  for (const flow of flows) {
    if (flow !== preset && !child(flow, 'conditionExpression')) report(flow, 'missing');
  }
};
