import { is } from '../element.ts';
import type { Rule } from '../rule.ts';

/** What runs is known by its id: in the trace, in the history, in what is waited for. */
export const elementId: Rule = () => (element, report) => {
  if (!is(element, 'bpmn:Process', 'bpmn:FlowElement') || is(element, 'bpmn:ImplicitThrowEvent')) return;
  if (!element.id) report(element, 'missing');
  // names that every object of the language has already
  else if (element.id in Object.prototype) report(element, 'reserved', { id: element.id });
};
