/** `congvan rebuild` */
import { parseArgs } from 'node:util';
import { openDatabase } from '../prisma/database.ts';
import {
  countInstances,
  type Difference,
  type RebuildOptions,
  rebuild,
  type Verdict,
} from '../workflows/client/index.ts';
import { defaultDataFolder } from './data-folder.ts';
import { startProgress } from './progress.ts';
import { type RunningSystem, withRunningSystem } from './running-system.ts';

const help = `Usage: congvan rebuild [INSTANCE...] [--repair] [--after INSTANCE] [--json] [--data DIR]

Makes the whole read model of running work anew (instances, events, tasks, incidents, subscriptions) from the log of
what each instance was ever given, and compares it with the one that is there, row by row. What differs is printed. Work goes on
meanwhile. Documents, registers and messages are no part of it: they are what the work has brought about.

  INSTANCE          only these; default: all
  --repair          puts the rebuilt rows in the place of those that differ, each instance in one transaction
  --after INSTANCE  goes on behind that one, where a run was interrupted
  --json            one line of JSON for each instance that differs, then one with the sums
  --data DIR        data folder of the running system (default: .congvan); DATABASE_URL says it as well

Exit codes: 0 equal, or all that differed is repaired; 1 something differs or cannot be rebuilt; 2 called wrongly;
130 interrupted.`;

export async function rebuildCommand(argv: string[]): Promise<number> {
  const asked = readOptions(argv);
  if (typeof asked === 'number') return asked;
  return await withRunningSystem(asked.data, (system) => rebuildAll(system, asked));
}

interface Asked {
  options: RebuildOptions;
  json: boolean;
  data: string;
}

function readOptions(argv: string[]): Asked | number {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        repair: { type: 'boolean', default: false },
        after: { type: 'string' },
        json: { type: 'boolean', default: false },
        data: { type: 'string', default: process.env.CONGVAN_DATA || defaultDataFolder },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) {
      console.log(help);
      return 0;
    }
    const { repair, after, json, data } = values;
    const options: RebuildOptions = {
      repair,
      ...(after === undefined ? {} : { after }),
      ...(positionals.length > 0 ? { instanceIds: positionals } : {}),
    };
    return { options, json, data };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`);
    return 2;
  }
}

async function rebuildAll({ databaseUrl }: RunningSystem, { options, json }: Asked): Promise<number> {
  const db = openDatabase(databaseUrl, { poolSize: 2 });
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once('SIGINT', stop);
  const progress = startProgress('instances', await countInstances(db, options));
  const sums = { equal: 0, different: 0, damaged: 0, repaired: 0 };
  let events = 0;
  let last = options.after ?? null;
  try {
    for await (const verdicts of rebuild(db, options)) {
      for (const verdict of verdicts) {
        sums[verdict.outcome]++;
        events += verdict.events;
        if (verdict.outcome === 'equal') continue;
        if (json) console.log(JSON.stringify(verdict));
        else for (const line of describe(verdict)) console.log(line);
      }
      last = verdicts.at(-1)?.instanceId ?? last;
      progress.advance(verdicts.length);
      if (stopping.signal.aborted) break;
    }
  } finally {
    process.off('SIGINT', stop);
    progress.end();
    await db.$disconnect();
  }
  const { done, seconds, perSecond } = progress;
  const unknown = (options.instanceIds?.length ?? done) - done;
  const isInterrupted = stopping.signal.aborted && done < progress.total;
  if (json) console.log(JSON.stringify({ instances: done, events, ...sums, unknown, seconds, perSecond }));
  else
    console.log(
      `${done} instances with ${events} events in ${seconds} s (${perSecond} instances a second): ` +
        `${sums.equal} equal, ${sums.different} different, ${sums.repaired} repaired, ${sums.damaged} that cannot be rebuilt`,
    );
  if (isInterrupted) {
    console.error(`Interrupted. Go on with: congvan rebuild --after ${last}`);
    return 130;
  }
  if (unknown > 0) console.error(`${unknown} of those that were named are not there.`);
  return sums.different + sums.damaged + unknown === 0 ? 0 : 1;
}

// as text /////////////////////////////////////////////////////////////////////////////////////////

function describe({ instanceId, outcome, problem, differences }: Verdict): string[] {
  return [
    `${instanceId}: ${problem === null ? outcome : `cannot be rebuilt. ${problem}`}`,
    ...differences.map(describeDifference),
  ];
}

function describeDifference({ table, row, column, stored, rebuilt }: Difference): string {
  if (column !== null) return `  ${table} ${row} ${column}: stored ${text(stored)}, rebuilt ${text(rebuilt)}`;
  return stored === null
    ? `  ${table} ${row} is missing: ${text(rebuilt)}`
    : `  ${table} ${row} should not be there: ${text(stored)}`;
}

function text(value: unknown): string {
  const json = JSON.stringify(value);
  return json.length > 200 ? `${json.slice(0, 200)}…` : json;
}
