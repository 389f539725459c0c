import { type BpmnElement, child, children, extension, is, isExpression, text } from '../element.ts';
import type { Rule } from '../rule.ts';

const EMBEDDED = 'camunda-forms:bpmn:';

function processOf(element: BpmnElement): BpmnElement | null {
  for (let scope = element.$parent; scope; scope = scope.$parent) if (is(scope, 'bpmn:Process')) return scope;
  return null;
}

/** Forms are referred to by id; older files embed them in the process and refer by key. */
export const unknownForm: Rule =
  ({ knownForms }) =>
  (element, report) => {
    const form = is(element, 'bpmn:UserTask', 'bpmn:StartEvent')
      ? extension(element, 'zeebe:FormDefinition')
      : null;
    if (!form || !knownForms) return;
    const id = text(form, 'formId');
    if (id !== '' && !isExpression(id) && !knownForms.includes(id)) report(element, 'unknown', { form: id });
    const key = text(form, 'formKey');
    if (!key.startsWith(EMBEDDED)) return;
    const embedded = children(child(processOf(element), 'extensionElements'), 'values')
      .filter((value) => is(value, 'zeebe:UserTaskForm'))
      .map((value) => text(value, 'id'));
    const embeddedId = key.slice(EMBEDDED.length);
    if (!embedded.includes(embeddedId)) report(element, 'unknown', { form: embeddedId });
  };
