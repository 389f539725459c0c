import { elementTemplates } from '../../activities/element-templates.ts';
import { builder } from '../builder.ts';
import { connectAll } from '../connection.ts';
import { pageArguments } from '../connection.type.ts';
import { asLanguage } from '../language.ts';
import { findDefinition, newestDefinitions } from './find-definition.ts';
import { findInstance } from './find-instance.ts';
import { listInstances } from './list-instances.ts';
import { ProcessDefinitionConnectionType, ProcessDefinitionType } from './process-definition.type.ts';
import { ProcessInstanceType } from './process-instance.ref.ts';
import { InstanceStateType, ProcessInstanceConnectionType } from './process-instance.type.ts';
import { startableDefinitions } from './startable-definitions.ts';

const InstanceFilterType = builder.inputType('InstanceFilter', {
  fields: (t) => ({
    key: t.string({ description: 'Key of the process definition.' }),
    state: t.field({ type: InstanceStateType }),
    hasIncident: t.boolean({ description: 'With an incident that is not resolved.' }),
    search: t.string({ description: 'Id, business key, or what names the document.' }),
  }),
});

builder.queryFields((t) => ({
  processDefinition: t.field({
    description: 'The newest version unless another is asked for.',
    type: ProcessDefinitionType,
    nullable: true,
    args: { key: t.arg.string({ required: true }), version: t.arg.int() },
    resolve: (_, args, context) => findDefinition(context, args),
  }),
  processDefinitions: t.field({
    description: 'The newest version of each process.',
    type: ProcessDefinitionConnectionType,
    args: pageArguments(),
    resolve: async (_, page, context) => connectAll(page, await newestDefinitions(context), ({ key }) => key),
  }),
  startableProcesses: t.field({
    description: 'What the viewer may start, with the start form.',
    type: [ProcessDefinitionType],
    resolve: (_, __, context) => startableDefinitions(context),
  }),
  elementTemplates: t.field({
    description: 'Element templates of the declared activities, for the designer.',
    type: 'JSON',
    args: { language: t.arg.string({ defaultValue: 'vi' }) },
    resolve: (_, { language }) => elementTemplates(asLanguage(language)),
  }),
  processInstance: t.field({
    type: ProcessInstanceType,
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_, { id }, context) => findInstance(context, id),
  }),
  processInstances: t.field({
    description: 'The newest first.',
    type: ProcessInstanceConnectionType,
    args: { filter: t.arg({ type: InstanceFilterType }), ...pageArguments() },
    resolve: (_, { filter, ...page }, context) => listInstances(context, filter ?? {}, page),
  }),
}));
