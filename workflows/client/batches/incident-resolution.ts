/** What open incidents of one kind stopped is tried again, in many instances. Each that is skipped, or fails again, says why. */
import type { Bilingual, Variables } from '../../../engine/index.ts';
import type { Batch } from '../../../prisma/client/client.ts';
import type { WorkContext } from '../context.ts';
import { closesByItself, hasPoisoned } from '../poisoned-incident.ts';
import { previewRepair, repairInstance } from '../repair.ts';
import { tellDoubtful } from '../watcher.ts';
import { WorkError } from '../work-error.ts';
import type { BatchKind, Problems } from './kind.ts';

/** `Batch.input` of this kind: as the command `resolveIncidents`. */
export interface IncidentResolutionInput {
  code: string | null;
  elementId: string | null;
  variables: Variables;
}

export const incidentResolution: BatchKind = {
  check: (context, batch, instanceId) =>
    unlessSkipped(context, instanceId, async () => {
      await previewRepair(context, instanceId, commandOf(batch));
      return [];
    }),
  run: (context, batch, instanceId) =>
    unlessSkipped(context, instanceId, async () => {
      await repairInstance(context, instanceId, commandOf(batch), `batch:${batch.id}:resolveIncidents`);
      return await openAgain(context, batch, instanceId);
    }),
  rollBack: async () => [{ elementId: '', key: null, reason: isDone }],
};

// helpers ////////////////////////////////////////////////////////////

const inputOf = ({ input }: Batch): IncidentResolutionInput => input as unknown as IncidentResolutionInput;

function commandOf(batch: Batch): Parameters<typeof repairInstance>[2] {
  const { code, elementId, variables } = inputOf(batch);
  return {
    kind: 'resolveIncidents',
    code,
    elementId,
    variables,
    actor: batch.actorId,
    reason: batch.reason,
  };
}

/** Its own workflow cannot answer while its task fails: the watcher looks whether it still does. */
async function unlessSkipped(
  { db }: WorkContext,
  instanceId: string,
  act: () => Promise<Problems>,
): Promise<Problems> {
  if (await hasPoisoned(db, instanceId)) {
    tellDoubtful(db, instanceId);
    return [{ elementId: '', key: null, reason: closesByItself }];
  }
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof WorkError) || error.code === 'UNAVAILABLE') throw error;
    const reason =
      error.code === 'NOT_FOUND' ? noneLeft : (error.text ?? { vi: error.message, en: error.message });
    return [{ elementId: '', key: null, reason }];
  }
}

/** What came up again at once. */
async function openAgain({ db }: WorkContext, batch: Batch, instanceId: string): Promise<Problems> {
  const { code, elementId } = inputOf(batch);
  const incidents = await db.incident.findMany({
    where: { instanceId, resolvedAt: null, ...(code ? { code } : {}), ...(elementId ? { elementId } : {}) },
    orderBy: { at: 'asc' },
  });
  return incidents.map((incident) => ({
    elementId: incident.elementId,
    key: incident.key,
    reason: {
      vi: `Vẫn còn sự cố: ${incident.message}`,
      en: `The incident is still there: ${incident.message}`,
    },
  }));
}

const noneLeft: Bilingual = {
  vi: 'Không còn sự cố loại này.',
  en: 'There is no open incident of that kind any more.',
};
const isDone: Bilingual = {
  vi: 'Việc đã thử lại thì không hoàn lại được.',
  en: 'What has been tried again cannot be taken back.',
};
