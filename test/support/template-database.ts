import { existsSync } from 'node:fs';
import { ensureDatabase, type RunningPostgres } from '../../cli/postgres.ts';
import { openDatabase } from '../../prisma/database.ts';
import { migrate } from '../../prisma/migrate.ts';

export const templateName = 'congvan_template';

/** Migrates the database that every test database is a copy of, and loads reference data and demo accounts. */
export async function fillTemplate(postgres: RunningPostgres): Promise<void> {
  await ensureDatabase(postgres, templateName);
  await migrate(postgres.url(templateName));
  const referenceData = new URL('../../prisma/reference-data/index.ts', import.meta.url);
  if (!existsSync(referenceData)) return;
  const { loadReferenceData, loadDemoAccounts } = await import(referenceData.href);
  const db = openDatabase(postgres.url(templateName));
  try {
    await loadReferenceData(db);
    await loadDemoAccounts(db);
  } finally {
    await db.$disconnect();
  }
}
