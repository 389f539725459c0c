/**
 * `npm run migration -- NAME`: writes prisma/migrations/<time>_NAME/migration.sql with what schema.prisma says beyond the
 * migrations that are there. Read it before committing it: a renamed column, for one, shows as dropped and added.
 */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate } from '../prisma/migrate.ts';
import { driftSql } from '../prisma/schema-engine.ts';
import { freePort } from './free-port.ts';
import { startPostgres } from './postgres.ts';

const name = process.argv[2];
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  console.error('Usage: npm run migration -- NAME   (small letters, digits and _)');
  process.exit(2);
}

const folder = await mkdtemp(join(tmpdir(), 'congvan-migration-'));
await chmod(folder, 0o755);
const postgres = await startPostgres({
  folder: join(folder, 'cluster'),
  port: await freePort(),
  password: 'migration',
  logFile: join(folder, 'postgres.log'),
  durable: false,
});
try {
  await migrate(postgres.url('postgres'));
  const sql = await driftSql(postgres.url('postgres'));
  if (!sql) {
    console.log('schema.prisma says nothing beyond the migrations: nothing written.');
  } else {
    const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
    const target = fileURLToPath(new URL(`../prisma/migrations/${stamp}_${name}/`, import.meta.url));
    await mkdir(target, { recursive: true });
    await writeFile(join(target, 'migration.sql'), sql);
    console.log(`${target}migration.sql`);
  }
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
