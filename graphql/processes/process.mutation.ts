import type { Bilingual, Finding } from '../../engine/index.ts';
import { builder } from '../builder.ts';
import { cancelInstance } from './cancel-instance.ts';
import type { DefinitionRow } from './definition-content.ts';
import { deployProcess } from './deploy-process.ts';
import { findInstance } from './find-instance.ts';
import { ProcessDefinitionType } from './process-definition.type.ts';
import { ProcessInstanceType } from './process-instance.ref.ts';
import { type PublishMessagePayload, publishMessage } from './publish-message.ts';
import { resolveIncident } from './resolve-incident.ts';
import { startProcess } from './start-process.ts';

const ResourceInputType = builder.inputType('ResourceInput', {
  fields: (t) => ({
    name: t.string({ required: true, description: 'File name with its ending: .bpmn, .dmn or .form.' }),
    content: t.string({ required: true }),
  }),
});

const DeployProcessInputType = builder.inputType('DeployProcessInput', {
  fields: (t) => ({
    bpmn: t.string({ required: true }),
    resources: t.field({
      type: [ResourceInputType],
      description: 'What belongs to it: forms, decisions, called processes.',
    }),
    dryRun: t.boolean({ defaultValue: false, description: 'Validate only.' }),
  }),
});

const StartProcessInputType = builder.inputType('StartProcessInput', {
  fields: (t) => ({
    key: t.string({ required: true }),
    version: t.int({ description: 'The newest unless said.' }),
    businessKey: t.string(),
    variables: t.field({ type: 'JSON', description: 'An object: the fields of the start form.' }),
    idempotencyKey: t.string({
      description: 'Repeating the request with the same key answers with the same instance.',
    }),
  }),
});

const PublishMessageInputType = builder.inputType('PublishMessageInput', {
  fields: (t) => ({
    name: t.string({ required: true }),
    correlationKey: t.string({ required: true }),
    messageId: t.string({ description: 'Published again with the same id and name it changes nothing.' }),
    timeToLive: t.string({
      description: 'How long it waits for a receiver, ISO 8601: "PT1H". None unless said.',
    }),
    variables: t.field({ type: 'JSON' }),
  }),
});

const SeverityType = builder.enumType('Severity', { values: ['ERROR', 'WARNING', 'INFO'] as const });

const FindingType = builder.objectRef<Finding>('Finding').implement({
  description: 'What validation found. Errors refuse the deployment.',
  fields: (t) => ({
    severity: t.field({ type: SeverityType, resolve: ({ severity }) => severities[severity] }),
    rule: t.exposeString('rule'),
    elementId: t.exposeString('elementId', { nullable: true }),
    message: t.string({
      resolve: ({ message }, _, { language }) => message[language satisfies keyof Bilingual],
    }),
  }),
});

const severities = { error: 'ERROR', warning: 'WARNING', info: 'INFO' } as const;

const DeployProcessPayloadType = builder
  .objectRef<{ definitions: DefinitionRow[]; findings: Finding[] }>('DeployProcessPayload')
  .implement({
    fields: (t) => ({
      definitions: t.field({ type: [ProcessDefinitionType], resolve: ({ definitions }) => definitions }),
      findings: t.field({ type: [FindingType], resolve: ({ findings }) => findings }),
    }),
  });

const PublishMessagePayloadType = builder
  .objectRef<PublishMessagePayload>('PublishMessagePayload')
  .implement({
    fields: (t) => ({
      matched: t.exposeBoolean('matched', {
        description: 'Whether an instance was waiting for it, or a process begins with it.',
      }),
      instances: t.field({
        description: 'Those that have it, started ones included.',
        type: [ProcessInstanceType],
        resolve: async ({ instanceIds }, _, context) =>
          (await Promise.all(instanceIds.map((id) => findInstance(context, id)))).filter((it) => it !== null),
      }),
    }),
  });

builder.mutationFields((t) => ({
  deployProcess: t.field({
    description:
      'Validates, and deploys a new version unless a finding is an error or the content is deployed already.',
    type: DeployProcessPayloadType,
    args: { input: t.arg({ type: DeployProcessInputType, required: true }) },
    resolve: (_, { input }, context) => deployProcess(context, input),
  }),
  startProcess: t.field({
    type: ProcessInstanceType,
    args: { input: t.arg({ type: StartProcessInputType, required: true }) },
    resolve: (_, { input }, context) => startProcess(context, input),
  }),
  publishMessage: t.field({
    type: PublishMessagePayloadType,
    args: { input: t.arg({ type: PublishMessageInputType, required: true }) },
    resolve: (_, { input }, context) => publishMessage(context, input),
  }),
  cancelInstance: t.field({
    description: 'Ends an instance and everything that is open in it.',
    type: ProcessInstanceType,
    args: { id: t.arg.id({ required: true }), reason: t.arg.string({ required: true }) },
    resolve: (_, { id, reason }, context) => cancelInstance(context, id, reason),
  }),
  resolveIncident: t.field({
    description: 'Tries again what an incident stopped, with these variables set first.',
    type: ProcessInstanceType,
    args: { id: t.arg.id({ required: true }), variables: t.arg({ type: 'JSON' }) },
    resolve: (_, { id, variables }, context) => resolveIncident(context, id, variables),
  }),
}));
