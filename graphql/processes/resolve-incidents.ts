import type { Batch } from '../../prisma/client/client.ts';
import {
  closesByItself,
  hasPoisoned,
  type IncidentResolutionInput,
  tellDoubtful,
} from '../../workflows/client/index.ts';
import type { Context } from '../context.ts';
import { ApiError } from '../errors.ts';
import { requireInstance } from './find-instance.ts';
import { batchOver, type InstanceFilter } from './instance-batch.ts';
import { parseVariables } from './modify-instructions.ts';
import { type Repaired, repairInstance } from './repair-instance.ts';

interface Kind {
  code?: string | null | undefined;
  elementId?: string | null | undefined;
  variables?: unknown;
}

/** Of one instance. Where its workflow task fails nothing can be asked of it: it is only looked at again. */
export async function resolveIncidents(
  context: Context,
  request: Parameters<typeof repairInstance>[1],
  kind: Kind,
): Promise<Repaired> {
  const command = { kind: 'resolveIncidents', ...kindOf(kind) } as const;
  const { id } = await requireInstance(context, request.id);
  if (!(await hasPoisoned(context.db, id))) return await repairInstance(context, request, command);
  tellDoubtful(context.db, id);
  throw new ApiError('CONFLICT', closesByItself);
}

/** Of all instances that have such, as a batch. */
export function resolveIncidentsOfInstances(
  context: Context,
  filter: InstanceFilter,
  { reason, dryRun, ...kind }: Kind & { reason: string; dryRun?: boolean | null | undefined },
): Promise<Batch> {
  const input = kindOf(kind);
  const { code, elementId } = input;
  const begin = dryRun ? 'check' : 'run';
  return batchOver(context, filter, { kind: 'incidentResolution', reason, begin }, async () => ({
    input,
    selection: { incident: { code, elementId } },
  }));
}

// helpers ////////////////////////////////////////////////////////////

const kindOf = ({ code, elementId, variables }: Kind): IncidentResolutionInput => ({
  code: code ?? null,
  elementId: elementId ?? null,
  variables: parseVariables(variables),
});
