import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isTransient } from '../../../activities/projection/transient.ts';
import { isOutage } from '../../../graphql/plugins/outage.ts';
import type { PrismaClient } from '../../../prisma/client/client.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

/** What is thrown by work that waits for a table when the database ends its connection. */
async function thrownWhenTerminated(work: (db: PrismaClient) => Promise<unknown>): Promise<unknown> {
  const clients = [0, 1].map(() => new pg.Client({ connectionString: database.url }));
  for (const client of clients) await client.connect();
  const [locker, operator] = clients;
  try {
    await locker?.query('BEGIN; LOCK TABLE "Person"');
    const thrown = work(database.db).then(
      () => null,
      (error: unknown) => error,
    );
    await expect
      .poll(() =>
        operator
          ?.query(
            `SELECT pg_terminate_backend("pid") FROM pg_stat_activity
             WHERE "datname" = current_database() AND "wait_event_type" = 'Lock'`,
          )
          .then(({ rowCount }) => rowCount),
      )
      .toBe(1);
    return await thrown;
  } finally {
    for (const client of clients) await client.end();
  }
}

describe('a database that ends a connection', () => {
  it.each<[string, (db: PrismaClient) => Promise<unknown>]>([
    ['a question', (db) => db.person.findMany()],
    ['a statement of SQL', (db) => db.$queryRaw`SELECT * FROM "Person"`],
    ['a transaction', (db) => db.$transaction((tx) => tx.person.findMany())],
  ])('should be a reason to do %s again', async (_, work) => {
    const error = await thrownWhenTerminated(work);
    expect({ error, again: isTransient(error), told: isOutage(error) }).toMatchObject({
      again: true,
      told: true,
    });
  });
});
