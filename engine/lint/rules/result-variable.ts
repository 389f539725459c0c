import { extension, text } from '../element.ts';
import type { Rule } from '../rule.ts';

/** The result of a decision or a script goes into a variable, which must be named. */
export const resultVariable: Rule = () => (element, report) => {
  for (const type of ['zeebe:CalledDecision', 'zeebe:Script']) {
    const called = extension(element, type);
    if (called && text(called, 'resultVariable') === '') report(element, 'missing');
  }
};
