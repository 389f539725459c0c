/**
 * Applies prisma/migrations with Prisma's own bookkeeping (table `_prisma_migrations`, checksum = SHA-256 of the file, the same
 * advisory lock), so that this and `prisma migrate deploy` are interchangeable. Each migration is one transaction together with
 * its bookkeeping: it is there whole or not at all.
 */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

export interface Migration {
  /** "<YYYYMMDDhhmmss>_<name>" */
  name: string;
  sql: string;
  checksum: string;
}

/** A database that does not fit the migrations of this version; the message is a sentence for the operator. */
export class MigrationError extends Error {
  override name = 'MigrationError';
}

/** As Prisma's schema engine takes it. */
const advisoryLock = 72707369;

const bookkeeping = `
create table if not exists _prisma_migrations (
  id                  varchar(36) primary key not null,
  checksum            varchar(64) not null,
  finished_at         timestamptz,
  migration_name      varchar(255) not null,
  logs                text,
  rolled_back_at      timestamptz,
  started_at          timestamptz not null default now(),
  applied_steps_count integer not null default 0
)`;

/** The migrations of this version in the order in which they apply. */
export async function readMigrations(): Promise<Migration[]> {
  const folder = fileURLToPath(new URL('migrations', import.meta.url));
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names
      .sort()
      .filter((name) => existsSync(join(folder, name, 'migration.sql')))
      .map(async (name) => {
        const sql = await readFile(join(folder, name, 'migration.sql'), 'utf8');
        return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
      }),
  );
}

/**
 * Brings the database at `url` to this version. Doing it again changes nothing; two at once wait for one another.
 * @returns the names of the migrations applied now
 * @throws {MigrationError} when an applied migration was changed since, failed half way, or is unknown to this version
 */
export async function migrate(url: string, onStep?: (name: string) => void): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [advisoryLock]);
    await client.query(bookkeeping);
    const pending = await findPending(client);
    for (const migration of pending) {
      onStep?.(migration.name);
      await apply(client, migration);
    }
    return pending.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

async function findPending(client: pg.Client): Promise<Migration[]> {
  const migrations = await readMigrations();
  const { rows } = await client.query<{ name: string; checksum: string; finished: boolean }>(
    `select migration_name as name, checksum, finished_at is not null as finished
     from _prisma_migrations where rolled_back_at is null`,
  );
  const applied = new Map(rows.map((row) => [row.name, row]));
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of applied.values()) {
    const migration = known.get(row.name);
    if (!migration)
      throw new MigrationError(
        `The database holds the migration ${row.name}, which this version does not know: it was made by a newer version. Start that one, or restore a backup.`,
      );
    if (!row.finished)
      throw new MigrationError(
        `The migration ${row.name} failed half way: resolve it with "prisma migrate resolve".`,
      );
    if (row.checksum !== migration.checksum)
      throw new MigrationError(
        `The migration ${row.name} was changed after it was applied: restore its file.`,
      );
  }
  return migrations.filter(({ name }) => !applied.has(name));
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(sql);
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       values ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new MigrationError(`The migration ${name} could not be applied: ${(error as Error).message}`);
  }
}
