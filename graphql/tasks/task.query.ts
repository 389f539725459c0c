import { builder } from '../builder.ts';
import { pageArguments } from '../connection.type.ts';
import { findTask } from './find-task.ts';
import { listTasks } from './list-tasks.ts';
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
      'What the viewer may work on; for process managers, everything in their agency. Overdue first, then by due date, priority and age.',
    type: TaskConnectionType,
    args: { filter: t.arg({ type: TaskFilterType }), ...pageArguments() },
    resolve: (_, { filter, ...page }, context) => listTasks(context, filter, page),
  }),
}));
