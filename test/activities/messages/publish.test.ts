import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publish } from '../../../activities/messages/publish.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { runTransactional } from '../support/jobs.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

describe('message.publish', () => {
  it('should reach who waits for it, or wait itself, once for each job', async () => {
    const { db } = database;
    await db.messageSubscription.create({
      data: {
        ...{ instanceId: 'other', key: '7', name: 'reply.ready', correlationKey: 'A' },
        ...{ elementId: 'Catch_1', processId: 'other-process' },
      },
    });
    const send = (correlationKey: string, id: string) =>
      runTransactional(
        db,
        publish,
        { correlationKey, payload: { number: '05' } },
        { id, headers: { messageName: 'reply.ready' } },
      );
    await send('A', 'm:1');
    await send('A', 'm:1');
    await send('B', 'm:2');
    const messages = await db.publishedMessage.findMany({
      orderBy: { messageId: 'asc' },
      include: { deliveries: true },
    });
    expect(
      messages.map(({ messageId, deliveries, variables }) => [
        messageId,
        deliveries.map(({ instanceId }) => instanceId),
        variables,
      ]),
    ).toEqual([
      ['m:1', ['other'], { number: '05' }],
      ['m:2', [], { number: '05' }],
    ]);
  });

  it('should need a name', async () => {
    await expect(runTransactional(database.db, publish, { correlationKey: 'A' })).rejects.toThrow();
  });
});
