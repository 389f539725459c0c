/** `congvan migrate` */
import { parseArgs } from 'node:util';
import { openDatabase } from '../prisma/database.ts';
import { MigrationError, migrate } from '../prisma/migrate.ts';
import { loadReferenceData } from '../prisma/reference-data/index.ts';
import { defaultDataFolder } from './data-folder.ts';
import { nothingRuns, runningSystem } from './running-system.ts';
import { deployStandardProcesses, StandardProcessError } from './standard-processes.ts';

const help = `Usage: congvan migrate [--data DIR]

Brings the database (DATABASE_URL, or that of the running system) to this version: its schema, the reference data that is
missing, and the standard processes. Doing it again changes nothing. "congvan up" does it at every start.`;

export async function migrateCommand(argv: string[]): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      data: { type: 'string', default: process.env.CONGVAN_DATA || defaultDataFolder },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const url = process.env.DATABASE_URL || (await runningSystem(values.data))?.databaseUrl;
  if (!url) {
    console.error(`${nothingRuns(values.data)} Or set DATABASE_URL.`);
    return 1;
  }
  try {
    const applied = await migrate(url, (name) => console.log(`applying ${name}`));
    console.log(applied.length === 0 ? 'The database is at this version.' : `Applied: ${applied.length}.`);
    await fill(url);
    return 0;
  } catch (error) {
    console.error(
      error instanceof MigrationError || error instanceof StandardProcessError
        ? error.message
        : `The database does not answer: ${(error as Error).message}`,
    );
    return 1;
  }
}

/** What a fresh database needs before anybody can submit a document; what is there stays. */
async function fill(url: string): Promise<void> {
  const db = openDatabase(url, { poolSize: 1 });
  try {
    await loadReferenceData(db);
    await deployStandardProcesses(db, (folder) => console.log(`standard process ${folder}`));
  } finally {
    await db.$disconnect();
  }
}
