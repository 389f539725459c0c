import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type MessageToPublish,
  publishInTransaction,
} from '../../../activities/projection/message-matching.ts';
import { throwInTransaction } from '../../../activities/projection/signal-throwing.ts';
import { removeSettled } from '../../../workflows/client/index.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

const dayMs = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * dayMs);

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const publish = (messageId: string, more: Partial<MessageToPublish> = {}) =>
  database.db.$transaction((tx) =>
    publishInTransaction(tx, {
      ...{ messageId, name: 'reply', correlationKey: messageId, variables: {}, timeToLive: 0 },
      ...more,
    }),
  );

const throwSignal = (signalId: string) =>
  database.db.$transaction((tx) =>
    throwInTransaction(tx, { name: 'storm', signalId, variables: {}, agencyCode: null }),
  );

/** As if all of it had happened so many days earlier. */
async function passDays(days: number): Promise<void> {
  const { db } = database;
  const span = `${days} days`;
  await db.$executeRaw`UPDATE "PublishedMessage"
    SET "publishedAt" = "publishedAt" - ${span}::interval, "expiresAt" = "expiresAt" - ${span}::interval`;
  await db.$executeRaw`UPDATE "MessageDelivery" SET "deliveredAt" = "deliveredAt" - ${span}::interval`;
  await db.$executeRaw`UPDATE "SignalBroadcast"
    SET "thrownAt" = "thrownAt" - ${span}::interval, "completedAt" = "completedAt" - ${span}::interval`;
}

const subscribe = (correlationKey: string) =>
  database.db.messageSubscription.create({
    data: {
      ...{ instanceId: `waits for ${correlationKey}`, key: '1', name: 'reply', correlationKey },
      ...{ elementId: 'catch', processId: 'p' },
    },
  });

const remaining = async () =>
  (await database.db.publishedMessage.findMany({ orderBy: { messageId: 'asc' } })).map(
    ({ messageId }) => messageId,
  );

describe('settled messages and signals', () => {
  it('should be removed when they are old, and no others', async () => {
    const { db } = database;
    // given messages of every kind, and one that is delivered late
    await publish('a: nobody took it');
    for (const key of ['b: delivered', 'c: on its way', 'd: delivered late']) {
      await subscribe(key);
      await publish(key);
    }
    await publish('e: lives long', { timeToLive: 105 * dayMs });
    const { id: looked } = await publish('f: looked at again');
    await db.messageRematch.create({ data: { messageId: looked, processId: 'p' } });
    const deliver = (messageId: string) =>
      db.messageDelivery.updateMany({
        where: { message: { messageId } },
        data: { deliveredAt: new Date() },
      });
    await deliver('b: delivered');
    await throwSignal('heard');
    await throwSignal('under way');
    await db.signalBroadcast.updateMany({ where: { signalId: 'under way' }, data: { completedAt: null } });

    // when
    await passDays(100);
    await deliver('d: delivered late');
    await publish('g: of today');
    await throwSignal('today');
    expect(await removeSettled(db, ago(101))).toEqual({ messages: 0, signals: 0, mails: 0 });
    expect(await removeSettled(db, ago(90), 1)).toEqual({ messages: 2, signals: 1, mails: 0 });

    // then
    expect(await remaining()).toEqual([
      'c: on its way',
      'd: delivered late',
      'e: lives long',
      'f: looked at again',
      'g: of today',
    ]);
    const signals = await db.signalBroadcast.findMany({ orderBy: { signalId: 'asc' } });
    expect(signals.map(({ signalId }) => signalId)).toEqual(['today', 'under way']);

    // and they go in their turn
    await db.messageRematch.deleteMany();
    await deliver('c: on its way');
    await passDays(100);
    expect(await removeSettled(db, ago(90))).toEqual({ messages: 5, signals: 1, mails: 0 });
    expect(await db.messageDelivery.count()).toBe(0);
  });

  it('should be the same when they are repeated for as long as they are kept', async () => {
    const { db } = database;
    const messageId = randomUUID();
    await subscribe(messageId);
    const first = await publish(messageId);
    await db.messageDelivery.updateMany({ data: { deliveredAt: new Date() } });
    const signal = await throwSignal(messageId);
    await passDays(89);
    await removeSettled(db, ago(90));
    expect((await publish(messageId)).id).toBe(first.id);
    expect((await throwSignal(messageId)).id).toBe(signal.id);
    await passDays(2);
    await removeSettled(db, ago(90));
    expect((await publish(messageId)).id).not.toBe(first.id);
    expect((await throwSignal(messageId)).id).not.toBe(signal.id);
  });
});

describe('mails', () => {
  it('should be removed long after they were sent or given up, and not while they wait', async () => {
    const { db } = database;
    const mail = (madeBy: string, written: number, rest: { sentAt?: Date; nextAttemptAt?: Date | null }) => ({
      ...{ madeBy, personId: randomUUID(), to: 'a@congvan.example', subject: '', text: '' },
      ...{ createdAt: ago(written), ...rest },
    });
    await db.outgoingMail.createMany({
      data: [
        mail('given up', 91, { nextAttemptAt: null }),
        mail('given up lately', 89, { nextAttemptAt: null }),
        mail('sent', 91, { sentAt: ago(91), nextAttemptAt: null }),
        mail('sent late', 91, { sentAt: ago(89), nextAttemptAt: null }),
        mail('waits', 91, {}),
      ],
    });
    expect(await removeSettled(db, ago(90), 1)).toMatchObject({ mails: 2 });
    const kept = await db.outgoingMail.findMany({ orderBy: { madeBy: 'asc' } });
    expect(kept.map(({ madeBy }) => madeBy)).toEqual(['given up lately', 'sent late', 'waits']);
  });
});
