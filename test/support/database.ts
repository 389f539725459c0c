import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import type { PrismaClient } from '../../prisma/client/client.ts';
import { openDatabase } from '../../prisma/database.ts';
import { templateName } from './template-database.ts';

export interface TestDatabase extends AsyncDisposable {
  /** Connection string, for processes and pools of the test's own. */
  url: string;
  db: PrismaClient;
}

/**
 * A database of the test's own: migrated, with reference data and demo accounts, gone when it is disposed of.
 * @example await using database = await testDatabase();
 * @example const database = await testDatabase(); afterAll(() => database[Symbol.asyncDispose]());
 */
export async function testDatabase(): Promise<TestDatabase> {
  const response = await fetch(inject('databaseServer'));
  const adminUrl = await response.text();
  if (!response.ok) throw new Error(`The shared PostgreSQL did not start: ${adminUrl}`);
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await execute(adminUrl, `create database ${name} template ${templateName} strategy file_copy`);
  const url = adminUrl.replace(/\/postgres$/, `/${name}`);
  const db = openDatabase(url);
  return {
    url,
    db,
    async [Symbol.asyncDispose]() {
      await db.$disconnect();
      await execute(adminUrl, `drop database ${name} with (force)`);
    },
  };
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
