import { builder } from '../builder.ts';
import { findBatch } from './find-batch.ts';
import { findVersions, propose } from './find-versions.ts';
import { BatchType, MigrationProposalType } from './migration.type.ts';

builder.queryFields((t) => ({
  proposeMigration: t.field({
    description: 'What becomes of the elements of one version in another.',
    type: MigrationProposalType,
    args: {
      key: t.arg.string({ required: true }),
      from: t.arg.int({ required: true }),
      to: t.arg.int({ required: true }),
    },
    resolve: async (_, args, context) => propose(context, await findVersions(context, args)),
  }),
  batch: t.field({
    type: BatchType,
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_, { id }, context) => findBatch(context, id),
  }),
}));
