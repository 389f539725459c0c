import type { ExecutableGraph } from '../../engine/index.ts';
import type { Batch } from '../../prisma/client/client.ts';
import type { SuspensionInput } from '../../workflows/client/index.ts';
import type { Context } from '../context.ts';
import { badInput } from '../errors.ts';
import { graphOf } from '../migrations/find-versions.ts';
import { batchOver, type InstanceFilter } from './instance-batch.ts';

export function suspendInstances(
  context: Context,
  kind: 'suspension' | 'resumption' | 'elementSuspension' | 'elementResumption',
  filter: InstanceFilter,
  request: { timers?: SuspensionInput['timers'] | null | undefined; reason: string; element?: string },
): Promise<Batch> {
  const { element, reason } = request;
  const timers = request.timers ?? 'stop';
  return batchOver(context, filter, { kind, reason, begin: 'run' }, async (definition) => {
    if (element === undefined) return { input: { timers } satisfies SuspensionInput };
    if (!hasElement(await graphOf(context, definition), element))
      throw badInput('element', {
        vi: 'Quy trình không có phần tử này.',
        en: 'The process has no such element.',
      });
    return { input: { timers, elementId: element } satisfies SuspensionInput };
  });
}

// helpers ////////////////////////////////////////////////////////////

const hasElement = ({ processes }: ExecutableGraph, id: string): boolean =>
  Object.values(processes).some(({ elements }) => Object.hasOwn(elements, id));
