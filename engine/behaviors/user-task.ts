/** User tasks: what is put before people, with whom, until when. */
import type { FlowElement, Template } from '../elements/element.ts';
import { fail, type Run } from '../run.ts';
import type { ElementInstance, UserTask, UserTaskChanges } from '../state/instance-state.ts';
import { parseDateTime } from '../time/iso-8601.ts';
import {
  evaluateInteger,
  evaluateNames,
  evaluateOptionalString,
  isExpression,
  type Result,
} from './expression.ts';
import { copyOfVisible } from './variables.ts';

const defaultPriority = 50;

export type UserTaskDescription = Pick<
  UserTask,
  'formId' | 'assignee' | 'candidateGroups' | 'candidateUsers' | 'dueAt' | 'followUpAt' | 'priority'
>;

export function describeUserTask(
  run: Run,
  instance: ElementInstance,
  element: FlowElement,
): Result<UserTaskDescription> {
  const definition = element.userTask;
  if (!definition) throw new Error(`Expected ${element.id} to be a user task, but it is not`);
  const formId = evaluateForm(run, instance, definition.formId);
  if (!formId.ok) return formId;
  const assignee = evaluateOptionalString(run, instance, definition.assignee);
  if (!assignee.ok) return assignee;
  const candidateGroups = evaluateNames(run, instance, definition.candidateGroups);
  if (!candidateGroups.ok) return candidateGroups;
  const candidateUsers = evaluateNames(run, instance, definition.candidateUsers);
  if (!candidateUsers.ok) return candidateUsers;
  const dueAt = evaluateMoment(run, instance, definition.dueDate);
  if (!dueAt.ok) return dueAt;
  const followUpAt = evaluateMoment(run, instance, definition.followUpDate);
  if (!followUpAt.ok) return followUpAt;
  const priority: Result<number> =
    definition.priority === null
      ? { ok: true, value: defaultPriority }
      : evaluateInteger(run, instance, definition.priority);
  if (!priority.ok) return priority;
  return {
    ok: true,
    value: {
      formId: formId.value,
      assignee: assignee.value,
      candidateGroups: candidateGroups.value,
      candidateUsers: candidateUsers.value,
      dueAt: dueAt.value,
      followUpAt: followUpAt.value,
      priority: priority.value,
    },
  };
}

export function openUserTask(
  run: Run,
  instance: ElementInstance,
  element: FlowElement,
  task: UserTaskDescription,
): void {
  run.emit({
    event: 'userTaskOpened',
    task: {
      key: instance.key,
      elementId: element.id,
      name: element.name,
      ...task,
      createdAt: run.now,
      variables: copyOfVisible(run.state, instance),
    },
  });
}

export function closeUserTask(
  run: Run,
  instance: ElementInstance,
  outcome: 'completed' | 'cancelled',
  actor: string | null,
): void {
  if (!run.state.userTasks[instance.key]) return;
  run.emit({ event: 'userTaskClosed', key: instance.key, element: instance.elementId, outcome, actor });
}

/** What is left out stays as it is. */
export function updateUserTask(
  run: Run,
  instance: ElementInstance,
  changes: UserTaskChanges,
  actor: string | null,
): void {
  if (Object.keys(changes).length === 0) return;
  run.emit({ event: 'userTaskUpdated', key: instance.key, element: instance.elementId, changes, actor });
}

// helpers ////////////////////////////////////////////////////////////

/** A form that is named in the model is checked at deploy; one that is computed, here. */
function evaluateForm(run: Run, instance: ElementInstance, template: Template | null): Result<string | null> {
  const formId = evaluateOptionalString(run, instance, template);
  if (!formId.ok || formId.value === null || template === null || !isExpression(template)) return formId;
  if (run.graph.forms[formId.value]) return formId;
  return {
    ok: false,
    failure: fail('FORM_NOT_FOUND', `Expected a form '${formId.value}', but there is none`),
  };
}

function evaluateMoment(
  run: Run,
  instance: ElementInstance,
  template: Template | null,
): Result<number | null> {
  const text = evaluateOptionalString(run, instance, template);
  if (!text.ok) return text;
  if (text.value === null || text.value === '') return { ok: true, value: null };
  const at = parseDateTime(text.value);
  if (at !== null) return { ok: true, value: at };
  const message = `Expected a date and time of ISO 8601, but was '${text.value}'`;
  return { ok: false, failure: fail('EXPRESSION_FAILED', message) };
}
