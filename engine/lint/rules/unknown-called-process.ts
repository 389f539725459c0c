import { extension, is, isExpression, text } from '../element.ts';
import type { Rule } from '../rule.ts';

export const unknownCalledProcess: Rule =
  ({ knownProcesses }) =>
  (element, report) => {
    if (!is(element, 'bpmn:CallActivity') || !knownProcesses) return;
    const process = text(extension(element, 'zeebe:CalledElement'), 'processId');
    if (process === '' || isExpression(process) || knownProcesses.includes(process)) return;
    report(element, 'unknown', { process });
  };
