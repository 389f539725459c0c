import type { Resource } from '../../engine/index.ts';
import { readableDefinitions } from '../authorisation/visibility.ts';
import { builder } from '../builder.ts';
import { connectionType } from '../connection.type.ts';
import { viewerOf } from '../context.ts';
import { type DefinitionRow, findBpmn } from './definition-content.ts';
import type { InstanceCounts } from './instance-counts.ts';
import { readStartForm } from './start-form.ts';

const ResourceType = builder.objectRef<Resource>('Resource').implement({
  description: 'A deployed file: .bpmn, .dmn or .form.',
  fields: (t) => ({
    name: t.exposeString('name'),
    content: t.exposeString('content'),
  }),
});

const InstanceCountsType = builder.objectRef<InstanceCounts>('InstanceCounts').implement({
  fields: (t) => ({
    active: t.exposeInt('active'),
    completed: t.exposeInt('completed'),
    incident: t.exposeInt('incident', { description: 'Active ones with an incident that is not resolved.' }),
  }),
});

export const ProcessDefinitionType = builder.objectRef<DefinitionRow>('ProcessDefinition');

builder.objectType(ProcessDefinitionType, {
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Id of the process in the BPMN file.' }),
    version: t.exposeInt('version'),
    hash: t.exposeString('hash', { description: 'SHA-256 of the sources.' }),
    name: t.exposeString('name'),
    bpmn: t.string({
      resolve: async ({ hash, key }, _, { load }) => findBpmn(await load.resources(hash), key),
    }),
    resources: t.field({ type: [ResourceType], resolve: ({ hash }, _, { load }) => load.resources(hash) }),
    startForm: t.field({
      description: 'The form-js schema of the start event, if it has a form.',
      type: 'JSON',
      nullable: true,
      resolve: (definition, _, context) => readStartForm(context, definition),
    }),
    deployedAt: t.expose('deployedAt', { type: 'DateTime' }),
    instances: t.field({
      description: 'Of this version, as far as the viewer may see them.',
      type: InstanceCountsType,
      resolve: ({ id }, _, { load }) => load.instanceCounts(id),
    }),
    versions: t.field({
      description: 'All versions, the newest first.',
      type: [ProcessDefinitionType],
      resolve: ({ key }, _, context) =>
        context.db.processDefinition.findMany({
          where: { AND: [{ key }, readableDefinitions(viewerOf(context))] },
          orderBy: { version: 'desc' },
        }),
    }),
  }),
});

export const ProcessDefinitionConnectionType = connectionType('ProcessDefinition', ProcessDefinitionType);
