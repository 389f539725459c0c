import { randomUUID } from 'node:crypto';
import {
  lockCorrelations,
  match,
  type PublishedMessage,
  publishInTransaction,
} from '../../activities/projection/message-matching.ts';
import type { Variables } from '../../engine/index.ts';
import { correlateMessageUpdate } from '../messages.ts';
import { askInstance } from './ask-instance.ts';
import type { WorkContext } from './context.ts';
import { WorkError } from './work-error.ts';

/**
 * Publishes a message to whoever waits for that name and key, or keeps it until somebody does or its time to live is over.
 * With a message id it may be repeated: it arrives once.
 * @param message.timeToLive milliseconds, default 0
 * @returns whether an instance has it
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
  },
): Promise<{ matched: boolean }> {
  const { messageId = randomUUID(), timeToLive = 0 } = message;
  const published = await context.db.$transaction((tx) =>
    publishInTransaction(tx, { ...message, messageId, timeToLive }),
  );
  if (published.deliveredAt !== null) return { matched: published.instanceId !== null };
  return { matched: await deliverMessage(context, published) };
}

/** How many subscriptions may close before the message's eyes; then the dispatcher goes on. */
const attempts = 5;

/**
 * Brings a matched message to its instance. Where that has stopped waiting in the meantime, the message looks for another
 * subscription, or goes back into the buffer.
 * @returns whether an instance has it
 */
export async function deliverMessage(context: WorkContext, message: PublishedMessage): Promise<boolean> {
  let current = message;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { instanceId, subscriptionKey } = current;
    if (instanceId === null || subscriptionKey === null) return false;
    try {
      // That it is delivered is noted by the instance's own commit.
      await askInstance(context, instanceId, {
        update: correlateMessageUpdate,
        args: [{ subscriptionKey, messageId: current.messageId, variables: current.variables }],
        updateId: `message:${current.id}`,
        isOpenInReadModel: async () =>
          (await context.db.messageSubscription.count({ where: { instanceId, key: subscriptionKey } })) > 0,
      });
      return true;
    } catch (error) {
      if (!(error instanceof WorkError) || error.code !== 'NOT_FOUND') throw error;
    }
    current = await release(context, current);
    if (current.deliveredAt !== null) return current.instanceId !== null;
  }
  return false;
}

/** Takes a message back from a subscription that has closed, and matches it again. */
async function release({ db }: WorkContext, message: PublishedMessage): Promise<PublishedMessage> {
  return await db.$transaction(async (tx) => {
    const row = await tx.publishedMessage.findUniqueOrThrow({ where: { id: message.id } });
    await lockCorrelations(tx, [row]);
    const { instanceId, subscriptionKey } = message;
    await tx.publishedMessage.updateMany({
      where: { id: message.id, instanceId, subscriptionKey, deliveredAt: null },
      data: { instanceId: null, subscriptionKey: null },
    });
    return await match(tx, message.id);
  });
}
