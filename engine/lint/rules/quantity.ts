import { is } from '../element.ts';
import type { Rule } from '../rule.ts';

/** How many tokens start an activity, and how many it hands on: at least one (BPMN 10.3). */
export const quantity: Rule = () => (element, report) => {
  if (!is(element, 'bpmn:Activity')) return;
  for (const attribute of ['startQuantity', 'completionQuantity']) {
    const value = element[attribute] ?? 1;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 1) report(element, attribute);
  }
};
