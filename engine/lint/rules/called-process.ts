import { extension, is, text } from '../element.ts';
import type { Rule } from '../rule.ts';

/** A call activity names the process that it calls. */
export const calledProcess: Rule = () => (element, report) => {
  if (!is(element, 'bpmn:CallActivity')) return;
  if (text(extension(element, 'zeebe:CalledElement'), 'processId') === '') report(element, 'missing');
};
