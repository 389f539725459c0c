import { child, children, is } from '../element.ts';
import type { Rule } from '../rule.ts';

/** A lane names who does its work: without elements it says nothing. */
export const lane: Rule = () => (element, report) => {
  if (!is(element, 'bpmn:Lane')) return;
  const subLanes = children(child(element, 'childLaneSet'), 'lanes');
  if (children(element, 'flowNodeRef').length === 0 && subLanes.length === 0) report(element, 'empty');
};
