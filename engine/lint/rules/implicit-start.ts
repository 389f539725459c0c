import { flowNodes, is, isContainer, startEvents, startsImplicitly } from '../element.ts';
import type { Rule } from '../rule.ts';

/** What begins without a start event is executed (BPMN 10.5.2), but more often a flow was forgotten. */
export const implicitStart: Rule = () => (container, report) => {
  if (!isContainer(container) || is(container, 'bpmn:AdHocSubProcess')) return;
  const hasStart = startEvents(container).length > 0;
  for (const node of flowNodes(container).filter(startsImplicitly))
    report(node, hasStart ? 'besides' : 'alone');
};
