import { child, is, text } from '../element.ts';
import type { Rule } from '../rule.ts';

/**
 * The default flow is taken when no condition holds, its own is never looked at (BPMN 10.6.2); a parallel gateway checks
 * no conditions (10.6.4). Both are executed so, but their author meant something.
 */
export const unaskedCondition: Rule = () => (flow, report) => {
  if (!is(flow, 'bpmn:SequenceFlow') || text(child(flow, 'conditionExpression'), 'body') === '') return;
  const source = child(flow, 'sourceRef');
  if (source && child(source, 'default') === flow) report(flow, 'default');
  else if (is(source, 'bpmn:ParallelGateway')) report(flow, 'parallel');
};
