/** `congvan deploy DIR` */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openDatabase } from '../prisma/database.ts';
import { deploy } from '../workflows/client/index.ts';
import { defaultDataFolder } from './data-folder.ts';
import { nothingRuns, runningSystem } from './running-system.ts';
import { readResources } from './scenario/scenario.ts';

const help = `Usage: congvan deploy DIR... [--agency CODE] [--check] [--data DIR]

Deploys the models, decisions and forms of each folder to the running system. What is unchanged gets no new version; running
instances stay on theirs. Nothing of a folder is deployed when it has a fault.

  --agency CODE  the process belongs to that agency (default: to the whole city)
  --check        only says what would be found

Exit codes: 0 deployed; 1 faults; 2 called wrongly.`;

export async function deployCommand(argv: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      agency: { type: 'string' },
      check: { type: 'boolean', default: false },
      data: { type: 'string', default: process.env.CONGVAN_DATA || defaultDataFolder },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help || positionals.length === 0) {
    (values.help ? console.log : console.error)(help);
    return values.help ? 0 : 2;
  }
  const missing = positionals.find((folder) => !existsSync(folder));
  if (missing) {
    console.error(`There is no folder ${missing}.`);
    return 2;
  }
  const system = await runningSystem(values.data);
  if (!system) {
    console.error(nothingRuns(values.data));
    return 1;
  }
  const db = openDatabase(system.databaseUrl, { poolSize: 2 });
  let faults = 0;
  try {
    for (const folder of positionals) {
      const { definitions, findings } = await deploy(db, {
        resources: await readResources(folder),
        actorId: null,
        agencyCode: values.agency ?? null,
        dryRun: values.check,
      });
      for (const { severity, elementId, message } of findings)
        console.log(`${severity.padEnd(7)} ${elementId ?? '-'}: ${message}`);
      for (const { key, version } of definitions) console.log(`${key} version ${version}`);
      faults += findings.filter(({ severity }) => severity === 'error').length;
    }
  } finally {
    await db.$disconnect();
  }
  return faults === 0 ? 0 : 1;
}
