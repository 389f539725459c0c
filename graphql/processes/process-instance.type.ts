import type { Incident } from '../../prisma/client/client.ts';
import { builder } from '../builder.ts';
import { connectionType, pageArguments } from '../connection.type.ts';
import { TaskStateType, TaskType } from '../tasks/task.ref.ts';
import { ViewerType } from '../viewer/viewer.type.ts';
import { requireDefinition } from './find-definition.ts';
import { type InstanceEventRow, listEvents } from './list-events.ts';
import { ProcessDefinitionType } from './process-definition.type.ts';
import { ProcessInstanceType } from './process-instance.ref.ts';

export const InstanceStateType = builder.enumType('InstanceState', {
  values: ['ACTIVE', 'COMPLETED', 'TERMINATED'] as const,
});

const IncidentType = builder.objectRef<Incident>('Incident').implement({
  description: 'Something that stopped an instance until somebody resolves it.',
  fields: (t) => ({
    id: t.exposeID('id'),
    elementId: t.exposeString('elementId'),
    code: t.exposeString('code'),
    message: t.exposeString('message'),
    at: t.expose('at', { type: 'DateTime' }),
    resolvedAt: t.expose('resolvedAt', { type: 'DateTime', nullable: true }),
  }),
});

const InstanceEventType = builder.objectRef<InstanceEventRow>('InstanceEvent').implement({
  description: 'In the terms of contract/conformance.md.',
  fields: (t) => ({
    sequence: t.exposeInt('sequence'),
    at: t.expose('at', { type: 'DateTime' }),
    event: t.exposeString('event'),
    elementId: t.exposeString('elementId'),
    type: t.exposeString('type'),
    actor: t.field({
      description: 'Who completed the user task.',
      type: ViewerType,
      nullable: true,
      resolve: ({ actorId }, _, { load }) => (actorId ? load.person(actorId) : null),
    }),
  }),
});

const InstanceEventConnectionType = connectionType('InstanceEvent', InstanceEventType);

builder.objectType(ProcessInstanceType, {
  fields: (t) => ({
    id: t.exposeID('id'),
    definition: t.field({
      type: ProcessDefinitionType,
      resolve: ({ definitionId }, _, context) => requireDefinition(context, definitionId),
    }),
    businessKey: t.exposeString('businessKey', { nullable: true }),
    state: t.expose('state', { type: InstanceStateType }),
    startedAt: t.expose('startedAt', { type: 'DateTime' }),
    endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true }),
    variables: t.expose('variables', { type: 'JSON' }),
    activeElements: t.exposeStringList('activeElements', {
      description: 'Ids of the elements where tokens stand now.',
    }),
    tasks: t.field({
      type: [TaskType],
      args: { state: t.arg({ type: TaskStateType }) },
      resolve: async ({ id }, { state }, { load }) =>
        (await load.tasksOfInstance(id)).filter((task) => !state || task.state === state),
    }),
    incidents: t.field({ type: [IncidentType], resolve: ({ id }, _, { load }) => load.incidents(id) }),
    events: t.field({
      description: 'The history, from the beginning.',
      type: InstanceEventConnectionType,
      args: pageArguments(),
      resolve: ({ id }, page, context) => listEvents(context, id, page),
    }),
  }),
});

export const ProcessInstanceConnectionType = connectionType('ProcessInstance', ProcessInstanceType);
