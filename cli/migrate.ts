/** `congvan migrate` */
import { parseArgs } from 'node:util';
import { MigrationError, migrate } from '../prisma/migrate.ts';
import { defaultDataFolder } from './data-folder.ts';
import { nothingRuns, runningSystem } from './running-system.ts';

const help = `Usage: congvan migrate [--data DIR]

Brings the database (DATABASE_URL, or that of the running system) to this version. Doing it again changes nothing.
"congvan up" does it at every start.`;

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
    return 0;
  } catch (error) {
    console.error(
      error instanceof MigrationError
        ? error.message
        : `The database does not answer: ${(error as Error).message}`,
    );
    return 1;
  }
}
