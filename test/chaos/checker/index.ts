/**
 * What is missing, double or otherwise than it should be after a run: read from Postgres, the stored files and Temporal's histories by code
 * of its own, which shares nothing with what wrote them.
 */
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { openDatabase } from '../../../prisma/database.ts';
import { rebuild } from '../../../workflows/client/index.ts';
import { checkDatabase } from './database.ts';
import { checkFiles } from './files.ts';
import { checkHistories } from './histories.ts';
import type { Finding, Ledger } from './ledger.ts';
import { type Look, overlooked } from './planted-faults.ts';

export interface Place {
  databaseUrl: string;
  /** host:port */
  temporalAddress: string;
  filesFolder: string;
}

export interface Verdict {
  findings: Finding[];
  /** Planted faults that were not found. */
  overlooked: string[];
}

/** Nothing may be under way any more. */
export async function check(
  { databaseUrl, temporalAddress, filesFolder }: Place,
  ledger: Ledger,
): Promise<Verdict> {
  const db = new pg.Client({ connectionString: databaseUrl });
  await db.connect();
  const connection = await Connection.connect({ address: temporalAddress });
  try {
    const temporal = new Client({ connection });
    const findings: Finding[] = [
      ...(await checkDatabase(db, ledger)),
      ...(await checkFiles(db, filesFolder)),
      ...(await checkHistories(db, temporal, ledger)),
      ...(await checkProjection(databaseUrl)),
    ];
    const look: Look = (law, told) => {
      // One of each way is enough to see whether a planted fault is found where all would take long.
      if (law === 'temporal') return checkHistories(db, temporal, { ...told, scripts: [] });
      if (law === 'projection')
        return checkProjection(
          databaseUrl,
          told.yardsticks.map(({ instanceId }) => instanceId),
        );
      return law === 'file' ? checkFiles(db, filesFolder) : checkDatabase(db, told);
    };
    return { findings, overlooked: await overlooked(db, ledger, look) };
  } finally {
    await connection.close();
    await db.end();
  }
}

/** What `congvan rebuild` makes of the command log is what is there: here the product is asked, for its log is its own. */
async function checkProjection(databaseUrl: string, instanceIds?: string[]): Promise<Finding[]> {
  const db = openDatabase(databaseUrl, { poolSize: 2 });
  const findings: Finding[] = [];
  try {
    for await (const verdicts of rebuild(db, instanceIds ? { instanceIds } : {}))
      for (const { instanceId, outcome, problem, differences } of verdicts)
        if (outcome !== 'equal')
          findings.push({
            law: 'projection',
            what: `${instanceId} is ${outcome}: ${problem ?? JSON.stringify(differences[0])}`,
          });
  } finally {
    await db.$disconnect();
  }
  return findings;
}
