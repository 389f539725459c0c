/**
 * `npm run bench -- durable`: what an instance costs when it is executed durably, beside the same process written by hand for Temporal and
 * beside two engines that keep their state in a database alone. All in one run, in turns, on the same PostgreSQL; the middle of the
 * rounds counts.
 */
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import type { WorkContext } from '../../workflows/client/index.ts';
import { bytesByRelation, tableOf } from './durable/bytes.ts';
import {
  type Contender,
  goThrough,
  handwritten,
  led,
  ledByWorkflows,
  type Measured,
  ours,
} from './durable/contenders.ts';
import {
  coldAnswerMs,
  countHumanStep,
  deadlinesPerSecond,
  historyEvents,
  setDeadline,
} from './durable/figures.ts';
import { peers, startPeer } from './durable/peers.ts';
import { type BenchSystem, type ServerKind, startSystem } from './durable/system.ts';

const help = `Usage: npm run bench -- durable [--json] [--quick] [--server dev|production] [--only NAME,…]

Measures ours, ours with each step done by the instance's workflow ("led"), the same process written by hand, Operaton and Flowable
in turns, then what ours alone is to show.

  --json      the figures as JSON on the last line
  --quick     two minutes instead of fifteen, for a first look
  --server    Temporal on PostgreSQL (production, the default) or the development server on SQLite
  --only      of: compare, peers, step, bytes, cold, full (with the deadlines); default all`;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    quick: { type: 'boolean' },
    server: { type: 'string', default: 'production' },
    only: { type: 'string', default: 'compare,peers,step,bytes,cold,full' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help || !['production', 'dev'].includes(values.server)) {
  console.log(help);
  process.exit(values.help ? 0 : 2);
}
const parts = values.only.split(',');
const size = values.quick
  ? { rounds: 1, warm: 4, measured: 4, steps: 100, finished: 300, deadlines: 300, counted: 30, weighed: 200 }
  : {
      rounds: 3,
      warm: 15,
      measured: 8,
      steps: 500,
      finished: 5_000,
      deadlines: 10_000,
      counted: 100,
      weighed: 500,
    };
const tell = (line: string): void => void (values.json ? process.stderr : process.stdout).write(`${line}\n`);

tell(
  `${cpus().length} cores (${cpus()[0]?.model}), ${Math.round(totalmem() / 1e9)} GB, Node ${process.version}`,
);
tell(`Temporal: ${values.server}`);
const stack = new AsyncDisposableStack();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void stack.disposeAsync().finally(() => process.exit(130)));
try {
  const system = stack.use(await startSystem(values.server as ServerKind, tell));
  const figures = await measure(system);
  if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
} finally {
  await stack.disposeAsync();
}
process.exit();

async function measure(system: BenchSystem) {
  const own = ours(system);
  const byHand = handwritten(system);
  const contenders: Contender[] = [own, led(system), byHand];
  if (parts.includes('peers'))
    for (const peer of peers) {
      try {
        contenders.push(stack.use(await startPeer(peer, system)));
      } catch (error) {
        tell(`${peer.name} ${peer.version} is left out: ${(error as Error).message}`);
      }
    }
  const rounds = parts.includes('compare') ? await compare(contenders) : null;
  const compared = rounds ? comparison(rounds) : null;
  const counted = async (context: WorkContext) => ({
    ...(parts.includes('step') ? await step(system, context) : {}),
    ...(parts.includes('bytes') ? await bytes(system, context) : {}),
    ...(parts.includes('cold') ? await cold(system, context) : {}),
  });
  const figures = { ...compared, ...(await counted(system)) };
  tell('each step by the workflow:');
  const ofLed = { ...compared?.led, ...(await counted(ledByWorkflows(system))) };
  return { ...figures, ...(parts.includes('full') ? await full(system, own) : {}), led: ofLed };
}

// comparison /////////////////////////////////////////////////////////

/** By name and number of clients, a measurement for each round. */
type Rounds = Map<string, Map<number, Measured[]>>;

async function compare(contenders: Contender[]): Promise<Rounds> {
  for (const contender of contenders) {
    tell(`warming up: ${contender.name}`);
    await contender.run(8, size.warm);
  }
  const rounds: Rounds = new Map(contenders.map(({ name }) => [name, new Map()]));
  for (const clients of [1, 8, 32])
    for (let round = 0; round < size.rounds; round++)
      for (const contender of round % 2 === 0 ? contenders : contenders.toReversed()) {
        const measured = await contender.run(clients, size.measured);
        report(contender.name, clients, measured);
        const ofName = rounds.get(contender.name);
        ofName?.set(clients, [...(ofName.get(clients) ?? []), measured]);
      }
  return rounds;
}

