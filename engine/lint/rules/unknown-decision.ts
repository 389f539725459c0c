import { extension, is, isExpression, text } from '../element.ts';
import type { Rule } from '../rule.ts';

export const unknownDecision: Rule =
  ({ knownDecisions }) =>
  (element, report) => {
    if (!is(element, 'bpmn:BusinessRuleTask') || !knownDecisions) return;
    const decision = text(extension(element, 'zeebe:CalledDecision'), 'decisionId');
    if (decision === '' || isExpression(decision) || knownDecisions.includes(decision)) return;
    report(element, 'unknown', { decision });
  };
