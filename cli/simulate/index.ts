/**
 * `congvan simulate`: how long will documents take, who will be busy, how many will be late? The same engine that runs the process, with
 * people, calendars and chance in place of the real world. Standard output carries the report alone.
 */
import { readFile, stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { compare, reportOf, Simulation } from '../../engine/simulation/index.ts';
import { assemble, type Overrides, parseTrace, RefusedScenario } from './assemble.ts';
import { calendarSchema } from './calendars.ts';
import { type HistoryLine, parseHistory } from './history.ts';
import { RefusedModel, readModel } from './model.ts';
import { printComparison, printReport } from './print.ts';
import { runSimulations } from './run-simulations.ts';
import { rolesSchema, type ScenarioFile, scenarioSchema } from './scenario-file.ts';

const usage = `Usage: congvan simulate MODEL [--scenario FILE] [--arrivals A] [--resources R] [--calendar C] …

Simulates documents passing through a process, with people, working hours and chance, and prints throughput, waiting,
utilisation, cycle times and the share that is late, each with its 95 % confidence interval. MODEL is a .bpmn file (what it
calls is looked for beside it) or a folder with process.bpmn.

  --scenario FILE    JSON with everything below and more: docs/how-to/simulate-a-process.md
  --arrivals A       poisson:12/h (also /min, /d), every:PT5M, uniform:PT1M,PT9M or another distribution, in working hours;
                     trace:FILE with a moment on each line. Default: poisson:6/h
  --resources R      people by role, a candidate group or a lane: clerk=12,leader=2; or a JSON file {"clerk": 12, …};
                     or a folder of further .bpmn, .dmn and .form files. May be repeated
  --calendar C       working hours: "T2-T6 07:30-11:30,13:30-17:00", 24/7, or a JSON file with week, holidays, workdays.
                     Default: the city's office hours and public holidays
  --history FILE     durations, decisions and arrivals of real instances, JSON Lines with element, startedAt, completedAt;
                     or "system": those of the running system
  --deadline D       working days, or a duration such as P7D, from the arrival on
  --compare OTHER    simulates that version under the same luck and says which differences are significant
  --process ID       the process to simulate; default: the first executable one
  --instances N      documents; default: 10000
  --until T          no document arrives after that moment, or duration
  --replications N   independent runs instead of one run in batches
  --warm-up SHARE    the first documents are not counted; default: 0.1
  --seed N           the same seed comes to the same result; default: 1
  --json             prints JSON

Durations are ISO 8601 (PT20M) or distributions: uniform:A,B triangular:A,B,C normal:M,S lognormal:M,S gamma:M,S
exponential:M empirical:A,B,C,…

Exit codes: 0 simulated; 1 interrupted, with what there was; 2 a file or an option cannot be read or is refused.`;

/** Exit code: 0 simulated, 1 interrupted, 2 unreadable or refused. */
export async function simulateCommand(argv: string[]): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  try {
    return await simulate(argv);
  } catch (error) {
    if (error instanceof RefusedModel) return refuse(...error.lines);
    if (error instanceof RefusedScenario) return refuse(`scenario: ${error.message}`);
    if (error instanceof WrongCall) return refuse(`${error.message}; see congvan simulate --help`);
    throw error;
  }
}

// helpers ////////////////////////////////////////////////////////////

class WrongCall extends Error {}

