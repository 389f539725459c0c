/** Suspension of many instances: docs/how-to/repair-an-instance.md. */
import { builder } from '../builder.ts';
import { BatchType } from '../migrations/migration.type.ts';
import { SuspendedTimersType } from './repair.mutation.ts';
import { suspendInstances } from './suspend-instances.ts';

const InstanceFilterType = builder.inputType('InstancesOfVersionInput', {
  description: "The agency's running instances of a version: all of these conditions.",
  fields: (t) => ({
    key: t.string({ required: true }),
    version: t.int({ required: true }),
    elementId: t.string({ description: 'Only those with a token there.' }),
    ids: t.idList({ description: 'Only these.' }),
  }),
});

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
}));
