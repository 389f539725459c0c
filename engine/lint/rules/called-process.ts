import { calledElement, calledId } from '../called.ts';
import { is, text } from '../element.ts';
import type { Rule } from '../rule.ts';

/** A call activity names the process that it calls; bound to a version tag, that too. */
export const calledProcess: Rule = () => (element, report) => {
  if (!is(element, 'bpmn:CallActivity')) return;
  if (calledId(element) === '') report(element, 'missing');
  const called = calledElement(element);
  if (text(called, 'bindingType') === 'versionTag' && text(called, 'versionTag') === '')
    report(element, 'untagged');
};