const optionTypes = {
  scenario: { type: 'string' },
  arrivals: { type: 'string' },
  resources: { type: 'string', multiple: true },
  calendar: { type: 'string' },
  history: { type: 'string' },
  deadline: { type: 'string' },
  compare: { type: 'string' },
  process: { type: 'string' },
  instances: { type: 'string' },
  until: { type: 'string' },
  replications: { type: 'string' },
  'warm-up': { type: 'string' },
  seed: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

async function simulate(argv: string[]): Promise<number> {
  const { values, model: path } = parse(argv);
  const { roles, folders } = await readResources(values.resources ?? []);
  const file = values.scenario === undefined ? scenarioSchema.parse({}) : await readScenario(values.scenario);
  const replications = wholeNumber('--replications', values.replications, 1) ?? file.replications ?? 1;
  const overrides: Overrides = {
    ...(await readArrivals(values.arrivals)),
    roles,
    calendar: values.calendar === undefined ? undefined : await readCalendar(values.calendar),
    deadline: values.deadline ?? null,
    seed: wholeNumber('--seed', values.seed, Number.MIN_SAFE_INTEGER),
    documents: wholeNumber('--instances', values.instances, 1),
    until: values.until ?? null,
    warmUp: shareOf('--warm-up', values['warm-up']),
  };
  const prepare = async (model: string): Promise<Simulation[]> => {
    const { graph, processId } = await readModel(model, values.process ?? file.process ?? null, folders);
    const history = values.history === undefined ? [] : await readHistory(values.history, processId);
    const scenario = assemble(graph, processId, file, history, overrides);
    return Array.from(
      { length: replications },
      (_, i) => new Simulation(graph, { ...scenario, seed: scenario.seed + i }),
    );
  };
  const first = await prepare(path);
  const second = values.compare === undefined ? [] : await prepare(values.compare);
  const all = [...first, ...second];
  const isComplete = await runSimulations(all, documentsOf(all));
  print(first, second, [path, values.compare ?? ''], values.json);
  if (!isComplete)
    process.stderr.write('Dừng giữa chừng: kết quả của phần đã chạy · Interrupted: what there was so far\n');
  return isComplete ? 0 : 1;
}

function print(first: Simulation[], second: Simulation[], names: [string, string], asJson: boolean): void {
  if (second.length === 0) {
    const report = reportOf(first);
    process.stdout.write(asJson ? `${JSON.stringify(report)}\n` : printReport(report));
    return;
  }
  const differences = compare(first, second);
  const reports = { first: reportOf(first), second: reportOf(second) };
  process.stdout.write(
    asJson ? `${JSON.stringify({ ...reports, differences })}\n` : printComparison(differences, names),
  );
}

function parse(argv: string[]) {
  try {
    const { values, positionals } = parseArgs({ args: argv, options: optionTypes, allowPositionals: true });
    const [model, ...more] = positionals;
    if (model === undefined || more.length > 0) throw new WrongCall('Expected one model');
    return { values, model };
  } catch (error) {
    if (error instanceof WrongCall) throw error;
    throw new WrongCall(error instanceof Error ? error.message : String(error));
  }
}

/** Null where it is not known. */
function documentsOf(simulations: readonly Simulation[]): number | null {
  const sum = simulations.reduce((all, { scenario }) => all + scenario.documents, 0);
  const known = simulations.every(
    ({ scenario }) => scenario.until === null && scenario.arrivals.kind === 'intervals',
  );
  return known ? sum : null;
}

// options ////////////////////////////////////////////////////////////

async function readResources(given: string[]): Promise<{ roles: ScenarioFile['roles']; folders: string[] }> {
  const folders: string[] = [];
  let roles: ScenarioFile['roles'] = {};
  for (const text of given) {
    if (/^[^=]+=\d+(,[^=]+=\d+)*$/.test(text)) {
      const staff = text.split(',').map((part) => part.split('=').map((it) => it.trim()));
      roles = {
        ...roles,
        ...check('--resources', rolesSchema, Object.fromEntries(staff.map(([role, n]) => [role, Number(n)]))),
      };
    } else if (await isFolder(text)) folders.push(text);
    else roles = { ...roles, ...check(text, rolesSchema, await readJson(text)) };
  }
  return { roles, folders };
}

async function readArrivals(text: string | undefined): Promise<Pick<Overrides, 'arrivals' | 'trace'>> {
  const file = /^trace:(.+)$/.exec(text ?? '')?.[1];
  if (file === undefined) return { arrivals: text ?? null, trace: null };
  return { arrivals: null, trace: parseTrace(await read(file)) };
}

/** A file where there is one, else hours. */
async function readCalendar(text: string): Promise<z.output<typeof calendarSchema>> {
  const isFile = await stat(text).then(
    (found) => found.isFile(),
    () => false,
  );
  return check('--calendar', calendarSchema, isFile ? await readJson(text) : text);
}

async function readScenario(path: string): Promise<ScenarioFile> {
  return check(path, scenarioSchema, await readJson(path));
}

async function readHistory(path: string, processId: string): Promise<HistoryLine[]> {
  if (path === 'system') return readSystem(processId);
  const text = await read(path);
  try {
    return parseHistory(text);
  } catch (error) {
    throw new RefusedScenario(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The database is loaded only when it is asked for. */
async function readSystem(processId: string): Promise<HistoryLine[]> {
  const { defaultDataFolder } = await import('../data-folder.ts');
  const { nothingRuns, runningSystem } = await import('../running-system.ts');
  const { openDatabase } = await import('../../prisma/database.ts');
  const { readSystemHistory } = await import('./system-history.ts');
  const folder = process.env.CONGVAN_DATA || defaultDataFolder;
  const system = await runningSystem(folder);
  if (!system) throw new RefusedScenario(nothingRuns(folder));
  const db = openDatabase(system.databaseUrl, { poolSize: 1 });
  try {
    return await readSystemHistory(db, processId);
  } finally {
    await db.$disconnect();
  }
}

function wholeNumber(option: string, text: string | undefined, least: number): number | null {
  if (text === undefined) return null;
  const number = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(number) && number >= least) return number;
  throw new WrongCall(`${option} ${text}: expected a whole number${least > 0 ? ` from ${least}` : ''}`);
}

function shareOf(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const share = Number(text);
  if (text.trim() !== '' && share >= 0 && share <= 0.9) return share;
  throw new WrongCall(`${option} ${text}: expected a share from 0 to 0.9`);
}

// files //////////////////////////////////////////////////////////////

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new RefusedScenario(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function readJson(path: string): Promise<unknown> {
  const text = await read(path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RefusedScenario(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function check<T>(what: string, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new RefusedScenario(`${what}: ${z.prettifyError(result.error).replaceAll('\n', ' ')}`);
}

function refuse(...lines: string[]): number {
  for (const line of lines) process.stderr.write(`${line}\n`);
  return 2;
}
