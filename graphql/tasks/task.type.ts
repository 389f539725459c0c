import { builder } from '../builder.ts';
import { connectionType } from '../connection.type.ts';
import { DocumentType } from '../documents/document.ref.ts';
import { ProcessInstanceType } from '../processes/process-instance.ref.ts';
import { ViewerType } from '../viewer/viewer.type.ts';
import { shownVariables } from './shown-variables.ts';
import { TaskStateType, TaskType } from './task.ref.ts';
import { readTaskForm } from './task-form.ts';
import { isOverdue, readInstance, shownAssignee, shownCandidates, shownGroups } from './task-view.ts';

builder.objectType(TaskType, {
  fields: (t) => ({
    id: t.exposeID('id'),
    elementId: t.exposeString('elementId'),
    name: t.exposeString('name'),
    state: t.expose('state', { type: TaskStateType }),
    assignee: t.field({
      type: ViewerType,
      nullable: true,
      resolve: (task, _, context) => shownAssignee(context, task),
    }),
    candidateGroups: t.stringList({ resolve: (task, _, context) => shownGroups(context, task) }),
    candidateUsers: t.field({
      description: 'People who may work on it beside those of its groups.',
      type: [ViewerType],
      resolve: (task, _, context) => shownCandidates(context, task),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    dueAt: t.expose('dueAt', { type: 'DateTime', nullable: true }),
    overdue: t.boolean({ resolve: (task, _, { now }) => isOverdue(task, now) }),
    priority: t.exposeInt('priority'),
    form: t.field({
      description: 'The form-js schema, if the task has a form.',
      type: 'JSON',
      nullable: true,
      resolve: (task, _, context) => readTaskForm(context, task),
    }),
    variables: t.field({ type: 'JSON', resolve: (task, _, context) => shownVariables(context, task) }),
    document: t.field({
      type: DocumentType,
      nullable: true,
      resolve: ({ documentId }, _, { load }) => (documentId ? load.document(documentId) : null),
    }),
    instance: t.field({
      type: ProcessInstanceType,
      resolve: (task, _, context) => readInstance(context, task),
    }),
  }),
});

export const TaskConnectionType = connectionType('Task', TaskType);
