import { createHash } from 'node:crypto';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { MigrationError, migrate, readMigrations } from '../../prisma/migrate.ts';
import { driftSql } from '../../prisma/schema-engine.ts';
import { testDatabase } from '../support/database.ts';

describe('migrate', () => {
  it('should make exactly the database that schema.prisma describes', async () => {
    await using database = await testDatabase();
    expect(await driftSql(database.url)).toBe('');
  });

  it('should notice a database that differs from schema.prisma', async () => {
    await using database = await testDatabase();
    await database.db.$executeRawUnsafe('alter table "Agency" drop column "nameEn"');
    expect(await driftSql(database.url)).toContain('ADD COLUMN     "nameEn"');
  });

  it('should change nothing when run again, or twice at once', async () => {
    await using database = await testDatabase();
    expect(await Promise.all([migrate(database.url), migrate(database.url)])).toEqual([[], []]);
  });

  it('should keep the books as Prisma does', async () => {
    await using database = await testDatabase();
    const rows = await query(
      database.url,
      'select migration_name, checksum, applied_steps_count, finished_at >= started_at as ordered from _prisma_migrations order by 1',
    );
    const expected = (await readMigrations()).map(({ name, sql }) => ({
      migration_name: name,
      checksum: createHash('sha256').update(sql).digest('hex'),
      applied_steps_count: 1,
      ordered: true,
    }));
    expect(rows).toEqual(expected);
  });

  it('should refuse a migration that was changed after it was applied', async () => {
    await using database = await testDatabase();
    await query(database.url, `update _prisma_migrations set checksum = repeat('0', 64)`);
    await expect(migrate(database.url)).rejects.toThrow(MigrationError);
    await expect(migrate(database.url)).rejects.toThrow('was changed after it was applied');
  });

  it('should refuse a database of a newer version', async () => {
    await using database = await testDatabase();
    await query(
      database.url,
      `insert into _prisma_migrations (id, checksum, migration_name, finished_at) values ('x', 'y', '99990101000000_later', now())`,
    );
    await expect(migrate(database.url)).rejects.toThrow('made by a newer version');
  });
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
