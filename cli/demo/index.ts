/** `congvan demo`: plays documents through every branch of every standard process, against the running system. */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { openDatabase } from '../../prisma/database.ts';
import { runningSystem } from '../running-system.ts';
import { backDate } from './back-date.ts';
import { type Branch, schedule } from './branches.ts';
import { DemoClient } from './client.ts';
import type { DemoFile } from './documents.ts';
import { Play, type Stage } from './play.ts';
import { createRandom } from './random.ts';
import { setStage } from './stage.ts';
import { StepTimes } from './statistics.ts';

const help = `Usage: npm run demo [-- --count N] [-- --documents DIR]

Plays documents through every branch of every standard process on the running system (start it with npm start).

  --count N        how many (default 100)
  --documents DIR  submit the files of a folder as they are, instead of documents made for the purpose
  --data DIR       data folder of the system (default .congvan)
  --parallel N     how many at a time (default 4)
  --seed N         another seed makes other documents (default 1)

Exit codes: 0 all played; 1 some did not come through; 2 called wrongly, or nothing is running.`;

/** @returns the exit code */
export async function demoCommand(argv: string[]): Promise<number> {
  const options = readOptions(argv);
  if (typeof options === 'number') return options;
  const system = await runningSystem(options.data);
  if (!system) {
    console.error(`Nothing runs on ${options.data}: start the system with "npm start" first.`);
    return 2;
  }
  await using db = disposable(openDatabase(system.databaseUrl));
  const times = new StepTimes();
  const stage = await setStage(async (account) => new DemoClient(system.url, await system.token(account)), {
    random: createRandom(options.seed),
    given: options.documents === null ? null : await readFolder(options.documents),
    backDate: (documentId, days) => backDate(db.client, documentId, days),
    timed: (step, milliseconds) => times.add(step, milliseconds),
  });
  const started = performance.now();
  const results = await playAll(stage, schedule(options.count), options.parallel);
  report(results, times, performance.now() - started);
  return results.every(({ problem }) => problem === null) ? 0 : 1;
}

interface Options {
  count: number;
  parallel: number;
  seed: number;
  data: string;
  documents: string | null;
}

function readOptions(argv: string[]): Options | number {
  const { values } = parseArgs({
    args: argv,
    options: {
      count: { type: 'string', default: '100' },
      parallel: { type: 'string', default: '4' },
      seed: { type: 'string', default: '1' },
      data: { type: 'string', default: '.congvan' },
      documents: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const [count, parallel, seed] = [values.count, values.parallel, values.seed].map(Number) as [
    number,
    number,
    number,
  ];
  if (![count, parallel, seed].every((value) => Number.isInteger(value) && value > 0)) {
    console.error('--count, --parallel and --seed take a whole number above 0.');
    return 2;
  }
  return { count, parallel, seed, data: values.data, documents: values.documents ?? null };
}

// playing ////////////////////////////////////////////////////////////

interface Result {
  branch: Branch;
  problem: string | null;
}

async function playAll(stage: Stage, plan: Branch[], parallel: number): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = plan.map((branch, index) => ({ branch, number: index + 1 }));
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { branch, number } = next;
      const problem = await branch.play(new Play(stage, number)).then(
        () => null,
        (error: unknown) => `document ${number}: ${error instanceof Error ? error.message : String(error)}`,
      );
      results.push({ branch, problem });
      showProgress(results.length, plan.length, branch.name);
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, plan.length) }, worker));
  if (process.stderr.isTTY) process.stderr.write('\n');
  return results;
}

function showProgress(done: number, all: number, name: string): void {
  const bar = '█'.repeat(Math.round((done / all) * 30)).padEnd(30, '░');
  const line = `${bar} ${String(done).padStart(String(all).length)}/${all} ${name}`;
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
  else if (done % 10 === 0 || done === all) process.stderr.write(`${line}\n`);
}

function report(results: Result[], times: StepTimes, milliseconds: number): void {
  const counts = new Map<string, number>();
  for (const { branch } of results) counts.set(branch.name, (counts.get(branch.name) ?? 0) + 1);
  console.log(`\n${results.length} documents in ${(milliseconds / 1000).toFixed(1)} s:`);
  for (const [name, count] of counts) console.log(`  ${String(count).padStart(4)}  ${name}`);
  console.log('\nHow long each human step took to be answered:');
  for (const row of times.table()) console.log(`  ${row}`);
  const problems = results.flatMap(({ branch, problem }) => (problem ? [`${branch.name}: ${problem}`] : []));
  if (problems.length > 0)
    console.log(`\n${problems.length} did not come through:\n  ${problems.join('\n  ')}`);
  console.log(
    '\nDeadlines of the overdue documents were dated back by 30 days, so that overdue can be seen today.',
  );
}

// files ////////////////////////////////////////////////////////////

const mediaTypes: Record<string, string> = {
  '.pdf': 'application/pdf',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
};

async function readFolder(folder: string): Promise<DemoFile[]> {
  const names = (await readdir(folder)).filter((name) => mediaTypes[extname(name).toLowerCase()]).sort();
  if (names.length === 0)
    throw new Error(
      `${folder} has no file of a kind that can be submitted (${Object.keys(mediaTypes).join(', ')}).`,
    );
  return Promise.all(
    names.map(async (name) => ({
      name,
      mediaType: mediaTypes[extname(name).toLowerCase()] ?? '',
      content: await readFile(join(folder, name)),
    })),
  );
}

const disposable = (client: ReturnType<typeof openDatabase>) => ({
  client,
  [Symbol.asyncDispose]: () => client.$disconnect(),
});
