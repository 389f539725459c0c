import { randomUUID } from 'node:crypto';
import {
  type Delivery,
  engineMessageId,
  lockCorrelations,
  match,
  type PublishedMessage,
  publishInTransaction,
  rematch,
} from '../../activities/projection/message-matching.ts';
import type { Variables } from '../../engine/index.ts';
import { correlateMessage } from '../requests.ts';
import { askInstance } from './ask-instance.ts';
import type { WorkContext } from './context.ts';
import { dispatchInstance } from './start-instance.ts';
import { WorkError } from './work-error.ts';

/**
 * Publishes a message to whoever waits for that name and key, else to the processes that begin with it, or keeps it until somebody does or
 * its time to live is over. With a message id it may be repeated: it reaches each process once.
 * @param message.timeToLive milliseconds, default 0
 * @param message.agencyCode for which it is published: handles what it starts, where the process is the city's
 * @returns the instances that have it, those that it has started included; `matched`: there is one, or a start event has taken it that
 * waits for more
 * @throws WorkError UNAVAILABLE: it is stored, and will be delivered by the dispatcher
 */
export async function publishMessage(
  context: WorkContext,
  message: {
    name: string;
    correlationKey: string;
    messageId?: string;
    timeToLive?: number;
    variables: Variables;
    agencyCode?: string | null;
  },
): Promise<{ matched: boolean; instanceIds: string[] }> {
  const { messageId = randomUUID(), timeToLive = 0 } = message;
  const published = await context.db.$transaction((tx) =>
    publishInTransaction(tx, { ...message, messageId, timeToLive }),
  );
  const started = published.deliveries.filter(({ subscriptionKey }) => subscriptionKey === null);
  await Promise.all(
    started.map(
      async ({ instanceId }) => instanceId !== null && (await dispatchInstance(context, instanceId)),
    ),
  );
  const delivered = await deliverMessage(context, published);
  const have = [...started, ...delivered];
  return { matched: have.length > 0, instanceIds: have.flatMap(({ instanceId }) => instanceId ?? []) };
}

/** How many subscriptions may close before the message's eyes; then the dispatcher goes on. */
const attempts = 5;

/**
 * Brings a matched message to the instances that wait for it. Where one has stopped waiting in the meantime, the message looks for
 * another subscription, or goes back into the buffer.
 * @returns what is delivered
 */
export async function deliverMessage(context: WorkContext, message: PublishedMessage): Promise<Delivery[]> {
  let { deliveries } = message;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const open = deliveries.filter((it) => it.subscriptionKey !== null && it.deliveredAt === null);
    const closed: Delivery[] = [];
    for (const delivery of open) {
      if (await deliver(context, message, delivery)) delivery.deliveredAt = new Date();
      else closed.push(delivery);
    }
    if (closed.length === 0) break;
    ({ deliveries } = await release(context, message.id, closed));
  }
  return deliveries.filter((it) => it.subscriptionKey !== null && it.deliveredAt !== null);
}

/** Takes a message that nobody has yet to those who could have it now. */
export async function deliverBuffered(
  context: WorkContext,
  message: { id: string; name: string; correlationKey: string },
): Promise<void> {
  const found = await context.db.$transaction((tx) => rematch(tx, message));
  await deliverMessage(context, found);
  for (const { subscriptionKey, instanceId } of found.deliveries)
    if (subscriptionKey === null && instanceId !== null) await dispatchInstance(context, instanceId);
}

// helpers ////////////////////////////////////////////////////////////

/** Whether the instance has it: it may have stopped waiting. That it is delivered is noted by its own commit. */
async function deliver(
  context: WorkContext,
  { id, variables }: PublishedMessage,
  { instanceId, subscriptionKey, processId }: Delivery,
): Promise<boolean> {
  if (instanceId === null || subscriptionKey === null) return false;
  const messageId = engineMessageId(id, processId);
  try {
    await askInstance(context, instanceId, {
      request: correlateMessage,
      args: [{ subscriptionKey, messageId, variables }],
      updateId: `message:${messageId}`,
      isOpenInReadModel: async () =>
        (await context.db.messageSubscription.count({ where: { instanceId, key: subscriptionKey } })) > 0,
    });
    return true;
  } catch (error) {
    if (error instanceof WorkError && error.code === 'NOT_FOUND') return false;
    throw error;
  }
}

/** Takes a message back from subscriptions that have closed, and matches it again. */
async function release({ db }: WorkContext, id: string, closed: Delivery[]): Promise<PublishedMessage> {
  return await db.$transaction(async (tx) => {
    const row = await tx.publishedMessage.findUniqueOrThrow({ where: { id } });
    await lockCorrelations(tx, [row]);
    for (const { processId, instanceId, subscriptionKey } of closed)
      await tx.messageDelivery.deleteMany({
        where: { messageId: id, processId, instanceId, subscriptionKey, deliveredAt: null },
      });
    return await match(tx, id);
  });
}
