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

/** Every text that starts with `=` must be a FEEL expression. */
export const feelSyntax: Rule = () => (element, report) => {
  for (const property of propertiesOf(element)) {
    const value = text(element, property);
    if (!isExpression(value)) continue;
    const expression = value.slice(1);
    const problem = expressionProblem(expression);
    if (problem) {
      report(ownerOf(element), 'syntax', { expression: expression.trim(), reason: problem.reason });
    }
  }
};
