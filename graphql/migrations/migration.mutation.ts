/** Migration of running instances: docs/how-to/migrate-instances.md. */
import { cancelBatch, pauseBatch, resumeBatch, rollBackBatch } from '../../workflows/client/index.ts';
import { builder } from '../builder.ts';
import { ProcessInstanceType } from '../processes/process-instance.ref.ts';
import { RepairStepType } from '../processes/repair.mutation.ts';
import { onBatch } from './find-batch.ts';
import { type Migrated, migrateInstance, migrateInstances } from './migrate-instance.ts';
import { BatchType, MappingStepType, MigrationProblemType, TimersType } from './migration.type.ts';

const MigrationPayloadType = builder.objectRef<Migrated>('MigrationPayload').implement({
  fields: (t) => ({
    instance: t.field({ type: ProcessInstanceType, resolve: ({ instance }) => instance }),
    steps: t.field({
      type: [RepairStepType],
      description: 'Of a dry run: what would happen, in order.',
      resolve: ({ events }) => events,
    }),
    problems: t.field({
      type: [MigrationProblemType],
      description: 'What cannot go. Where there are any, nothing was done.',
      resolve: ({ problems }) => problems,
    }),
  }),
});

const mappingText = 'Corrections of what `proposeMigration` answers.';

builder.mutationFields((t) => ({
  migrateInstance: t.field({
    description: 'Lets a running instance go on by another version of its process.',
    type: MigrationPayloadType,
    args: {
      id: t.arg.id({ required: true }),
      toVersion: t.arg.int({ required: true }),
      mapping: t.arg({ type: [MappingStepType], description: mappingText }),
      timers: t.arg({ type: TimersType, defaultValue: 'keep' }),
      reason: t.arg.string({ required: true }),
      dryRun: t.arg.boolean({
        defaultValue: false,
        description: 'Nothing is done: the steps say what would happen.',
      }),
    },
    resolve: (_, args, context) => migrateInstance(context, args),
  }),
  migrateInstances: t.field({
    description: "Lets the agency's running instances of a version go on by another, as a batch.",
    type: BatchType,
    args: {
      key: t.arg.string({ required: true }),
      fromVersion: t.arg.int({ required: true }),
      toVersion: t.arg.int({ required: true }),
      elementId: t.arg.string({ description: 'Only those with a token there.' }),
      ids: t.arg.idList({ description: 'Only these.' }),
      mapping: t.arg({ type: [MappingStepType], description: mappingText }),
      timers: t.arg({ type: TimersType, defaultValue: 'keep' }),
      reason: t.arg.string({ required: true }),
      dryRun: t.arg.boolean({
        defaultValue: true,
        description:
          'Finds out what cannot go, and waits for `resumeBatch`. False: each is checked when its turn comes.',
      }),
    },
    resolve: (_, args, context) => migrateInstances(context, args),
  }),
  pauseBatch: t.field({
    description: 'What is under way with an instance is done with; no other is begun.',
    type: BatchType,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_, { id }, context) => onBatch(context, id, pauseBatch),
  }),
  resumeBatch: t.field({
    description: 'Goes on with what was paused or checked, or tries again what did not answer.',
    type: BatchType,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_, { id }, context) => onBatch(context, id, resumeBatch),
  }),
  rollBackBatch: t.field({
    description:
      'Takes back what was done with each instance that has not gone on in a way that cannot go back.',
    type: BatchType,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_, { id }, context) => onBatch(context, id, rollBackBatch),
  }),
  cancelBatch: t.field({
    description: 'No other instance is begun. What was done stays, until it is rolled back.',
    type: BatchType,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_, { id }, context) => onBatch(context, id, cancelBatch),
  }),
}));
