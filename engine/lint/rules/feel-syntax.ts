import { expressionProblem } from '../../feel/index.ts';
import { type BpmnElement, is, isExpression, ownerOf, text } from '../element.ts';
import type { Rule } from '../rule.ts';

/** Properties of plain BPMN that may hold an expression; of the extension elements, all texts may but these. */
const bpmnProperties = ['body', 'errorCode', 'escalationCode'];
const literal = ['zeebe:Header', 'zeebe:Property', 'zeebe:UserTaskForm'];

function propertiesOf(element: BpmnElement): string[] {
  if (is(element, 'bpmn:Message', 'bpmn:Signal')) return ['name'];
  if (!element.$type.startsWith('zeebe:')) return bpmnProperties;
  if (is(element, ...literal)) return [];
  return (element.$descriptor?.properties ?? []).map(({ name }) => name.replace(/^.*:/, ''));
}

/** What is an expression by its place, with or without `=` (BPMN 2.0, 8.4.2). */
const isByPlace = (element: BpmnElement): boolean =>
  is(element.$parent, 'bpmn:CorrelationPropertyRetrievalExpression', 'bpmn:CorrelationPropertyBinding');

/** Every text that starts with `=` must be a FEEL expression. */
export const feelSyntax: Rule = () => (element, report) => {
  for (const property of propertiesOf(element)) {
    const value = text(element, property);
    if (!isExpression(value) && !(value !== '' && isByPlace(element))) continue;
    const expression = value.replace(/^=/, '');
    const problem = expressionProblem(expression);
    if (problem) {
      report(ownerOf(element), 'syntax', { expression: expression.trim(), reason: problem.reason });
    }
  }
};
