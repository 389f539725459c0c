import { child, is, isExpression, ownerOf, text } from '../element.ts';
import type { Rule } from '../rule.ts';

/** Properties that are computed anew each time: a text without a leading `=` would be taken as it is written. */
const computed: Record<string, string[]> = {
  'zeebe:Script': ['expression'],
  'zeebe:LoopCharacteristics': ['inputCollection', 'outputElement'],
};

export const mustBeExpression: Rule = () => (element, report) => {
  for (const property of computed[element.$type] ?? []) {
    const value = text(element, property);
    if (value !== '' && !isExpression(value)) report(ownerOf(element), 'plain', { value });
  }
  if (!is(element, 'bpmn:MultiInstanceLoopCharacteristics')) return;
  const until = text(child(element, 'completionCondition'), 'body');
  if (until !== '' && !isExpression(until)) report(ownerOf(element), 'plain', { value: until });
};
