import { calledElement, calledId } from '../called.ts';
import { is, isExpression, text } from '../element.ts';
import type { Rule } from '../rule.ts';

/** What is called is among the files, in the version that is bound to. */
export const unknownCalledProcess: Rule =
  ({ knownProcesses, versionTags }) =>
  (element, report) => {
    if (!is(element, 'bpmn:CallActivity') || !knownProcesses) return;
    const process = calledId(element);
    if (process === '' || isExpression(process)) return;
    const called = calledElement(element);
    const tag = text(called, 'bindingType') === 'versionTag' ? text(called, 'versionTag') : '';
    if (!knownProcesses.includes(process)) report(element, 'unknown', { process });
    else if (tag !== '' && versionTags && versionTags[process] !== tag)
      report(element, 'otherVersion', { process, tag });
  };
