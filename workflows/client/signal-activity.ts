/** The activity that brings a signal to those who wait, page by page. Where it has come to stands in the database. */
import { Context } from '@temporalio/activity';
import type { Variables } from '../../engine/index.ts';
import type { SignalActivities } from '../messages.ts';
import { broadcastSignal } from '../requests.ts';
import { askInstance } from './ask-instance.ts';
import type { WorkContext } from './context.ts';
import { WorkError } from './work-error.ts';

/** Subscriptions in one page. */
const usualPage = 256;
/** Updates under way at once. */
const window = 32;
/** How long one call of the activity goes on, milliseconds. */
const turn = 60_000;

export function signalActivities(context: WorkContext, pageSize = usualPage): SignalActivities {
  return {
    async deliverSignal({ id }) {
      const { heartbeat, cancellationSignal } = Context.current();
      const end = Date.now() + turn;
      while (Date.now() < end) {
        if (await deliverPage(context, id, pageSize, heartbeat)) return { isDone: true };
        cancellationSignal.throwIfAborted();
      }
      return { isDone: false };
    },
  };
}

// helpers ////////////////////////////////////////////////////////////

/** A page that is done again, after a crash, changes nothing: instances know the signal by its id. @returns whether it was the last */
async function deliverPage(
  context: WorkContext,
  id: string,
  pageSize: number,
  heartbeat: (details: unknown) => void,
): Promise<boolean> {
  const { db } = context;
  const { cursor, lastPosition, name, thrownBy, variables, completedAt } =
    await db.signalBroadcast.findUniqueOrThrow({ where: { id } });
  if (completedAt !== null) return true;
  const page = await db.signalSubscription.findMany({
    where: {
      name,
      position: { gt: cursor, lte: lastPosition },
      ...(thrownBy === null ? {} : { instanceId: { not: thrownBy } }),
    },
    orderBy: { position: 'asc' },
    take: pageSize,
  });
  const next = page.at(-1)?.position;
  if (next === undefined) {
    await db.signalBroadcast.updateMany({
      where: { id, completedAt: null },
      data: { completedAt: new Date() },
    });
    return true;
  }
  const instances = [...new Set(page.map(({ instanceId }) => instanceId))];
  let delivered = 0;
  const signal = { name, variables: variables as Variables, signalId: id };
  const queue = instances.values();
  const lane = async (): Promise<void> => {
    for (const instanceId of queue) {
      if (await deliver(context, instanceId, signal)) delivered++;
      heartbeat({ cursor: String(cursor) });
    }
  };
  await Promise.all(Array.from({ length: window }, lane));
  await db.signalBroadcast.updateMany({
    where: { id, cursor },
    data: { cursor: next, delivered: { increment: delivered } },
  });
  return false;
}

/** Whether the instance has it: it may have ended, or have stopped waiting. */
async function deliver(
  context: WorkContext,
  instanceId: string,
  signal: { name: string; variables: Variables; signalId: string },
): Promise<boolean> {
  try {
    await askInstance(context, instanceId, {
      request: broadcastSignal,
      args: [signal],
      updateId: `signal:${signal.signalId}`,
      isOpenInReadModel: async () =>
        (await context.db.signalSubscription.count({ where: { instanceId, name: signal.name } })) > 0,
    });
    return true;
  } catch (error) {
    if (error instanceof WorkError && (error.code === 'NOT_FOUND' || error.code === 'CONFLICT')) return false;
    throw error;
  }
}
