import type { ProcessInstance, Task } from '../../prisma/client/client.ts';
import { builder } from '../builder.ts';
import { ProcessInstanceType } from '../processes/process-instance.ref.ts';
import { RepairStepType } from '../processes/repair.mutation.ts';
import { claimTask, unclaimTask } from './claim-task.ts';
import { completeTask } from './complete-task.ts';
import { TaskType } from './task.ref.ts';
import { type Undone, undoTask } from './undo-task.ts';
import { updateTask } from './update-task.ts';

const CompleteTaskInputType = builder.inputType('CompleteTaskInput', {
  fields: (t) => ({
    id: t.id({ required: true }),
    variables: t.field({ type: 'JSON', description: 'An object: the fields of the form.' }),
    idempotencyKey: t.string({ description: 'Chosen by the caller, once for each completion.' }),
  }),
});

const CompleteTaskPayloadType = builder
  .objectRef<{ task: Task; instance: ProcessInstance }>('CompleteTaskPayload')
  .implement({
    fields: (t) => ({
      task: t.field({ type: TaskType, resolve: ({ task }) => task }),
      instance: t.field({ type: ProcessInstanceType, resolve: ({ instance }) => instance }),
    }),
  });

const UndoTaskPayloadType = builder.objectRef<Undone>('UndoTaskPayload').implement({
  fields: (t) => ({
    task: t.field({ type: TaskType, resolve: ({ task }) => task }),
    instance: t.field({ type: ProcessInstanceType, resolve: ({ instance }) => instance }),
    steps: t.field({
      type: [RepairStepType],
      description: 'Of a dry run: what would happen, in order. Else empty.',
      resolve: ({ events }) => events,
    }),
  }),
});

const UpdateTaskInputType = builder.inputType('UpdateTaskInput', {
  description: 'What is left out stays; null takes a date or the assignee away.',
  fields: (t) => ({
    id: t.id({ required: true }),
    assignee: t.id({ description: 'Id of a person.' }),
    candidateGroups: t.stringList({
      description: '"clerk" of the agency of the instance, or "clerk@H26.01".',
    }),
    candidateUsers: t.idList({ description: 'Ids of people.' }),
    dueAt: t.field({ type: 'DateTime' }),
    followUpAt: t.field({ type: 'DateTime' }),
    priority: t.int({ description: '0 to 100.' }),
  }),
});

builder.mutationFields((t) => ({
  updateTask: t.field({
    description: 'Changes who an open task is for, and until when.',
    type: TaskType,
    args: { input: t.arg({ type: UpdateTaskInputType, required: true }) },
    resolve: (_, { input }, context) => updateTask(context, input),
  }),
  claimTask: t.field({
    description: 'Takes an open task that nobody has. Fails with code CONFLICT when somebody else was first.',
    type: TaskType,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_, { id }, context) => claimTask(context, id),
  }),
  unclaimTask: t.field({
    description: 'Gives a task of the viewer back to its groups.',
    type: TaskType,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_, { id }, context) => unclaimTask(context, id),
  }),
  completeTask: t.field({
    description: 'Idempotent by idempotencyKey. Fails with code TASK_NOT_OPEN when somebody else was first.',
    type: CompleteTaskPayloadType,
    args: { input: t.arg({ type: CompleteTaskInputType, required: true }) },
    resolve: (_, { input }, context) => completeTask(context, input),
  }),
  undoTask: t.field({
    description:
      'Opens a task again that the viewer has completed. Fails with code CONFLICT, and the reason, when something has come of it that cannot be undone.',
    type: UndoTaskPayloadType,
    args: {
      id: t.arg.id({ required: true }),
      reason: t.arg.string({ required: true }),
      dryRun: t.arg.boolean({
        defaultValue: false,
        description: 'Nothing is done: the steps say what would happen.',
      }),
    },
    resolve: (_, request, context) => undoTask(context, request),
  }),
}));
