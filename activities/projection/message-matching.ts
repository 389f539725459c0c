/**
 * Messages and subscriptions meet by (name, correlation key). Whoever comes, publisher or subscriber, first takes the lock of
 * that pair for the rest of its transaction, so that neither can miss the other: a message finds the subscription that is
 * there, or the subscription finds the message in the buffer.
 *
 * A message reaches each process once: the instance that waits for it, else a message start event; as long as it lives it waits for
 * processes that it has not reached.
 */
import type { MessageSubscription } from '../../engine/index.ts';
import { Prisma } from '../../prisma/client/client.ts';
import { inForce, lockText, type OpenStart, occur } from '../starts/open-start.ts';
import type { MatchedMessage } from './contract.ts';
import { databaseJson } from './database-json.ts';

/** Everybody who is to deliver what was matched listens here; the payload is the id of a new instance, or empty. */
export const outboxChannel = 'congvan_outbox';

/** Of what begins with messages. */
const startsLock = 7_236_019;

export interface MessageToPublish {
  /** Publishing the same id under the same name again changes nothing. */
  messageId: string;
  name: string;
  correlationKey: string;
  variables: Record<string, unknown>;
  /** How long it waits for a subscription, milliseconds. 0: whoever is there now, or nobody. */
  timeToLive: number;
  /** For which it is published, and which handles what it starts. Absent: none, or it is not known. */
  agencyCode?: string | null;
  /** The process that sends it, which never receives it itself: message flows connect different participants (BPMN 2.0, 9.3). */
  sender?: string;
}

export interface PublishedMessage {
  /** Not that of the publisher. */
  id: string;
  variables: Record<string, unknown>;
  /** To instances that wait, and to those that it has started (`subscriptionKey` is null). */
  deliveries: Delivery[];
}

/** `instanceId` is null while a start event waits for more than this message. */
export interface Delivery {
  processId: string;
  instanceId: string | null;
  subscriptionKey: string | null;
  deliveredAt: Date | null;
}

/** A message that the instance with this id has thrown in the event with that number. */
export const thrownMessageId = (instanceId: string, sequence: number): string =>
  `thrown:${instanceId}:${sequence}`;

/** The id by which an instance knows that it has had a message: one for each process, as a called one waits in the same instance. */
export const engineMessageId = (id: string, processId: string): string => `${id}:${processId}`;

/** Takes the locks of these pairs, in an order that all agree on, until the transaction ends. */
export async function lockCorrelations(
  tx: Prisma.TransactionClient,
  pairs: { name: string; correlationKey: string }[],
): Promise<void> {
  const texts = [
    ...new Set(pairs.map(({ name, correlationKey }) => `${name}\u0001${correlationKey}`)),
  ].sort();
  // shared: a deployment waits for those who may not have seen its start events
  for (const text of texts)
    await tx.$executeRaw`
      SELECT pg_advisory_xact_lock(hashtextextended(${text}, 0)), pg_advisory_xact_lock_shared(${startsLock}::bigint)`;
}

/**
 * Stores a message and matches it, in the caller's transaction. What is matched is delivered by whoever comes next: the publisher
 * itself or the dispatcher.
 */
