/** `congvan restore-instances` */
import { parseArgs } from 'node:util';
import { Connection } from '@temporalio/client';
import { openDatabase } from '../prisma/database.ts';
import {
  countOpenInstances,
  type Restored,
  type RestoreOptions,
  restoreInstances,
  temporalClient,
} from '../workflows/client/index.ts';
import { defaultDataFolder } from './data-folder.ts';
import { startProgress } from './progress.ts';
import { type RunningSystem, withRunningSystem } from './running-system.ts';

const help = `Usage: congvan restore-instances [INSTANCE...] [--dry-run] [--replace] [--json] [--data DIR]

Starts every open instance whose workflow Temporal has lost again, from where the log of what it was given leads: after the loss of a
Temporal namespace, with the same database. Timers keep their due times, those that are overdue fire at once; tasks keep their
ids and who has claimed them; jobs that were running outside run again under the key that they had. What runs is left alone, so
it may be stopped and run again.

  INSTANCE    only these; default: all that are open
  --dry-run   says what is lost, and whether its log leads anywhere; starts nothing
  --replace   of an instance that is named and runs: terminates it, and starts it again from its log
  --json      one line of JSON for each instance that was lost, then one with the sums
  --data DIR  data folder of the running system (default: .congvan); DATABASE_URL and TEMPORAL_ADDRESS say it as well

Where histories are encrypted it needs their keys: PAYLOAD_KEYS or PAYLOAD_KEYS_FILE, as the running system has them.

Exit codes: 0 all that were looked at run, or have ended; 1 some are lost, or could not be restored; 2 called wrongly;
130 interrupted.`;

export async function restoreCommand(argv: string[]): Promise<number> {
  const asked = readOptions(argv);
  if (typeof asked === 'number') return asked;
  return await withRunningSystem(asked.data, (system) => restoreAll(system, asked));
}

interface Asked {
  options: RestoreOptions;
  json: boolean;
  data: string;
}

function readOptions(argv: string[]): Asked | number {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        'dry-run': { type: 'boolean', default: false },
        replace: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        data: { type: 'string', default: process.env.CONGVAN_DATA || defaultDataFolder },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) {
      console.log(help);
      return 0;
    }
    const { 'dry-run': isDryRun, replace, json, data } = values;
    if (replace && positionals.length === 0)
      throw new Error('Expected the instances that --replace may terminate, but none is named.');
    const named = positionals.length > 0 ? { instanceIds: positionals } : {};
    return { options: { isDryRun, replace, ...named }, json, data };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`);
    return 2;
  }
}

async function restoreAll({ configuration }: RunningSystem, { options, json }: Asked): Promise<number> {
  const { databaseUrl, temporalAddress, temporalNamespace: namespace, payloadKeys: keys } = configuration;
  const db = openDatabase(databaseUrl, { poolSize: 8 });
  const connection = Connection.lazy({ address: temporalAddress });
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once('SIGINT', stop);
  const progress = startProgress('instances', await countOpenInstances(db, options));
  const sums = { restored: 0, lost: 0, running: 0, resting: 0, ended: 0, failed: 0 };
  try {
    const context = {
      db,
      timersAreSwept: true,
      temporal: temporalClient({ connection, namespace, db, keys }),
    };
    for await (const page of restoreInstances(context, options)) {
      for (const restored of page) {
        sums[restored.outcome]++;
        if (restored.outcome === 'running' && options.instanceIds === undefined) continue;
        console.log(json ? JSON.stringify(restored) : describe(restored));
      }
      progress.advance(page.length);
      if (stopping.signal.aborted) break;
    }
  } finally {
    process.off('SIGINT', stop);
    progress.end();
    await connection.close();
    await db.$disconnect();
  }
  const { done, seconds, perSecond } = progress;
  if (json) console.log(JSON.stringify({ instances: done, ...sums, seconds, perSecond }));
  else
    console.log(
      `${done} instances in ${seconds} s (${perSecond} a second): ${sums.restored} restored, ` +
        `${sums.lost} lost, ${sums.running} running already, ${sums.resting} at rest, ${sums.ended} ended, ${sums.failed} failed`,
    );
  if (stopping.signal.aborted && done < progress.total) {
    console.error('Interrupted. Run it again: what runs is left alone.');
    return 130;
  }
  return sums.failed + sums.lost === 0 ? 0 : 1;
}

function describe({ instanceId, outcome, sequence, problem }: Restored): string {
  switch (outcome) {
    case 'restored':
      return `${instanceId}: restored, goes on after event ${sequence}`;
    case 'lost':
      return `${instanceId}: lost, would go on after event ${sequence}`;
    case 'running':
      return `${instanceId}: runs, and was left alone`;
    case 'resting':
      return `${instanceId}: rests in the database, and needs no workflow`;
    case 'ended':
      return `${instanceId}: has ended`;
    case 'failed':
      return `${instanceId}: failed. ${problem}`;
  }
}
