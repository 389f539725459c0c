/**
 * `npm run bench -- engine [--json] [--seconds N]`: what the engine does on one core, and how it compares with others on the same
 * models in the same run. The engines take turns, three rounds of them, and the middle one counts.
 */
import { parseArgs } from 'node:util';
import { loop, type Model, models, sequence, serviceTask, tokens } from './engine/models.ts';
import {
  compileModel,
  costOfSteps,
  costOfTokens,
  elementEventsPerSecond,
  secondsInARow,
  tasksPerSecond,
} from './engine/ours.ts';
import { installPeer, type Peer, peers, runPeer } from './engine/peers.ts';
import { measureSimulation } from './simulation.ts';

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, seconds: { type: 'string' }, help: { type: 'boolean' } },
});
if (values.help) {
  process.stdout.write(
    'Usage: npm run bench -- engine [--json] [--seconds N]   N: how long each measurement lasts (default 1)\n',
  );
  process.exit(0);
}
const seconds = Number(values.seconds ?? 1);
const rounds = 3;
const tell = (line: string): void => void (values.json ? process.stderr : process.stdout).write(`${line}\n`);

const eventsPerSecond = await eventRate();
const growth = { steps: await growthWithSteps(), tokens: await growthWithTokens() };
const million = secondsInARow(1_000_000);
tell(`1,000,000 tasks in a row, without a wait         ${million.toFixed(1)} s`);
const simulatedDocumentsPerSecond = await simulationRate();
const ratio = await compareWithPeers();

if (values.json)
  process.stdout.write(
    `${JSON.stringify({ eventsPerSecond, ratio, growth, simulatedDocumentsPerSecond, secondsForAMillionTasks: million })}\n`,
  );

// what is measured ///////////////////////////////////////////////////

async function eventRate(): Promise<number> {
  const graph = await compileModel(sequence(100, serviceTask).xml);
  elementEventsPerSecond(graph, seconds);
  const rate = Math.round(median(take(rounds, () => elementEventsPerSecond(graph, seconds))));
  tell(`element events a second, service tasks in a row  ${rate.toLocaleString('en')}`);
  return rate;
}

async function growthWithSteps(): Promise<number> {
  const graph = await compileModel(loop());
  const factor = growthOf((steps, turn) => costOfSteps(graph, steps, turn), 10, 100_000);
  tell(`cost of an event after 100,000 steps against 10  ${factor} times`);
  return factor;
}

async function growthWithTokens(): Promise<number> {
  const graph = await compileModel(tokens());
  const factor = growthOf((count, turn) => costOfTokens(graph, count, turn), 10, 10_000);
  tell(`cost of an event with 10,000 tokens against 10   ${factor} times`);
  return factor;
}

async function simulationRate(): Promise<number> {
  const { simulatedDocumentsPerSecond: rate } = await measureSimulation(100_000);
  tell(`simulated incoming documents a second            ${rate.toLocaleString('en')}`);
  return rate;
}

/** For each peer the smallest ratio over the models; null where it cannot be run. */
async function compareWithPeers(): Promise<Record<string, number | null>> {
  const compared = models();
  const graphs = await Promise.all(compared.map((model) => compileModel(model.xml)));
  const result: Record<string, number | null> = {};
  for (const peer of peers) {
    const problem = installPeer(peer);
    if (problem) tell(problem);
    result[peer.name] = problem ? null : Math.min(...(await ratios(peer, compared, graphs)));
  }
  return result;
}

async function ratios(
  peer: Peer,
  compared: Model[],
  graphs: Awaited<ReturnType<typeof compileModel>>[],
): Promise<number[]> {
  const ours: number[][] = [];
  const theirs: number[][] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(
      compared.map((model, index) => tasksPerSecond(graphs[index] as (typeof graphs)[0], model, seconds)),
    );
    theirs.push(await runPeer(peer, compared, seconds));
  }
  return compared.map((model, index) => {
    const column = (rates: number[][]): number => median(rates.map((row) => row[index] ?? 0));
    const factor = Math.round(column(ours) / column(theirs));
    const figures = `${Math.round(column(ours)).toLocaleString('en')} against ${Math.round(column(theirs)).toLocaleString('en')}`;
    tell(
      `${`${peer.name} ${peer.version}, ${model.name}`.padEnd(48)} ${factor} times the tasks a second (${figures})`,
    );
    return factor;
  });
}

// helpers ////////////////////////////////////////////////////////////

/** The two take short turns, so that what slows the machine slows both. */
function growthOf(cost: (size: number, seconds: number) => number, small: number, large: number): number {
  const turns = 5;
  cost(small, seconds);
  cost(large, seconds);
  const factors = take(
    turns * rounds,
    () => 1 / (cost(small, seconds / turns) / cost(large, seconds / turns)),
  );
  return Number(median(factors).toFixed(2));
}

function take<T>(count: number, once: () => T): T[] {
  return Array.from({ length: count }, once);
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
