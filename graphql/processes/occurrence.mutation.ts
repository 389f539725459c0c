/** What occurs for everybody: signals, and data that a process may begin with. */
import type { SignalBroadcast } from '../../prisma/client/client.ts';
import { startByCondition, throwSignal } from '../../workflows/client/index.ts';
import { builder } from '../builder.ts';
import { viewerOf } from '../context.ts';
import { badInput, forbidden } from '../errors.ts';
import { isUuid } from '../files/file-access.ts';
import { requireInstance } from './find-instance.ts';
import { ProcessInstanceType } from './process-instance.ref.ts';
import { readVariables } from './publish-message.ts';

const BroadcastStateType = builder.enumType('SignalBroadcastState', {
  values: ['RUNNING', 'COMPLETED'] as const,
});

const SignalBroadcastType = builder.objectRef<SignalBroadcast>('SignalBroadcast').implement({
  description: 'A signal on its way to every instance that waited for it when it was thrown.',
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    thrownAt: t.expose('thrownAt', { type: 'DateTime' }),
    state: t.field({
      type: BroadcastStateType,
      resolve: ({ completedAt }) => (completedAt ? 'COMPLETED' : 'RUNNING'),
    }),
    total: t.exposeInt('total', { description: 'Instances that waited for it.' }),
    delivered: t.exposeInt('delivered', {
      description: 'Of these, those that it was brought to; others have ended or stopped waiting meanwhile.',
    }),
    started: t.exposeInt('started', { description: 'Instances that it has started.' }),
    completedAt: t.expose('completedAt', { type: 'DateTime', nullable: true }),
  }),
});

builder.queryFields((t) => ({
  signalBroadcast: t.field({
    description: 'How far a signal has come.',
    type: SignalBroadcastType,
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_, { id }, { db }) => (isUuid(id) ? db.signalBroadcast.findUnique({ where: { id } }) : null),
  }),
}));

builder.mutationFields((t) => ({
  broadcastSignal: t.field({
    description:
      'Throws a signal. It has no target: it reaches every instance that waits for it now, in all agencies, and starts the processes that begin with it; those of the city for the own agency.',
    type: SignalBroadcastType,
    args: {
      name: t.arg.string({ required: true }),
      variables: t.arg({ type: 'JSON' }),
      idempotencyKey: t.arg.string({
        description: 'Thrown again with the same key and name it changes nothing.',
      }),
    },
    resolve: async (_, { name, variables, idempotencyKey }, context) => {
      if (name.trim() === '') throw badInput('name', nameNeeded);
      const { agencyCode, id: person } = viewerOf(context);
      const { id } = await throwSignal(context, {
        name,
        agencyCode,
        variables: readVariables(variables, 'variables'),
        ...(idempotencyKey ? { signalId: `${person}:${idempotencyKey}` } : {}),
      });
      return context.db.signalBroadcast.findUniqueOrThrow({ where: { id } });
    },
  }),
  evaluateConditions: t.field({
    description:
      'Starts the processes, of the city or the own agency, whose conditional start event holds for these variables.',
    type: [ProcessInstanceType],
    args: {
      key: t.arg.string({ description: 'Of one process alone.' }),
      variables: t.arg({ type: 'JSON', required: true }),
      idempotencyKey: t.arg.string({ description: 'Asked again with the same key it starts nothing more.' }),
    },
    resolve: async (_, { key, variables, idempotencyKey }, context) => {
      const { agencyCode } = viewerOf(context);
      if (!agencyCode) throw forbidden();
      const ids = await startByCondition(context, {
        agencyCode,
        variables: readVariables(variables, 'variables'),
        ...(key ? { key } : {}),
        ...(idempotencyKey ? { idempotencyKey } : {}),
      });
      return Promise.all(ids.map((id) => requireInstance(context, id)));
    },
  }),
}));

const nameNeeded = { vi: 'Cần tên của tín hiệu.', en: 'The name of the signal is needed.' };
