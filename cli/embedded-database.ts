/** The database of a system on this machine: PostgreSQL in its data folder, and what a fresh one is filled with. */
import { join } from 'node:path';
import { openDatabase } from '../prisma/database.ts';
import { loadDemoAccounts, loadReferenceData } from '../prisma/reference-data/index.ts';
import type { Configuration } from './configuration.ts';
import { databasePassword } from './keys.ts';
import { ensureDatabase, startPostgres } from './postgres.ts';
import { deployStandardProcesses } from './standard-processes.ts';
import { lost, note, onFreePorts, type System, shorten, stopWith } from './supervisor.ts';

const preferredPort = 54_329;

/** Part `postgres` with these settings, unless DATABASE_URL names one that runs already. @returns connection string of the database `congvan` */
export async function startDatabase(
  system: System,
  folder: string,
  settings: Record<string, string> = {},
): Promise<string> {
  const given = process.env.DATABASE_URL;
  if (given) return given;
  return system.steps.step('PostgreSQL', async () => {
    const logFile = join(folder, 'logs', 'postgres.log');
    await shorten(logFile);
    const password = await databasePassword(join(folder, 'keys'));
    const postgres = await onFreePorts([preferredPort], ([port]) =>
      startPostgres({
        folder: join(folder, 'postgres'),
        port,
        password,
        logFile,
        durable: true,
        settings,
        onSpawn: (pid) => note(system, folder, 'postgres', pid),
      }),
    );
    stopWith(system, 'postgres', postgres.stop);
    void postgres.exited.then(() => lost(system, 'PostgreSQL', logFile));
    if (postgres.folder !== join(folder, 'postgres'))
      system.steps.line(
        `  The database lies in ${postgres.folder}: as root, PostgreSQL runs as a user who may not enter ${folder}.`,
      );
    await ensureDatabase(postgres, 'congvan');
    return postgres.url('congvan');
  });
}

/** Reference data, demo accounts where sign-in is the embedded one, and the standard processes. */
export async function fillDatabase(system: System, url: string, { oidc }: Configuration): Promise<void> {
  const { step } = system.steps;
  const db = openDatabase(url, { poolSize: 4 });
  try {
    await step(oidc.embedded ? 'Reference data and demo accounts' : 'Reference data', async () => {
      await loadReferenceData(db);
      if (oidc.embedded) await loadDemoAccounts(db);
    });
    await step('Standard processes', (tell) => deployStandardProcesses(db, tell));
  } finally {
    await db.$disconnect();
  }
}
