import type { Batch } from '../../prisma/client/client.ts';
import { type BatchOptions, type BatchSelection, startBatch } from '../../workflows/client/index.ts';
import { builder } from '../builder.ts';
import { type Context, viewerOf } from '../context.ts';
import { names, notFound } from '../errors.ts';
import { expectReason } from '../reason.ts';
import type { DefinitionRow } from './definition-content.ts';
import { findDefinition } from './find-definition.ts';

export const InstanceFilterType = builder.inputType('InstancesOfVersionInput', {
  description: "The agency's running instances of a version: all of these conditions.",
  fields: (t) => ({
    key: t.string({ required: true }),
    version: t.int({ required: true }),
    elementId: t.string({ description: 'Only those with a token there.' }),
    ids: t.idList({ description: 'Only these.' }),
  }),
});

export interface InstanceFilter {
  key: string;
  version: number;
  elementId?: string | null | undefined;
  ids?: readonly string[] | null | undefined;
}

/** Begins a batch over the agency's own instances. @param planOf what is to be done, and with which of them alone */
export async function batchOver(
  context: Context,
  { key, version, elementId, ids }: InstanceFilter,
  request: Pick<BatchOptions, 'kind' | 'reason' | 'begin'>,
  planOf: (definition: DefinitionRow) => Promise<{ input: object; selection?: BatchSelection }>,
): Promise<Batch> {
  const reason = expectReason(request.reason);
  const { id: actorId, agencyCode } = viewerOf(context);
  if (!agencyCode) throw new Error('Expected a manager of an agency.');
  const definition = await findDefinition(context, { key, version });
  if (!definition) throw notFound(names.definition);
  const { input, selection: more = {} } = await planOf(definition);
  const selection: BatchSelection = {
    ...{ definitionId: definition.id, agencyCode },
    ...(elementId == null ? {} : { elementId }),
    ...(ids == null ? {} : { instanceIds: [...ids] }),
    ...more,
  };
  return await startBatch(context, { ...request, input, selection, agencyCode, actorId, reason });
}
