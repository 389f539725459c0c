/** Repair of running instances: docs/how-to/repair-an-instance.md. */
import type { EngineEvent, PendingJob } from '../../engine/index.ts';
import { openJobs } from '../../workflows/client/index.ts';
import { builder } from '../builder.ts';
import {
  findSuspensions,
  findUnknownAssignees,
  type Suspensions,
  type UnknownAssignee,
} from './instance-standing.ts';
import { mostRetries, parseInstructions, parseRetries } from './modify-instructions.ts';
import { ProcessInstanceType } from './process-instance.ref.ts';
import { type Repaired, repairInstance } from './repair-instance.ts';
import { resolveIncidents } from './resolve-incidents.ts';

export const RepairStepType = builder.objectRef<EngineEvent>('RepairStep').implement({
  description: 'One thing that a repair would lead to.',
  fields: (t) => ({
    sequence: t.exposeInt('sequence'),
    event: t.exposeString('event'),
    elementId: t.string({
      nullable: true,
      resolve: (event) => ('element' in event ? event.element : null),
    }),
    key: t.string({ nullable: true, resolve: (event) => ('key' in event ? event.key : null) }),
  }),
});

const OpenJobType = builder.objectRef<PendingJob>('OpenJob').implement({
  description: 'Work outside of the engine that is under way, or waits for its next attempt.',
  fields: (t) => ({
    key: t.exposeString('key'),
    elementId: t.exposeString('elementId'),
    type: t.exposeString('type'),
    retries: t.exposeInt('retries', { description: 'Attempts when it began.' }),
    dueAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it is tried again; null while it is under way.',
      resolve: ({ dueAt }) => (dueAt === null ? null : new Date(dueAt)),
    }),
  }),
});

const RepairPayloadType = builder.objectRef<Repaired>('RepairPayload').implement({
  fields: (t) => ({
    instance: t.field({ type: ProcessInstanceType, resolve: ({ instance }) => instance }),
    steps: t.field({
      type: [RepairStepType],
      description:
        'Of a dry run: what would happen, in order. Else empty: the history of the instance has it.',
      resolve: ({ events }) => events,
    }),
  }),
});

builder.objectField(ProcessInstanceType, 'openJobs', (t) =>
  t.field({
    type: [OpenJobType],
    description: 'At most 1000.',
    resolve: (instance, _, context) => (instance.state === 'ACTIVE' ? openJobs(context, instance.id) : []),
  }),
);

const SuspensionsType = builder.objectRef<Suspensions>('Suspensions').implement({
  description: 'What is suspended of an instance.',
  fields: (t) => ({
    isSuspended: t.exposeBoolean('isSuspended', { description: 'All of it.' }),
    elements: t.exposeStringList('elements', {
      description: 'Ids of the elements at which nothing goes on while the rest does.',
    }),
  }),
});

builder.objectField(ProcessInstanceType, 'suspensions', (t) =>
  t.field({
    type: SuspensionsType,
    resolve: (instance, _, context) => findSuspensions(context, instance),
  }),
);

const UnknownAssigneeType = builder.objectRef<UnknownAssignee>('UnknownAssignee').implement({
  fields: (t) => ({
    taskId: t.exposeID('taskId'),
    assignee: t.exposeString('assignee', { description: 'As the model has it.' }),
  }),
});

builder.objectField(ProcessInstanceType, 'unknownAssignees', (t) =>
  t.field({
    description:
      'Open tasks that the model has assigned to a name nobody has: nobody can claim them until `updateTask` assigns them to somebody. Of the first hundred.',
    type: [UnknownAssigneeType],
    resolve: (instance, _, context) => findUnknownAssignees(context, instance),
  }),
);

export const SuspendedTimersType = builder.enumType('SuspendedTimers', {
  description: 'STOP: timers keep the time left to them. RUN: what falls due meanwhile fires at the end.',
  values: { STOP: { value: 'stop' }, RUN: { value: 'run' } } as const,
});

const dryRunText = 'Nothing is done: the steps say what would happen.';