export async function publishInTransaction(
  tx: Prisma.TransactionClient,
  message: MessageToPublish,
): Promise<PublishedMessage> {
  await lockCorrelations(tx, [message]);
  const inserted = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO "PublishedMessage"
      ("id", "messageId", "name", "correlationKey", "variables", "sender", "agencyCode", "publishedAt", "expiresAt")
    VALUES (gen_random_uuid(), ${message.messageId}, ${message.name}, ${message.correlationKey},
      ${databaseJson(message.variables)}::jsonb, ${message.sender ?? null}, ${message.agencyCode ?? null}, now(),
      now() + make_interval(secs => ${message.timeToLive / 1000}::double precision))
    ON CONFLICT ("name", "messageId") DO NOTHING
    RETURNING "id"`;
  if (inserted[0]) return await match(tx, inserted[0].id);
  const { name, messageId } = message;
  return await read(tx, { name_messageId: { name, messageId } });
}

/** Gives a stored message to processes that it has not reached, where they wait for it or begin with it. The pair's lock is held. */
export async function match(tx: Prisma.TransactionClient, id: string): Promise<PublishedMessage> {
  // An interrupting subscription takes one message only: those that already have one to come are the last choice.
  const matched = await tx.$executeRaw`
    INSERT INTO "MessageDelivery" ("messageId", "processId", "instanceId", "subscriptionKey")
    SELECT DISTINCT ON (s."processId") p."id", s."processId", s."instanceId", s."key"
    FROM "PublishedMessage" p
    JOIN "MessageSubscription" s ON s."name" = p."name" AND s."correlationKey" = p."correlationKey"
    WHERE p."id" = ${id}::uuid AND ${isOpenTo(Prisma.sql`p`, Prisma.sql`s`)}
    ORDER BY s."processId", (
      SELECT count(*) FROM "MessageDelivery" w
      WHERE w."instanceId" = s."instanceId" AND w."subscriptionKey" = s."key" AND w."deliveredAt" IS NULL
    ), s."instanceId", length(s."key"), s."key"
    ON CONFLICT DO NOTHING`;
  if (matched > 0) await tx.$executeRaw`SELECT pg_notify(${outboxChannel}, '')`;
  await startByMessage(tx, id);
  return await read(tx, { id });
}

/** Messages in the buffer that somebody could have now, the oldest first. `rematch` gives them. */
export async function messagesToRematch(
  db: Prisma.TransactionClient,
  limit: number,
): Promise<{ id: string; name: string; correlationKey: string }[]> {
  return await db.$queryRaw`
    SELECT DISTINCT m."id", m."name", m."correlationKey", m."publishedAt" FROM "MessageRematch" r
    JOIN "PublishedMessage" m ON m."id" = r."messageId"
    LEFT JOIN "ProcessInstance" i ON i."id" = r."afterInstanceId"
    WHERE i."id" IS NULL OR i."state" <> 'ACTIVE' OR m."expiresAt" <= now()
    ORDER BY m."publishedAt" LIMIT ${limit}`;
}

/** Gives a message of the buffer to whoever could have it now. */
export async function rematch(
  tx: Prisma.TransactionClient,
  message: { id: string; name: string; correlationKey: string },
): Promise<PublishedMessage> {
  const { id } = message;
  await lockCorrelations(tx, [message]);
  await tx.messageRematch.deleteMany({ where: { messageId: id } });
  const isAlive = (await tx.publishedMessage.count({ where: { id, expiresAt: { gt: new Date() } } })) > 0;
  return isAlive ? await match(tx, id) : await read(tx, { id });
}

/** For subscriptions that have taken a message and stay open: the next of the buffer. A part of the projection's statement. */
export function nextOfBuffer(instanceId: string, subscriptionKeys: string[]): Prisma.Sql {
  const m = Prisma.sql`m`;
  return Prisma.sql`
    INSERT INTO "MessageRematch" ("messageId", "processId")
    SELECT DISTINCT ON (s."key") m."id", s."processId" FROM "MessageSubscription" s
    JOIN "PublishedMessage" m ON m."name" = s."name" AND m."correlationKey" = s."correlationKey"
    WHERE s."instanceId" = ${instanceId} AND s."key" = ANY(${subscriptionKeys}::text[])
      AND m."expiresAt" > now() AND ${isOpenTo(m, Prisma.sql`s`)}
    ORDER BY s."key", m."publishedAt", m."id"
    ON CONFLICT DO NOTHING RETURNING pg_notify(${outboxChannel}, '')::text AS "told"`;
}

/**
 * A process begins with messages of these names from now on: those of the buffer are for it too. Publications that are under way are waited
 * for, in the deploying transaction.
 */
export async function rematchForStarts(
  tx: Prisma.TransactionClient,
  processId: string,
  names: string[],
): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${startsLock}::bigint)`;
  await tx.$executeRaw`
    INSERT INTO "MessageRematch" ("messageId", "processId")
    SELECT m."id", s."processId"
    FROM "PublishedMessage" m, (SELECT ${processId}::text AS "processId") s
    WHERE m."name" = ANY(${names}::text[]) AND m."expiresAt" > now()
      AND ${isOpenTo(Prisma.sql`m`, Prisma.sql`s`)}
    ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`SELECT pg_notify(${outboxChannel}, '')`;
}

/** Has the instances that were started dispatched by others: for transactions after which nobody does it. */
export async function announceStarted(
  tx: Prisma.TransactionClient,
  deliveries: Pick<Delivery, 'instanceId' | 'subscriptionKey'>[],
): Promise<void> {
  for (const { instanceId, subscriptionKey } of deliveries)
    if (subscriptionKey === null && instanceId !== null)
      await tx.$executeRaw`SELECT pg_notify(${outboxChannel}, ${instanceId})`;
}

/** What waits in the buffer for these new subscriptions, one message each. The pairs' locks are held. */
export async function takeBuffered(
  tx: Prisma.TransactionClient,
  instanceId: string,
  subscriptions: MessageSubscription[],
): Promise<MatchedMessage[]> {
  const taken: MatchedMessage[] = [];
  for (const { key, name, correlationKey, processId } of subscriptions) {
    const rows = await tx.$queryRaw<{ id: string; processId: string; variables: Record<string, unknown> }[]>`
      WITH s AS (
        SELECT ${processIdOf(instanceId, processId)} AS "processId"
      ), m AS (
        SELECT m."id", m."variables", s."processId" FROM "PublishedMessage" m, s
        WHERE m."name" = ${name} AND m."correlationKey" = ${correlationKey} AND m."expiresAt" > now()
          AND ${isOpenTo(Prisma.sql`m`, Prisma.sql`s`)}
        ORDER BY m."publishedAt", m."id" LIMIT 1
      ), taken AS (
        INSERT INTO "MessageDelivery" ("messageId", "processId", "instanceId", "subscriptionKey", "deliveredAt")
        SELECT m."id", m."processId", ${instanceId}, ${key}, now() FROM m
      )
      SELECT "id", "processId", "variables" FROM m`;
    for (const { id, processId, variables } of rows)
      taken.push({ subscriptionKey: key, messageId: engineMessageId(id, processId), variables });
  }
  return taken;
}

/** Process of a subscription, as an SQL expression: that of the instance unless it is said. */
export function processIdOf(instanceId: string, processId: string | undefined): Prisma.Sql {
  return processId === undefined
    ? Prisma.sql`(SELECT d."key" FROM "ProcessInstance" i JOIN "ProcessDefinition" d ON d."id" = i."definitionId"
        WHERE i."id" = ${instanceId})`
    : Prisma.sql`${processId}::text`;
}

// helpers ////////////////////////////////////////////////////////////

/** Whether a message has yet to reach the process of a subscription; both are names of rows. */
function isOpenTo(message: Prisma.Sql, subscription: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`${subscription}."processId" IS DISTINCT FROM ${message}."sender" AND NOT EXISTS (
    SELECT 1 FROM "MessageDelivery" d
    WHERE d."messageId" = ${message}."id" AND d."processId" = ${subscription}."processId")`;
}

/** Whether the start event `s` is one that the message starts. */
function startsBy(message: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`s."kind" = 'MESSAGE' AND s."name" = ${message}."name"
    AND ${isOpenTo(message, Prisma.sql`s`)}
    AND s."definitionId" = ${inForce(Prisma.sql`s."processId"`, Prisma.sql`${message}."agencyCode"`)}`;
}

/** With a key an agency has one instance at a time of a process that was started by it: others wait in the buffer for its end. */
async function startByMessage(tx: Prisma.TransactionClient, id: string): Promise<void> {
  const starts = await tx.$queryRaw<(OpenStart & { key: string; variables: Record<string, unknown> })[]>`
    SELECT DISTINCT ON (s."processId") s."processId", s."definitionId", s."elementId", s."part", s."parts",
      COALESCE(s."agencyCode", p."agencyCode") AS "agencyCode", p."correlationKey" AS "key", p."variables"
    FROM "PublishedMessage" p, "StartSubscription" s
    WHERE p."id" = ${id}::uuid AND ${startsBy(Prisma.sql`p`)}
    ORDER BY s."processId", s."position"`;
  for (const { key, variables, ...start } of starts) {
    const { processId } = start;
    const running = key === '' ? null : await startedBy(tx, start, key);
    if (running !== null) {
      await tx.$executeRaw`
        INSERT INTO "MessageRematch" ("messageId", "processId", "afterInstanceId")
        SELECT "id", ${processId}, ${running} FROM "PublishedMessage" WHERE "id" = ${id}::uuid AND "expiresAt" > now()
        ON CONFLICT ("messageId", "processId") DO UPDATE SET "afterInstanceId" = ${running}`;
      continue;
    }
    const instanceId = await occur(tx, start, key, variables);
    await tx.$executeRaw`
      INSERT INTO "MessageDelivery" ("messageId", "processId", "instanceId", "deliveredAt")
      VALUES (${id}::uuid, ${processId}, ${instanceId}, now())`;
  }
}

/** The active instance that was started by that key, if there is one. Nobody else starts one before the transaction ends. */
async function startedBy(
  tx: Prisma.TransactionClient,
  { processId, agencyCode }: OpenStart,
  key: string,
): Promise<string | null> {
  await lockText(tx, `start\u0001${processId}\u0001${agencyCode ?? ''}\u0001${key}`);
  const running = await tx.processInstance.findFirst({
    where: { startKey: key, state: 'ACTIVE', agencyCode, definition: { key: processId } },
    select: { id: true },
  });
  return running?.id ?? null;
}

async function read(
  tx: Prisma.TransactionClient,
  where: Prisma.PublishedMessageWhereUniqueInput,
): Promise<PublishedMessage> {
  const row = await tx.publishedMessage.findUniqueOrThrow({
    where,
    select: {
      id: true,
      variables: true,
      deliveries: { select: { processId: true, instanceId: true, subscriptionKey: true, deliveredAt: true } },
    },
  });
  return row as PublishedMessage;
}
