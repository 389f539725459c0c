/** `npm run chaos`: see the help below, and docs/how-to/chaos.md. */
import { parseArgs } from 'node:util';
import { backDate } from '../../cli/demo/back-date.ts';
import { createRandom } from '../../cli/demo/random.ts';
import type { PrismaClient } from '../../prisma/client/client.ts';
import { openDatabase } from '../../prisma/database.ts';
import { type Arena, startArena, type TemporalKind, temporalKinds } from './arena.ts';
import { check, type Verdict } from './checker/index.ts';
import type { Ledger } from './checker/ledger.ts';
import { plantedFaults } from './checker/planted-faults.ts';
import { type Fault, kills, others, planFaults } from './faults.ts';
import { type Load, openLoad, planOf, waysNamed } from './load.ts';
import { openInstances } from './open-instances.ts';

const help = `Usage: npm run chaos [-- --instances N] [--kills N] [--seed N] [--only FAULT] [--temporal KIND] [--json]

Starts a system of its own, lets documents go every way of the standard processes, and meanwhile kills processes, cuts the ways between
them, fills the disk, sets clocks and slows the database. Afterwards a checker that shares no code with the product reads Postgres, the
files and Temporal's histories, and says what is missing, double or otherwise than it should be.

  --instances N   at least, default 500; more until the last fault is over
  --kills N       how often processes are killed, default 50; the other faults happen once each
  --seed N        the same seed makes the same load and the same faults in the same order; default: drawn, and printed
  --only FAULT    one kind (kill, cut, hold, slow, disk, clock) or one fault by its name:
                  ${[...kills, ...others].map(({ name }) => name).join(', ')}
  --at-once N     instances under way at a time, default 24
  --temporal KIND dev (its dev server on SQLite, the default) or server (the one for production, on the same PostgreSQL)
  --json          the outcome on standard output as JSON, all else on standard error

What does not hold or does not end is told with what is still open, and the logs and databases are kept.

Exit codes: 0 all laws hold; 1 they do not, or the run did not come to its end; 2 called wrongly.`;

interface Options {
  instances: number;
  kills: number;
  seed: number;
  atOnce: number;
  only: string | null;
  temporal: TemporalKind;
  json: boolean;
}

interface Outcome extends Verdict {
  seed: number;
  instances: number;
  steps: number;
  repeatedRequests: number;
  faults: Record<string, number>;
  skipped: Record<string, string>;
  mails: { sent: number; repeated: number };
  seconds: number;
}

const options = readOptions(process.argv.slice(2));
const started = Date.now();
const tell = (line: string): void => {
  const stream = options.json ? process.stderr : process.stdout;
  stream.write(`${((Date.now() - started) / 1000).toFixed(1).padStart(7)} s  ${line}\n`);
};
process.exitCode = await main(options);
// Connections that a fault has left open must not hold the process.
process.exit();

async function main(given: Options): Promise<number> {
  tell(`seed ${given.seed}: ${given.instances} instances, ${given.kills} kills`);
  let arena: Arena | null = null;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, async () => {
      await arena?.[Symbol.asyncDispose]();
      process.exit(1);
    });
  try {
    arena = await startArena({ tell, volumeSize: volumeSize(given), temporal: given.temporal });
    tell(`the system runs on ${arena.folder}`);
    const outcome = await run(arena, given);
    report(outcome);
    if (outcome.findings.length > 0) await leaveTraces(arena);
    return outcome.findings.length + outcome.overlooked.length === 0 ? 0 : 1;
  } catch (error) {
    tell(`did not come to its end: ${reasonsOf(error)}`);
    if (arena) await leaveTraces(arena);
    return 1;
  } finally {
    await arena?.[Symbol.asyncDispose]();
  }
}

/** For who is to find out why: what is open, and everything that the processes wrote. */
async function leaveTraces(arena: Arena): Promise<void> {
  arena.keep();
  for (const [name, { restarts }] of Object.entries(arena.parts))
    tell(`${name}: started again ${restarts} times`);
  for (const line of await openInstances(arena)) tell(line);
  tell(`kept: ${arena.folder} (logs/, files/, volume/ with the databases)`);
}

