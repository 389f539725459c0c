import { child, is } from '../element.ts';
import type { Rule } from '../rule.ts';

/** What a sequence flow may connect (BPMN 8.4.13, table 7.3): two nodes of one scope, into no start, out of no end. */
export const sequenceFlow: Rule = () => (element, report) => {
  if (!is(element, 'bpmn:SequenceFlow')) return;
  const source = child(element, 'sourceRef');
  const target = child(element, 'targetRef');
  if (!source) report(element, 'noSource');
  if (!target) report(element, 'noTarget');
  if (!source || !target) return;
  if (is(source, 'bpmn:EndEvent')) report(element, 'fromEnd');
  if (is(target, 'bpmn:StartEvent', 'bpmn:BoundaryEvent')) report(element, 'intoStart');
  if (source.$parent !== target.$parent) report(element, 'acrossScopes');
};
