import { is, isNoneEvent } from '../element.ts';
import type { Rule } from '../rule.ts';

/** An intermediate catch event without a definition would wait for nothing (BPMN 10.5.4). */
export const catchEvent: Rule = () => (element, report) => {
  if (is(element, 'bpmn:IntermediateCatchEvent') && isNoneEvent(element)) report(element, 'none');
};
