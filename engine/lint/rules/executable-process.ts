import { children, is } from '../element.ts';
import type { Rule } from '../rule.ts';

/** A file without an executable process can be deployed, but nothing of it can be started. */
export const executableProcess: Rule = () => (element, report) => {
  if (!is(element, 'bpmn:Definitions')) return;
  const processes = children(element, 'rootElements').filter((root) => is(root, 'bpmn:Process'));
  if (!processes.some((process) => process.isExecutable === true)) report(element, 'none');
};
