import { builder } from '../builder.ts';
import { TaskFilterType } from './task.query.ts';
import { TaskType } from './task.ref.ts';
import { type TaskChange, watchTasks } from './watch-tasks.ts';

const TaskChangeKindType = builder.enumType('TaskChangeKind', {
  values: ['OPENED', 'CHANGED', 'CLOSED'] as const,
});

const TaskChangeType = builder.objectRef<TaskChange>('TaskChange').implement({
  fields: (t) => ({
    kind: t.expose('kind', { type: TaskChangeKindType }),
    task: t.field({ type: TaskType, resolve: ({ task }) => task }),
  }),
});

builder.subscriptionField('tasks', (t) =>
  t.field({
    description: 'Changes of the list that the query `tasks` gives with the same filter.',
    type: TaskChangeType,
    args: { filter: t.arg({ type: TaskFilterType }) },
    subscribe: (_, { filter }, context) => watchTasks(context, filter),
    resolve: (change) => change,
  }),
);
