import { extension, is, text } from '../element.ts';
import type { Rule } from '../rule.ts';

/** A user task without a form is completed with nothing to fill in. */
export const userTaskForm: Rule = () => (element, report) => {
  if (!is(element, 'bpmn:UserTask')) return;
  const form = extension(element, 'zeebe:FormDefinition');
  if (!['formId', 'formKey', 'externalReference'].some((property) => text(form, property) !== '')) {
    report(element, 'missing');
  }
};
