import type { ExecutableGraph } from '../../engine/index.ts';
import type { Batch } from '../../prisma/client/client.ts';
import { type BatchSelection, type SuspensionInput, startBatch } from '../../workflows/client/index.ts';
import { type Context, viewerOf } from '../context.ts';
import { badInput, names, notFound } from '../errors.ts';
import { graphOf } from '../migrations/find-versions.ts';
import { findDefinition } from './find-definition.ts';

export interface InstanceFilter {
  key: string;
  version: number;
  elementId?: string | null | undefined;
  ids?: readonly string[] | null | undefined;
}

/** Of the agency's own instances. */
export async function suspendInstances(
  context: Context,
  kind: 'suspension' | 'resumption' | 'elementSuspension' | 'elementResumption',
  filter: InstanceFilter,
  request: { timers?: SuspensionInput['timers'] | null | undefined; reason: string; element?: string },
): Promise<Batch> {
  const reason = request.reason.trim();
  if (reason === '') throw badInput('reason', { vi: 'Cần nêu lý do.', en: 'A reason is needed.' });
  const { id: actorId, agencyCode } = viewerOf(context);
  if (!agencyCode) throw new Error('Expected a manager of an agency.');
  const { key, version, elementId, ids } = filter;
  const definition = await findDefinition(context, { key, version });
  if (!definition) throw notFound(names.definition);
  const selection: BatchSelection = {
    ...{ definitionId: definition.id, agencyCode },
    ...(elementId == null ? {} : { elementId }),
    ...(ids == null ? {} : { instanceIds: [...ids] }),
  };
  const { element } = request;
  if (element !== undefined && !hasElement(await graphOf(context, definition), element))
    throw badInput('element', {
      vi: 'Quy trình không có phần tử này.',
      en: 'The process has no such element.',
    });
  const input: SuspensionInput = {
    timers: request.timers ?? 'stop',
    ...(element === undefined ? {} : { elementId: element }),
  };
  return await startBatch(context, {
    ...{ kind, input, selection, agencyCode, actorId, reason, begin: 'run' },
  });
}

// helpers ////////////////////////////////////////////////////////////

const hasElement = ({ processes }: ExecutableGraph, id: string): boolean =>
  Object.values(processes).some(({ elements }) => Object.hasOwn(elements, id));
