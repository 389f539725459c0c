/** New instances of a version that an agency takes or not: docs/how-to/repair-an-instance.md. */
import { builder } from '../builder.ts';
import { ViewerType } from '../viewer/viewer.type.ts';
import { ProcessDefinitionType } from './process-definition.type.ts';
import { changeSuspension, findSuspension, type Suspended } from './suspend-definition.ts';

const DefinitionSuspensionType = builder
  .objectRef<NonNullable<Awaited<ReturnType<typeof findSuspension>>>>('DefinitionSuspension')
  .implement({
    description: 'The agency takes no new instances of a version.',
    fields: (t) => ({
      at: t.expose('suspendedAt', { type: 'DateTime' }),
      reason: t.exposeString('reason'),
      actor: t.field({
        type: ViewerType,
        nullable: true,
        resolve: ({ suspendedById }, _, { load }) => (suspendedById ? load.person(suspendedById) : null),
      }),
      waitingStarts: t.exposeInt('waitingStarts', {
        description: 'Instances that events have started meanwhile, and that begin when it is resumed.',
      }),
    }),
  });

builder.objectField(ProcessDefinitionType, 'suspension', (t) =>
  t.field({
    description: 'Null while the own agency takes new instances of this version.',
    type: DefinitionSuspensionType,
    nullable: true,
    resolve: (definition, _, context) => findSuspension(context, definition),
  }),
);

const SuspendedPayloadType = builder.objectRef<Suspended>('SuspendDefinitionPayload').implement({
  fields: (t) => ({
    definition: t.field({ type: ProcessDefinitionType, resolve: ({ definition }) => definition }),
    waitingStarts: t.exposeInt('waitingStarts', {
      description: 'Of `resumeDefinition`: instances that begin now. Of a dry run: that would.',
    }),
  }),
});

const dryRunText = 'Nothing is done: it is only said whether it could be.';

builder.mutationFields((t) => ({
  suspendDefinition: t.field({
    description:
      'The agency takes no new instances of this version from now on: starting one is refused, and those that messages, signals, timers and data start wait for `resumeDefinition`. Instances that run go on: see `suspendInstances`. Other versions are not touched.',
    type: SuspendedPayloadType,
    args: {
      key: t.arg.string({ required: true }),
      version: t.arg.int({ required: true }),
      reason: t.arg.string({ required: true }),
      dryRun: t.arg.boolean({ defaultValue: false, description: dryRunText }),
    },
    resolve: (_, request, context) => changeSuspension(context, 'suspend', request),
  }),
  resumeDefinition: t.field({
    description:
      'The agency takes new instances again. Those that events have started meanwhile begin, the oldest first.',
    type: SuspendedPayloadType,
    args: {
      key: t.arg.string({ required: true }),
      version: t.arg.int({ required: true }),
      reason: t.arg.string({ required: true }),
      dryRun: t.arg.boolean({ defaultValue: false, description: dryRunText }),
    },
    resolve: (_, request, context) => changeSuspension(context, 'resume', request),
  }),
}));
