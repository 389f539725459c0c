import { expect, it } from 'vitest';
import { openDatabase } from '../../prisma/database.ts';
import { testDatabase } from '../support/database.ts';

it('should keep the statements of every step prepared, and no others', async () => {
  await using database = await testDatabase();
  const db = openDatabase(database.url, { poolSize: 1 });
  try {
    for (const value of [1, 2]) {
      await db.$queryRaw`WITH instance AS (SELECT ${value}::int AS "value") SELECT "value" FROM instance`;
      await db.agency.findMany({ where: { code: { in: ['a', 'b', 'c'].slice(value) } } });
    }
    const prepared = await db.$queryRaw<
      { statement: string }[]
    >`SELECT "statement" FROM pg_prepared_statements`;
    expect(prepared.map(({ statement }) => statement.slice(0, 18))).toEqual(['WITH instance AS (']);
  } finally {
    await db.$disconnect();
  }
});