/** Megabytes. */
function volumeSize({ instances, only }: Options): number {
  return only === null || ['disk', 'full disk'].includes(only) ? 1_500 + instances * 3 : 0;
}

async function run(
  arena: Arena,
  { instances, kills: killCount, seed, only, atOnce }: Options,
): Promise<Outcome> {
  const random = createRandom(seed);
  const db = openDatabase(arena.databaseUrl, { poolSize: 2 });
  try {
    const load = await openLoad({
      url: arena.url,
      token: arena.token,
      backDate: (documentId, days) => patiently(() => backDate(db, documentId, days)),
      seed,
      requestsAtOnce: 10,
    });
    const plan = planOf(instances, seed);
    const ways = waysNamed(new Set(plan.map(({ name }) => name)));
    tell(`${ways.length} ways, each once in peace`);
    const { scripts: yardsticks, steps } = await load.peaceful(ways);
    const total = plan.reduce((sum, { name }) => sum + (steps.get(name) ?? 0), 0);

    const faults = planFaults(killCount, random, only);
    const skipped = Object.fromEntries(
      faults.flatMap((fault) => {
        const why = fault.unable(arena);
        return why === null ? [] : [[fault.name, why]];
      }),
    );
    for (const [name, why] of Object.entries(skipped)) tell(`left out: ${name}, ${why}`);
    const able = faults.filter(({ name }) => !(name in skipped));
    tell(`${instances} instances of ${total} steps, ${able.length} faults`);
    const done: Record<string, number> = {};
    let areAllOver = false;
    const striking = strikeAll(arena, load, { faults: able, total, random, done }).then(() => {
      areAllOver = true;
    });
    const [scripts] = await Promise.all([load.start(plan, atOnce, () => areAllOver), striking]);

    tell('all are through; waiting until nothing is under way');
    await arena.untilWell();
    await untilQuiet(db);
    const ledger: Ledger = { yardsticks, scripts, mails: arena.mailbox.mails };
    const verdict = await check(arena, ledger);
    const sent = arena.mailbox.mails.length;
    const distinct = new Set(arena.mailbox.mails.map(({ to, messageId }) => `${to} ${messageId}`)).size;
    return {
      seed,
      instances: scripts.length,
      steps: load.answered,
      repeatedRequests: load.repeated,
      faults: done,
      skipped,
      mails: { sent, repeated: sent - distinct },
      seconds: Math.round((Date.now() - started) / 1000),
      ...verdict,
    };
  } finally {
    await db.$disconnect();
  }
}

/** One after the other, spread by chance over the first nine tenths of the steps. */
async function strikeAll(
  arena: Arena,
  load: Load,
  {
    faults,
    total,
    random,
    done,
  }: {
    faults: Fault[];
    total: number;
    random: ReturnType<typeof createRandom>;
    done: Record<string, number>;
  },
): Promise<void> {
  const marks = faults.map(() => random.between(0, Math.floor(total * 0.9))).sort((a, b) => a - b);
  for (const [index, fault] of faults.entries()) {
    await load.untilAnswered(marks[index] ?? 0);
    const since = Date.now();
    const place = `${load.answered}/${total} steps, ${load.finished} through, ${load.underWay} under way`;
    tell(`${String(index + 1).padStart(3)}/${faults.length} ${fault.name} (${place})`);
    done[fault.name] = (done[fault.name] ?? 0) + 1;
    await fault.strike(arena, random);
    await arena.untilWell();
    tell(`        well again after ${((Date.now() - since) / 1000).toFixed(1)} s`);
  }
}