function comparison(rounds: Rounds) {
  const of = (name: string, clients: number): Measured[] => rounds.get(name)?.get(clients) ?? [];
  /** Round against round, so that what slows the machine slows both. */
  const ratio = (name: string, clients: number, figure: (measured: Measured) => number): number =>
    rounded(
      median(
        of(name, clients).map((measured, round) => {
          const other = of('handwritten', clients)[round];
          return other ? figure(measured) / figure(other) : 0;
        }),
      ),
      2,
    );
  const cpu = (name: string): number | null =>
    of(name, 8).length === 0 ? null : rounded(median(of(name, 8).map((each) => each.cpuMsPerInstance)), 1);
  const besideHandwritten = (name: string) => {
    const throughputRatio = {
      1: ratio(name, 1, rateOf),
      8: ratio(name, 8, rateOf),
      32: ratio(name, 32, rateOf),
    };
    const cpuRatio = ratio(name, 8, ({ cpuMsPerInstance }) => cpuMsPerInstance);
    tell(
      `${name} against hand-written: throughput ${Object.values(throughputRatio).join(', ')} at 1, 8, 32 clients; CPU ${cpuRatio}`,
    );
    return { throughputRatio, cpuRatio };
  };
  const completeP50Ms = (name: string): number =>
    rounded(median(of(name, 1).flatMap(({ completeMs }) => completeMs)), 1);
  return {
    handwritten: besideHandwritten('ours'),
    cpuMsPerInstance: {
      ours: cpu('ours'),
      led: cpu('led'),
      handwritten: cpu('handwritten'),
      operaton: cpu('operaton'),
      flowable: cpu('flowable'),
    },
    completeP50Ms: completeP50Ms('ours'),
    led: { handwritten: besideHandwritten('led'), completeP50Ms: completeP50Ms('led') },
  };
}

function report(name: string, clients: number, measured: Measured): void {
  const sorted = measured.completeMs.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1);
  tell(
    `${name.padEnd(12)} ${String(clients).padStart(2)} clients  ${rateOf(measured).toFixed(1).padStart(6)} instances/s  ` +
      `${measured.cpuMsPerInstance.toFixed(1).padStart(6)} ms CPU each  complete p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`,
  );
}

// ours alone /////////////////////////////////////////////////////////

async function step(system: BenchSystem, context: WorkContext) {
  const humanStep = await countHumanStep(system, context, size.counted);
  tell(`a completed task: ${JSON.stringify(humanStep)}`);
  const events = await historyEvents(context);
  tell(`history: ${events} events`);
  return { humanStep, historyEvents: events };
}

async function bytes(system: BenchSystem, context: WorkContext) {
  const taken = await bytesByRelation(system, size.weighed, () => goThrough(context));
  for (const line of tableOf(taken)) tell(line);
  const bytesPerInstance = taken.reduce((sum, { bytes }) => sum + bytes, 0);
  tell(`on disk: ${bytesPerInstance} bytes an instance`);
  return { bytesPerInstance };
}

async function cold(system: BenchSystem, context: WorkContext) {
  const answer = rounded(await coldAnswerMs(system, context, size.steps), 0);
  tell(`first answer after a restart, ${size.steps} steps: ${answer} ms`);
  return { coldAnswerMs: answer };
}

/** A run on an empty system and one on a full, with half of the deadlines to come; then all are due. */
async function full(system: BenchSystem, own: Contender) {
  await own.run(8, size.warm);
  await settle(system);
  const empty = await rates(own);
  let finished = 0;
  while (finished < size.finished) {
    finished += (await own.run(32, size.measured)).instances;
    tell(`${finished} of ${size.finished} instances finished`);
  }
  const deadlines = await setDeadline(system, size.deadlines, (size.rounds + 2) * size.measured * 2_000);
  const progress = (count: number) => tell(`${count} of ${size.deadlines} instances with a deadline started`);
  await deadlines.start(size.deadlines / 2, progress);
  await settle(system);
  const fullToEmptyRatio = rounded((await rates(own)) / empty, 2);
  tell(
    `with ${finished} finished and ${deadlines.started} open instances: ${fullToEmptyRatio} times the throughput`,
  );
  await deadlines.start(size.deadlines / 2, progress);
  const wait = Math.ceil((deadlines.dueAt - Date.now()) / 1000);
  tell(`${size.deadlines} deadlines are due in ${wait} s`);
  const perSecond = await deadlinesPerSecond(system, deadlines);
  tell(
    `deadlines fired, projected and notified: ${perSecond?.toFixed(0) ?? 'they were due too early'} a second`,
  );
  return { timersPerSecond: perSecond === null ? null : rounded(perSecond, 0), fullToEmptyRatio };
}

/** What PostgreSQL does by itself a minute later, so that no round pays for what was written before it. */
async function settle({ db }: BenchSystem): Promise<void> {
  await db.$executeRawUnsafe('VACUUM ANALYZE');
  await db.$executeRawUnsafe('CHECKPOINT');
}

async function rates(own: Contender): Promise<number> {
  const found: number[] = [];
  for (let round = 0; round < size.rounds + 2; round++) {
    const measured = await own.run(8, size.measured);
    report(own.name, 8, measured);
    found.push(rateOf(measured));
  }
  return median(found);
}

// helpers ////////////////////////////////////////////////////////////

function rateOf({ instances, seconds }: Measured): number {
  return instances / seconds;
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
