import { messageName } from '../../parse/correlation.ts';
import { extension, is, rootOf, text } from '../element.ts';
import type { Rule } from '../rule.ts';

/** What a task does must be said: the job type of its work, or the decision, or the script. */
export const taskDefinition: Rule = () => (element, report) => {
  const hasType = text(extension(element, 'zeebe:TaskDefinition'), 'type') !== '';
  if (is(element, 'bpmn:ServiceTask', 'bpmn:SendTask')) {
    // a send task with a message sends it itself
    const sends = is(element, 'bpmn:SendTask') && messageName(element, rootOf(element)) !== null;
    if (!hasType && !sends) report(element, 'job');
  } else if (is(element, 'bpmn:BusinessRuleTask', 'bpmn:GlobalBusinessRuleTask')) {
    const hasDecision = text(extension(element, 'zeebe:CalledDecision'), 'decisionId') !== '';
    if (hasType === hasDecision) report(element, 'decision');
  } else if (is(element, 'bpmn:ScriptTask', 'bpmn:GlobalScriptTask')) {
    const hasScript = text(extension(element, 'zeebe:Script'), 'expression') !== '';
    if (hasType === hasScript) report(element, 'script');
  }
};