/** The last answers are given while jobs after the last step may still run. */
async function untilQuiet(db: PrismaClient): Promise<void> {
  let [before, same] = ['', 0];
  for (
    const end = Date.now() + 420_000;
    Date.now() < end;
    await new Promise((done) => setTimeout(done, 1_000))
  ) {
    const [row] = await db.$queryRaw<{ now: string; mails: number; jobs: number }[]>`
      SELECT concat_ws(' ', (SELECT sum("sequence") FROM "ProcessInstance"), (SELECT count(*) FROM "Notification"),
        (SELECT count(*) FROM "MessageDelivery" WHERE "deliveredAt" IS NULL)) AS "now",
        (SELECT count(*)::int FROM "OutgoingMail" WHERE "sentAt" IS NULL AND "nextAttemptAt" IS NOT NULL) AS "mails",
        (SELECT count(*)::int FROM (
          SELECT FROM "InstanceEvent" e JOIN "ProcessInstance" i ON i."id" = e."instanceId" AND i."state" = 'ACTIVE'
          WHERE e."event" IN ('jobOpened', 'jobClosed') GROUP BY e."instanceId", e."elementKey"
          HAVING count(*) FILTER (WHERE e."event" = 'jobOpened') > count(*) FILTER (WHERE e."event" = 'jobClosed')) open) AS "jobs"`;
    same = row?.now === before ? same + 1 : 0;
    before = row?.now ?? '';
    // Longer than a workflow task that was lost with its worker waits; a mail that was lost with it, and a job several attempts of which
    // were lost, wait for minutes.
    if (same >= 25 && row?.mails === 0 && row.jobs === 0) return;
  }
}

/** The play's own hand in the database, which may be away. */
async function patiently(act: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await act();
    } catch (error) {
      if (attempt === 100) throw error;
      await new Promise((done) => setTimeout(done, 500));
    }
  }
}

function report(outcome: Outcome): void {
  const { findings, overlooked, faults, seconds, steps, repeatedRequests, mails, ...rest } = outcome;
  for (const { law, what } of findings) tell(`BROKEN ${law}: ${what}`);
  for (const name of overlooked) tell(`OVERLOOKED by the checker: ${name}`);
  const times = Object.values(faults).reduce((sum, count) => sum + count, 0);
  tell(
    `${rest.instances} instances, ${steps} steps, ${times} faults in ${seconds} s; ${repeatedRequests} requests repeated`,
  );
  tell(`mails: ${mails.sent} accepted, of which ${mails.repeated} repetitions with the same Message-ID`);
  tell(
    `checker: ${plantedFaults.length - overlooked.length} of ${plantedFaults.length} planted faults found`,
  );
  tell(findings.length === 0 ? 'all laws hold' : `${findings.length} findings (--seed ${rest.seed})`);
  if (options.json) process.stdout.write(`${JSON.stringify(outcome)}\n`);
}

function reasonsOf(error: unknown): string {
  const reasons: string[] = [];
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) reasons.push(cause.message);
  return reasons.join(': ') || String(error);
}

function readOptions(argv: string[]): Options {
  const { values } = parseArgs({
    args: argv,
    options: {
      instances: { type: 'string', default: '500' },
      kills: { type: 'string', default: '50' },
      seed: { type: 'string' },
      only: { type: 'string' },
      temporal: { type: 'string', default: 'dev' },
      'at-once': { type: 'string', default: '24' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    console.log(help);
    process.exit(0);
  }
  const [instances, killCount, atOnce] = [values.instances, values.kills, values['at-once']].map(Number) as [
    number,
    number,
    number,
  ];
  const seed = values.seed === undefined ? Math.floor(Math.random() * 1_000_000) : Number(values.seed);
  const only = values.only ?? null;
  const temporal = temporalKinds.find((kind) => kind === values.temporal);
  const isKnown =
    only === null || [...kills, ...others].some(({ name, kind }) => name === only || kind === only);
  if (!temporal) {
    console.error(`There is no Temporal "${values.temporal}".\n\n${help}`);
    process.exit(2);
  }
  if (
    ![instances, killCount, atOnce, seed].every((value) => Number.isInteger(value) && value >= 0) ||
    instances < 1 ||
    !isKnown
  ) {
    console.error(
      `${isKnown ? 'The numbers must be whole, and not negative.' : `There is no fault "${only}".`}\n\n${help}`,
    );
    process.exit(2);
  }
  return { instances, kills: killCount, seed, atOnce, only, temporal, json: values.json };
}
