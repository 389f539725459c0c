/**
 * Messages and subscriptions meet by (name, correlation key). Whoever comes, publisher or subscriber, first takes the lock of
 * that pair for the rest of its transaction, so that neither can miss the other: a message finds the subscription that is
 * there, or the subscription finds the message in the buffer.
 */
import type { MessageSubscription } from '../../engine/index.ts';
import type { Prisma } from '../../prisma/client/client.ts';
import type { MatchedMessage } from './contract.ts';
import { databaseJson } from './database-json.ts';

/** Everybody who is to deliver what was matched listens here; the payload is empty. */
export const outboxChannel = 'congvan_outbox';

export interface MessageToPublish {
  /** Publishing the same id under the same name again changes nothing. */
  messageId: string;
  name: string;
  correlationKey: string;
  variables: Record<string, unknown>;
  /** How long it waits for a subscription, milliseconds. 0: whoever is there now, or nobody. */
  timeToLive: number;
}

export interface PublishedMessage {
  id: string;
  messageId: string;
  variables: Record<string, unknown>;
  instanceId: string | null;
  subscriptionKey: string | null;
  deliveredAt: Date | null;
}

/** Names its sender, which never receives it itself: message flows connect different participants (BPMN 2.0, 9.3). */
export const thrownMessageId = (instanceId: string, sequence: number): string =>
  `thrown:${instanceId}:${sequence}`;

/** Takes the locks of these pairs, in an order that all agree on, until the transaction ends. */
export async function lockCorrelations(
  tx: Prisma.TransactionClient,
  pairs: { name: string; correlationKey: string }[],
): Promise<void> {
  const texts = [
    ...new Set(pairs.map(({ name, correlationKey }) => `${name}\u0001${correlationKey}`)),
  ].sort();
  for (const text of texts) await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${text}, 0))`;
}

/**
 * Stores a message and matches it, in the caller's transaction. The matched subscription's instance gets it from whoever calls
 * next: the publisher itself or the dispatcher.
 */
export async function publishInTransaction(
  tx: Prisma.TransactionClient,
  message: MessageToPublish,
): Promise<PublishedMessage> {
  await lockCorrelations(tx, [message]);
  const inserted = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO "PublishedMessage"
      ("id", "messageId", "name", "correlationKey", "variables", "publishedAt", "expiresAt")
    VALUES (gen_random_uuid(), ${message.messageId}, ${message.name}, ${message.correlationKey},
      ${databaseJson(message.variables)}::jsonb, now(),
      now() + make_interval(secs => ${message.timeToLive / 1000}::double precision))
    ON CONFLICT ("name", "messageId") DO NOTHING
    RETURNING "id"`;
  if (inserted.length === 0) {
    return (await tx.publishedMessage.findUniqueOrThrow({
      where: { name_messageId: { name: message.name, messageId: message.messageId } },
      select: fields,
    })) as PublishedMessage;
  }
  const id = inserted[0]?.id ?? '';
  return await match(tx, id);
}

/** Gives a stored message that has no recipient to a subscription, if there is one. The pair's lock is held. */
export async function match(tx: Prisma.TransactionClient, id: string): Promise<PublishedMessage> {
  // An interrupting subscription takes one message only: those that already have one to come are the last choice.
  const matched = await tx.$queryRaw<PublishedMessage[]>`
    UPDATE "PublishedMessage" m SET "instanceId" = s."instanceId", "subscriptionKey" = s."key"
    FROM (
      SELECT s."instanceId", s."key"
      FROM "PublishedMessage" p
      JOIN "MessageSubscription" s ON s."name" = p."name" AND s."correlationKey" = p."correlationKey"
      WHERE p."id" = ${id}::uuid AND NOT starts_with(p."messageId", 'thrown:' || s."instanceId" || ':')
      ORDER BY (
        SELECT count(*) FROM "PublishedMessage" w
        WHERE w."instanceId" = s."instanceId" AND w."subscriptionKey" = s."key" AND w."deliveredAt" IS NULL
      ), s."instanceId", length(s."key"), s."key"
      LIMIT 1
    ) s
    WHERE m."id" = ${id}::uuid AND m."instanceId" IS NULL AND m."deliveredAt" IS NULL
    RETURNING m."id", m."messageId", m."variables", m."instanceId", m."subscriptionKey", m."deliveredAt"`;
  if (matched[0]) {
    await tx.$executeRaw`SELECT pg_notify(${outboxChannel}, '')`;
    return matched[0];
  }
  return (await tx.publishedMessage.findUniqueOrThrow({ where: { id }, select: fields })) as PublishedMessage;
}

/** What waits in the buffer for these new subscriptions, one message each. The pairs' locks are held. */
export async function takeBuffered(
  tx: Prisma.TransactionClient,
  instanceId: string,
  subscriptions: MessageSubscription[],
): Promise<MatchedMessage[]> {
  const taken: MatchedMessage[] = [];
  for (const { key, name, correlationKey } of subscriptions) {
    const rows = await tx.$queryRaw<{ messageId: string; variables: Record<string, unknown> }[]>`
      UPDATE "PublishedMessage" SET "instanceId" = ${instanceId}, "subscriptionKey" = ${key}, "deliveredAt" = now()
      WHERE "id" = (
        SELECT "id" FROM "PublishedMessage"
        WHERE "name" = ${name} AND "correlationKey" = ${correlationKey}
          AND "instanceId" IS NULL AND "deliveredAt" IS NULL AND "expiresAt" > now()
          AND NOT starts_with("messageId", ${`thrown:${instanceId}:`})
        ORDER BY "publishedAt", "id" LIMIT 1
      )
      RETURNING "messageId", "variables"`;
    for (const { messageId, variables } of rows) taken.push({ subscriptionKey: key, messageId, variables });
  }
  return taken;
}

const fields = {
  id: true,
  messageId: true,
  variables: true,
  instanceId: true,
  subscriptionKey: true,
  deliveredAt: true,
} satisfies Prisma.PublishedMessageSelect;
