import { child, is, text } from '../element.ts';
import type { Rule } from '../rule.ts';

/** Out of an event, or a gateway that waits for one, a flow must not have a condition (BPMN 10.5.2, 10.5.4, 10.6.6). */
export const conditionalFlow: Rule = () => (flow, report) => {
  if (!is(flow, 'bpmn:SequenceFlow') || text(child(flow, 'conditionExpression'), 'body') === '') return;
  const source = child(flow, 'sourceRef');
  if (is(source, 'bpmn:Event', 'bpmn:EventBasedGateway'))
    report(flow, 'notAsked', { source: text(source, 'name') || (source.id ?? '') });
};
