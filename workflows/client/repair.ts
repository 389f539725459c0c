/** How running instances are put right: docs/how-to/repair-an-instance.md. */
import type { EngineEvent, PendingJob, RepairCommand } from '../../engine/index.ts';
import type { InstanceView } from '../messages.ts';
import * as requests from '../requests.ts';
import { askInstance } from './ask-instance.ts';
import type { WorkContext } from './context.ts';
import { queryInstance } from './query-instance.ts';
import { WorkError } from './work-error.ts';

/**
 * Repairs an instance. `command.actor` is the id of a person, or null. Asked again with the same `requestId`, it has the same outcome.
 * @throws WorkError NOT_FOUND, CONFLICT (has ended, or is suspended), INVALID (says what was expected), UNAVAILABLE
 */
export async function repairInstance(
  context: WorkContext,
  instanceId: string,
  command: RepairCommand,
  requestId?: string,
): Promise<InstanceView> {
  return await askInstance(context, instanceId, {
    request: requests.repairInstance,
    args: [command],
    ...(requestId === undefined ? {} : { updateId: requestId }),
    isOpenInReadModel: async () =>
      (await context.db.processInstance.count({ where: { id: instanceId, state: 'ACTIVE' } })) > 0,
  });
}

/** What the repair would lead to, event by event. Nothing is done. @throws WorkError as `repairInstance` */
export async function previewRepair(
  context: WorkContext,
  instanceId: string,
  command: RepairCommand,
): Promise<EngineEvent[]> {
  const result = await queryInstance(context, instanceId, requests.previewRepair, command);
  if ('events' in result) return result.events;
  const { code, message, text } = result.rejection;
  throw new WorkError(codes[code], message, { text });
}

/** At most so many are told of one instance. */
const mostJobs = 1_000;

/** Jobs that are under way, or wait for their next attempt. @throws WorkError NOT_FOUND, UNAVAILABLE */
export async function openJobs(context: WorkContext, instanceId: string): Promise<PendingJob[]> {
  return await queryInstance(context, instanceId, requests.openJobs, mostJobs);
}

// helpers ////////////////////////////////////////////////////////////

const codes = {
  NOT_OPEN: 'NOT_FOUND',
  NOT_FOUND: 'NOT_FOUND',
  NOT_ACTIVE: 'CONFLICT',
  SUSPENDED: 'CONFLICT',
  NOT_UNDOABLE: 'CONFLICT',
  INVALID: 'INVALID',
  INTERNAL: 'INTERNAL',
} as const;
