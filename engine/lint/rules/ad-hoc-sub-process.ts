import { child, children, extension, is, isExpression, text } from '../element.ts';
import type { Rule } from '../rule.ts';

/**
 * An ad-hoc sub-process has neither start nor end events (BPMN 10.3.5), and says in one way what begins and when it is done: by
 * expressions, or by the result of a job (dialect).
 */
export const adHocSubProcess: Rule = () => (element, report) => {
  if (!is(element, 'bpmn:AdHocSubProcess')) return;
  for (const inside of children(element, 'flowElements')) {
    if (is(inside, 'bpmn:StartEvent')) report(inside, 'start');
    if (is(inside, 'bpmn:EndEvent')) report(inside, 'end');
  }
  const extended = extension(element, 'zeebe:AdHoc');
  const active = text(extended, 'activeElementsCollection');
  const condition = text(child(element, 'completionCondition'), 'body');
  if (active !== '' && !isExpression(active)) report(element, 'activeElements');
  if (condition !== '' && !isExpression(condition)) report(element, 'condition');
  if ((text(extended, 'outputCollection') === '') !== (text(extended, 'outputElement') === '')) {
    report(element, 'halfOutput');
  }
  const hasJob = text(extension(element, 'zeebe:TaskDefinition'), 'type') !== '';
  if (hasJob && (active !== '' || condition !== '' || element.cancelRemainingInstances === false)) {
    report(element, 'job');
  }
};
