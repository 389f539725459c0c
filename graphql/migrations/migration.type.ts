import type {
  ElementChange,
  MigrationPlan,
  MigrationProblem,
  NamedElement,
  PlannedElement,
} from '../../engine/index.ts';
import type { Batch, BatchItem } from '../../prisma/client/client.ts';
import { BatchItemState, BatchState } from '../../prisma/client/client.ts';
import { builder } from '../builder.ts';
import { connectionType, pageArguments } from '../connection.type.ts';
import { listItems } from './find-batch.ts';

export const TimersType = builder.enumType('MigratedTimers', {
  description:
    'KEEP: running timers keep their due time. RESTART: they begin anew as the new version has them.',
  values: { KEEP: { value: 'keep' }, RESTART: { value: 'restart' } } as const,
});

export const MappingStepType = builder.inputType('MigrationStepInput', {
  description: 'Corrects what is proposed for one element or sequence flow.',
  fields: (t) => ({
    process: t.string({ description: 'Id of a called process; the started one unless given.' }),
    from: t.string({ required: true, description: 'Its id in the version that is left.' }),
    to: t.string({ description: 'Its id in the new version; none: it becomes nothing.' }),
  }),
});

// proposals //////////////////////////////////////////////////////////

const MigrationElementType = builder.objectRef<NamedElement>('MigrationElement').implement({
  fields: (t) => ({
    id: t.exposeString('id'),
    type: t.exposeString('type'),
    name: t.exposeString('name'),
  }),
});

const CertaintyType = builder.enumType('MigrationCertainty', {
  description: 'SAME: it has the same id and type. LIKELY: another id, but its name or place.',
  values: { SAME: { value: 'same' }, LIKELY: { value: 'likely' } } as const,
});

const ChangeType = builder.enumType('MigrationChange', {
  values: {
    NAME: { value: 'name' },
    SCOPE: { value: 'scope' },
    SETTINGS: { value: 'settings' },
    FLOWS: { value: 'flows' },
  } as const satisfies Record<string, { value: ElementChange }>,
});

type Proposed = PlannedElement & { process: string };

const ProposedElementType = builder.objectRef<Proposed>('ProposedElement').implement({
  fields: (t) => ({
    process: t.exposeString('process', { description: 'Id of the process in the version that is left.' }),
    from: t.field({ type: MigrationElementType, resolve: (element) => element }),
    to: t.field({
      description: 'None: nothing in the new version is like it.',
      type: MigrationElementType,
      nullable: true,
      resolve: ({ to }) => to,
    }),
    certainty: t.field({ type: CertaintyType, nullable: true, resolve: ({ certainty }) => certainty }),
    changes: t.field({ type: [ChangeType], resolve: ({ changes }) => changes }),
  }),
});

export const MigrationProposalType = builder.objectRef<MigrationPlan>('MigrationProposal').implement({
  description: 'What becomes of each element, to be corrected by hand.',
  fields: (t) => ({
    elements: t.field({
      type: [ProposedElementType],
      resolve: ({ processes }) =>
        processes.flatMap(({ process, elements }) => elements.map((element) => ({ ...element, process }))),
    }),
    added: t.field({
      description: 'What only the new version has.',
      type: [MigrationElementType],
      resolve: ({ processes }) => processes.flatMap(({ added }) => added),
    }),
  }),
});

// problems ///////////////////////////////////////////////////////////

export const MigrationProblemType = builder.objectRef<MigrationProblem>('MigrationProblem').implement({
  description: 'Why an instance cannot go.',
  fields: (t) => ({
    elementId: t.exposeString('elementId', { description: 'In the version that is left.' }),
    key: t.exposeString('key', {
      nullable: true,
      description: 'Of the element instance, if it is about one.',
    }),
    reason: t.string({ resolve: ({ reason }, _, { language }) => reason[language] }),
  }),
});

// batches ////////////////////////////////////////////////////////////

const BatchStateType = builder.enumType(BatchState, {
  name: 'BatchState',
  description: 'CHECKED: what cannot go is known, and nothing is done until the batch is resumed.',
});
export const BatchItemStateType = builder.enumType(BatchItemState, {
  name: 'BatchItemState',
  description:
    'REFUSED: it cannot go. FAILED: it did not answer. KEPT: it has gone on since, and was not rolled back.',
});

const BatchItemType = builder.objectRef<BatchItem>('BatchItem').implement({
  fields: (t) => ({
    instanceId: t.exposeID('instanceId'),
    state: t.expose('state', { type: BatchItemStateType }),
    problems: t.field({
      type: [MigrationProblemType],
      resolve: ({ problems }) => (problems ?? []) as unknown as MigrationProblem[],
    }),
  }),
});

const BatchItemConnectionType = connectionType('BatchItem', BatchItemType);

export const BatchType = builder.objectRef<Batch>('Batch').implement({
  description: 'The same done with many instances.',
  fields: (t) => ({
    id: t.exposeID('id'),
    kind: t.exposeString('kind'),
    state: t.expose('state', { type: BatchStateType }),
    reason: t.exposeString('reason'),
    total: t.exposeInt('total'),
    checked: t.exposeInt('checked'),
    done: t.exposeInt('done'),
    refused: t.exposeInt('refused'),
    failed: t.exposeInt('failed'),
    rolledBack: t.exposeInt('rolledBack'),
    kept: t.exposeInt('kept'),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true }),
    items: t.field({
      type: BatchItemConnectionType,
      args: { state: t.arg({ type: BatchItemStateType }), ...pageArguments() },
      resolve: ({ id }, { state, ...page }, context) => listItems(context, id, state ?? null, page),
    }),
  }),
});
