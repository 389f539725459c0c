import { builder } from '../builder.ts';
import { pageArguments } from '../connection.type.ts';
import { findTask } from './find-task.ts';
import { listTasks, taskSorts } from './list-tasks.ts';
import { TaskStateType, TaskType } from './task.ref.ts';
import { TaskConnectionType } from './task.type.ts';

export const TaskFilterType = builder.inputType('TaskFilter', {
  fields: (t) => ({
    state: t.field({ type: TaskStateType, defaultValue: 'OPEN' }),
    mine: t.boolean({ description: 'Assigned to the viewer; false: not assigned to the viewer.' }),
    group: t.string({ description: 'A candidate group, "clerk@H26.01".' }),
    process: t.string({ description: 'Key of the process definition.' }),
    overdue: t.boolean(),
    dueBefore: t.field({ type: 'DateTime' }),
    document: t.id(),
    search: t.string({
      description:
        'Words of the name of the task or of what names its document: subject, numbers, tracking code, sender. Without regard to capitals and diacritics.',
    }),
  }),
});

const TaskSortField = builder.enumType('TaskSortField', { values: taskSorts });
const TaskSortType = builder.inputType('TaskSort', {
  fields: (t) => ({
    by: t.field({ type: TaskSortField, required: true }),
    descending: t.boolean({ defaultValue: false }),
  }),
});

builder.queryFields((t) => ({
  task: t.field({
    type: TaskType,
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_, { id }, context) => findTask(context, id),
  }),
  tasks: t.field({
    description:
      'What the viewer may work on; for process managers, everything in their agency. Unless sorted otherwise: overdue first, then by due date, priority and age.',
    type: TaskConnectionType,
    args: {
      filter: t.arg({ type: TaskFilterType }),
      sort: t.arg({
        type: TaskSortType,
        description: 'A cursor belongs to its order. Tasks without a due date come last.',
      }),
      ...pageArguments(),
    },
    resolve: (_, { filter, sort, ...page }, context) => listTasks(context, { filter, sort }, page),
  }),
}));
