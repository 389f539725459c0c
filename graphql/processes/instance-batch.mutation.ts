/** Repair of many instances: docs/how-to/repair-an-instance.md. */
import { builder } from '../builder.ts';
import { BatchType } from '../migrations/migration.type.ts';
import { InstanceFilterType } from './instance-batch.ts';
import { SuspendedTimersType } from './repair.mutation.ts';
import { resolveIncidentsOfInstances } from './resolve-incidents.ts';
import { suspendInstances } from './suspend-instances.ts';

builder.mutationFields((t) => ({
  suspendInstances: t.field({
    description:
      'Suspends instances, as a batch. Those that somebody has suspended before are refused, and a roll-back leaves them so.',
    type: BatchType,
    args: {
      filter: t.arg({ type: InstanceFilterType, required: true }),
      timers: t.arg({ type: SuspendedTimersType, defaultValue: 'stop' }),
      reason: t.arg.string({ required: true }),
    },
    resolve: (_, { filter, ...request }, context) => suspendInstances(context, 'suspension', filter, request),
  }),
  resumeInstances: t.field({
    description: 'Lets suspended instances go on, as a batch. Rolled back, they are suspended again.',
    type: BatchType,
    args: {
      filter: t.arg({ type: InstanceFilterType, required: true }),
      timers: t.arg({
        type: SuspendedTimersType,
        defaultValue: 'stop',
        description: 'What becomes of timers in a roll-back.',
      }),
      reason: t.arg.string({ required: true }),
    },
    resolve: (_, { filter, ...request }, context) => suspendInstances(context, 'resumption', filter, request),
  }),
  suspendElementOfInstances: t.field({
    description:
      'Suspends one element in each of these instances, as a batch, whether or not a token stands there. Those in which it was suspended before are refused, and a roll-back leaves them so.',
    type: BatchType,
    args: {
      filter: t.arg({ type: InstanceFilterType, required: true }),
      element: t.arg.string({ required: true, description: 'Its id.' }),
      timers: t.arg({ type: SuspendedTimersType, defaultValue: 'stop' }),
      reason: t.arg.string({ required: true }),
    },
    resolve: (_, { filter, ...request }, context) =>
      suspendInstances(context, 'elementSuspension', filter, request),
  }),
  resumeElementOfInstances: t.field({
    description:
      'Lets a suspended element go on in each of these instances, as a batch. Rolled back, it is suspended again.',
    type: BatchType,
    args: {
      filter: t.arg({ type: InstanceFilterType, required: true }),
      element: t.arg.string({ required: true, description: 'Its id.' }),
      timers: t.arg({
        type: SuspendedTimersType,
        defaultValue: 'stop',
        description: 'What becomes of timers in a roll-back.',
      }),
      reason: t.arg.string({ required: true }),
    },
    resolve: (_, { filter, ...request }, context) =>
      suspendInstances(context, 'elementResumption', filter, request),
  }),
  resolveIncidentsOfInstances: t.field({
    description:
      'Tries again what open incidents of a kind stopped, in each of these instances that has one, as a batch. Its items say why one was skipped, or that its incident came up again. It cannot be rolled back.',
    type: BatchType,
    args: {
      filter: t.arg({ type: InstanceFilterType, required: true }),
      code: t.arg.string({ description: 'Incidents of any code unless given.' }),
      elementId: t.arg.string({ description: 'Incidents at any element unless given.' }),
      variables: t.arg({ type: 'JSON', description: 'Set first, in each of them.' }),
      reason: t.arg.string({ required: true }),
      dryRun: t.arg.boolean({
        defaultValue: false,
        description: 'Finds out what cannot be done, and waits for `resumeBatch`.',
      }),
    },
    resolve: (_, { filter, ...request }, context) => resolveIncidentsOfInstances(context, filter, request),
  }),
}));
