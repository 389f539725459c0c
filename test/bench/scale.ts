/** `npm run bench -- scale`: see the help below. What it found is in docs/scale.md. */
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { freePort } from '../../cli/free-port.ts';
import { ensureDatabase, startPostgres } from '../../cli/postgres.ts';
import { migrate } from '../../prisma/migrate.ts';
import { startSystem } from './durable/system.ts';
import { measureChildren, measureLarge, measureMigration, measureOpen } from './scale/running-work.ts';
import { type ListFigure, measureLists } from './scale/task-lists.ts';
import { makeTaskRows } from './scale/task-rows.ts';

const help = `Usage: npm run bench -- scale [--instances N] [--full] [--tasks N] [--only PART] [--resume] [--json]

  lists   the task lists (mine, my groups', overdue, any order, search) over N tasks and ten times as many events
  open    N instances, each with a deadline: half fall due in the same minute; then a signal to all of them; then half of them go to
          another version
  migration  N instances go to another version by a batch, which is checked, paused, gone on with, and rolled back
  steps   one instance of 50,000 jobs, one after the other
  items   one multi-instance over 100,000 items
  children  the same items as child workflows of one written by hand, 100 at once, beside one multi-instance

  --instances N   default 20,000; --full: 100,000. Of the batch half as many
  --tasks N       default 1,000,000
  --steps N, --items N, --children N   of the single instances; children: 1,000, at most 5,000 (events of one history)
  --only PART     one of the parts
  --resume        parts that an earlier, interrupted run has finished are taken from it
  --json          the figures on standard output, all else on standard error`;

const parts = ['lists', 'open', 'migration', 'steps', 'items', 'children'] as const;
type Part = (typeof parts)[number];

const { values } = parseArgs({
  options: {
    instances: { type: 'string' },
    full: { type: 'boolean', default: false },
    tasks: { type: 'string', default: '1000000' },
    steps: { type: 'string', default: '50000' },
    items: { type: 'string', default: '100000' },
    children: { type: 'string', default: '1000' },
    only: { type: 'string' },
    resume: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) {
  console.log(help);
  process.exit(0);
}
const sizes = {
  instances: Number(values.instances ?? (values.full ? 100_000 : 20_000)),
  tasks: Number(values.tasks),
  steps: Number(values.steps),
  items: Number(values.items),
  children: Number(values.children),
};
const isKnown = values.only === undefined || parts.some((part) => part === values.only);
if (!isKnown || !Object.values(sizes).every((size) => Number.isInteger(size) && size > 0)) {
  console.error(
    `${isKnown ? 'The sizes must be whole numbers above 0.' : `There is no part "${values.only}".`}\n\n${help}`,
  );
  process.exit(2);
}

const began = Date.now();
const tell = (line: string): void => {
  (values.json ? process.stderr : process.stdout).write(
    `${Math.round((Date.now() - began) / 1000)
      .toString()
      .padStart(5)} s  ${line}\n`,
  );
};
const stateFile = fileURLToPath(new URL('../../.cache/bench/scale.json', import.meta.url));
const figures: Record<string, unknown> = await restored();
tell(
  `${cpus().length} cores (${cpus()[0]?.model}), ${Math.round(totalmem() / 1e9)} GB, Node ${process.version}`,
);
for (const part of parts) {
  if (values.only !== undefined && values.only !== part) continue;
  if (figures[part] !== undefined) {
    tell(`${part}: taken from the run before`);
    continue;
  }
  tell(part);
  try {
    figures[part] = await measure(part);
    tell(`${part}: ${JSON.stringify(part === 'lists' ? slowest() : figures[part])}`);
  } catch (error) {
    tell(`${part} did not come to its end: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
  await mkdir(join(stateFile, '..'), { recursive: true });
  await writeFile(stateFile, JSON.stringify({ sizes, figures }));
}
if (values.json) process.stdout.write(`${JSON.stringify({ ...sizes, ...figures })}\n`);
process.exit();

/** What a run of the same sizes has finished. */
async function restored(): Promise<Record<string, unknown>> {
  if (!values.resume) return {};
  const text = await readFile(stateFile, 'utf8').catch(() => '{}');
  const state = JSON.parse(text) as { sizes?: unknown; figures?: Record<string, unknown> };
  return JSON.stringify(state.sizes) === JSON.stringify(sizes) ? (state.figures ?? {}) : {};
}

async function measure(part: Part): Promise<unknown> {
  if (part === 'lists') return measureAllLists();
  await using system = await startSystem('dev', tell);
  // Awaited here: the system ends with this function.
  if (part === 'open') return await measureOpen(system, sizes.instances, tell);
  if (part === 'migration') return await measureMigration(system, Math.ceil(sizes.instances / 2), tell);
  if (part === 'children') return await measureChildren(system, sizes.children, tell);
  return part === 'steps'
    ? await measureLarge(system, 'counting', sizes.steps, tell)
    : await measureLarge(system, 'gathering', sizes.items, tell);
}

async function measureAllLists() {
  const folder = await mkdtemp(join(tmpdir(), 'congvan-scale-'));
  await chmod(folder, 0o755);
  const postgres = await startPostgres({
    folder: join(folder, 'postgres'),
    port: await freePort(),
    password: 'scale',
    logFile: join(folder, 'postgres.log'),
    durable: false,
  });
  try {
    const url = postgres.url('congvan');
    await ensureDatabase(postgres, 'congvan');
    await migrate(url);
    const bytes = await makeTaskRows(url, sizes.tasks, tell);
    tell(`${(bytes / 1e9).toFixed(1)} GB`);
    return { bytes, lists: await measureLists(url, 200, tell) };
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function slowest(): unknown {
  const { lists } = figures.lists as { lists: ListFigure[] };
  return lists.toSorted((a, b) => b.countedP99Ms - a.countedP99Ms)[0];
}