builder.mutationFields((t) => ({
  modifyInstance: t.field({
    description: 'Moves, adds and cancels tokens of a running instance: all instructions, or none.',
    type: RepairPayloadType,
    args: {
      id: t.arg.id({ required: true }),
      instructions: t.arg({
        type: 'JSON',
        required: true,
        description:
          'A list of {kind: "cancel", key}, {kind: "cancelAll", elementId}, {kind: "dropTokens", elementId, scope} and {kind: "activate", elementId, scope, variables, item}.',
      }),
      reason: t.arg.string({ required: true }),
      dryRun: t.arg.boolean({ defaultValue: false, description: dryRunText }),
    },
    resolve: (_, { instructions, ...request }, context) =>
      repairInstance(context, request, { kind: 'modify', instructions: parseInstructions(instructions) }),
  }),
  suspendInstance: t.field({
    description: 'Lets nothing go on. Messages, signals and results of jobs are kept until it is resumed.',
    type: RepairPayloadType,
    args: {
      id: t.arg.id({ required: true }),
      timers: t.arg({ type: SuspendedTimersType, defaultValue: 'stop' }),
      reason: t.arg.string({ required: true }),
      dryRun: t.arg.boolean({ defaultValue: false, description: dryRunText }),
    },
    resolve: (_, { timers, ...request }, context) =>
      repairInstance(context, request, { kind: 'suspend', timers: timers ?? 'stop' }),
  }),
  resumeInstance: t.field({
    description: 'Lets a suspended instance go on, beginning with what came meanwhile.',
    type: RepairPayloadType,
    args: {
      id: t.arg.id({ required: true }),
      reason: t.arg.string({ required: true }),
      dryRun: t.arg.boolean({ defaultValue: false, description: dryRunText }),
    },
    resolve: (_, request, context) => repairInstance(context, request, { kind: 'resume' }),
  }),
  suspendElement: t.field({
    description:
      'Lets nothing go on at one element, nor inside it, while the rest of the instance does. A token that reaches it waits; messages, signals and results of jobs are kept until it is resumed.',
    type: RepairPayloadType,
    args: {
      id: t.arg.id({ required: true, description: 'Of the instance.' }),
      elementId: t.arg.string({ required: true }),
      timers: t.arg({ type: SuspendedTimersType, defaultValue: 'stop' }),
      reason: t.arg.string({ required: true }),
      dryRun: t.arg.boolean({ defaultValue: false, description: dryRunText }),
    },
    resolve: (_, { elementId, timers, ...request }, context) =>
      repairInstance(context, request, { kind: 'suspendElement', elementId, timers: timers ?? 'stop' }),
  }),
  resumeElement: t.field({
    description: 'Lets a suspended element go on, beginning with what came meanwhile.',
    type: RepairPayloadType,
    args: {
      id: t.arg.id({ required: true, description: 'Of the instance.' }),
      elementId: t.arg.string({ required: true }),
      reason: t.arg.string({ required: true }),
      dryRun: t.arg.boolean({ defaultValue: false, description: dryRunText }),
    },
    resolve: (_, { elementId, ...request }, context) =>
      repairInstance(context, request, { kind: 'resumeElement', elementId }),
  }),
  retryJob: t.field({
    description:
      'Tries a job again at once that waits for its next attempt, or is under way for long. It stays the same job.',
    type: RepairPayloadType,
    args: {
      id: t.arg.id({ required: true, description: 'Of the instance.' }),
      jobKey: t.arg.string({ required: true, description: 'As `openJobs` of the instance has it.' }),
      retries: t.arg.int({
        defaultValue: 3,
        description: `Attempts that it has from now on: 1 to ${mostRetries}.`,
      }),
      reason: t.arg.string({ required: true }),
      dryRun: t.arg.boolean({ defaultValue: false, description: dryRunText }),
    },
    resolve: (_, { jobKey: key, retries, ...request }, context) =>
      repairInstance(context, request, { kind: 'retryJob', key, retries: parseRetries(retries) }),
  }),
  resolveIncidents: t.field({
    description: 'Tries again what all open incidents of a kind stopped, with these variables set first.',
    type: RepairPayloadType,
    args: {
      id: t.arg.id({ required: true, description: 'Of the instance.' }),
      code: t.arg.string({ description: 'Incidents of any code unless given.' }),
      elementId: t.arg.string({ description: 'Incidents at any element unless given.' }),
      variables: t.arg({ type: 'JSON' }),
      reason: t.arg.string({ required: true }),
      dryRun: t.arg.boolean({ defaultValue: false, description: dryRunText }),
    },
    resolve: (_, { code, elementId, variables, ...request }, context) =>
      resolveIncidents(context, request, { code, elementId, variables }),
  }),
}));
