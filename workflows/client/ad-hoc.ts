/** Ad-hoc sub-processes: which of their activities are done, people decide while they run. */
import type { AdHocSelection } from '../../engine/index.ts';
import type { InstanceView, OpenAdHoc } from '../messages.ts';
import * as requests from '../requests.ts';
import { askInstance } from './ask-instance.ts';
import type { WorkContext } from './context.ts';
import { queryInstance } from './query-instance.ts';

/** @throws WorkError NOT_FOUND, UNAVAILABLE */
export async function openAdHoc(context: WorkContext, instanceId: string): Promise<OpenAdHoc[]> {
  return await queryInstance(context, instanceId, requests.openAdHoc);
}

/**
 * Begins activities of an open ad-hoc sub-process.
 * @param request.key of the sub-process, as `openAdHoc` gives it
 * @throws WorkError NOT_FOUND (not open), CONFLICT (suspended, or about to complete), INVALID (no such activity), UNAVAILABLE
 */
export async function activateAdHoc(
  context: WorkContext,
  request: { instanceId: string; key: string; activities: AdHocSelection[]; actorId: string | null },
): Promise<InstanceView> {
  const { instanceId, key, activities, actorId } = request;
  return await askInstance(context, instanceId, {
    request: requests.activateAdHoc,
    args: [{ key, activities, actor: actorId }],
    isOpenInReadModel: async () => false,
  });
}
