/** Documents on their ways, by clients that do not give up; and the ledger of what they were told. */
import { type Branch, branches, schedule } from '../../cli/demo/branches.ts';
import { Play, type Stage } from '../../cli/demo/play.ts';
import { createRandom } from '../../cli/demo/random.ts';
import { setStage } from '../../cli/demo/stage.ts';
import type { Script } from './checker/ledger.ts';
import { PatientClient } from './patient-client.ts';
import { openStationery } from './stationery.ts';
import { Turns } from './turns.ts';

export interface LoadOptions {
  url: string;
  token(username: string): Promise<string>;
  /** For the ways that need it. */
  backDate?: (documentId: string, days: number) => Promise<void>;
  seed: number;
  /** Requests at a time. */
  requestsAtOnce: number;
}

export interface Load {
  /** Human steps that were answered since the last `peaceful` or `start`. */
  readonly answered: number;
  readonly finished: number;
  readonly underWay: number;
  /** Requests that were sent again. */
  readonly repeated: number;
  /** Each way once, undisturbed. @returns what was noted, and how many steps each way has */
  peaceful(ways: readonly Branch[]): Promise<{ scripts: Script[]; steps: Map<string, number> }>;
  /** Plays these, in order, so many at a time; and goes on from the first until it need not. */
  start(plan: readonly Branch[], atOnce: number, isEnough?: () => boolean): Promise<Script[]>;
  /** Resolves when so many steps were answered. */
  untilAnswered(steps: number): Promise<void>;
}

const peacefulAtOnce = 8;

/** Which ways so many instances go. */
export function planOf(instances: number, seed: number): Branch[] {
  const random = createRandom(seed);
  const plan = schedule(instances);
  // Shuffled (Fisher and Yates), so that the ways are mixed at every moment.
  for (let index = plan.length - 1; index > 0; index--) {
    const other = random.between(0, index);
    const [a, b] = [plan[index], plan[other]];
    if (a && b) [plan[index], plan[other]] = [b, a];
  }
  return plan;
}

/** @param names of cli/demo/branches.ts */
export function waysNamed(names: Iterable<string>): Branch[] {
  return [...names].map((name) => {
    const branch = branches.find((one) => one.name === name);
    if (!branch) throw new Error(`There is no way "${name}" in cli/demo/branches.ts.`);
    return branch;
  });
}

export async function openLoad(options: LoadOptions): Promise<Load> {
  const turns = new Turns(options.requestsAtOnce);
  const counts = { answered: 0, finished: 0, underWay: 0, number: 0 };
  let onAnswer = (): void => undefined;
  const stage: Stage = await setStage(
    async (account) => new PatientClient(options.url, await options.token(account), turns),
    {
      random: createRandom(options.seed),
      writer: await openStationery(),
      ...(options.backDate ? { backDate: options.backDate } : {}),
      timed: () => {
        counts.answered += 1;
        onAnswer();
      },
    },
  );
  const clients = Object.values(stage.clients) as PatientClient[];
  const completedBy = (instanceId: string) =>
    clients.flatMap(({ completed }) => completed.filter((id) => id.startsWith(`${instanceId}:`)));

  const play = async (branch: Branch, onStep: () => void = () => undefined): Promise<Script> => {
    const own: Stage = {
      ...stage,
      timed: (...step) => {
        stage.timed(...step);
        onStep();
      },
    };
    const played = new Play(own, counts.number++);
    counts.underWay += 1;
    try {
      await branch.play(played);
    } catch (cause) {
      throw new Error(`"${branch.name}" came to a stop in ${played.instanceId || played.documentId}`, {
        cause,
      });
    } finally {
      counts.underWay -= 1;
    }
    counts.finished += 1;
    return { way: branch.name, instanceId: played.instanceId, completed: completedBy(played.instanceId) };
  };

  return {
    get answered() {
      return counts.answered;
    },
    get finished() {
      return counts.finished;
    },
    get underWay() {
      return counts.underWay;
    },
    get repeated() {
      return clients.reduce((sum, { repeated }) => sum + repeated, 0);
    },
    async peaceful(ways) {
      const steps = new Map<string, number>();
      const scripts = await inLanes(ways, peacefulAtOnce, (branch) =>
        play(branch, () => void steps.set(branch.name, (steps.get(branch.name) ?? 0) + 1)),
      );
      counts.answered = 0;
      counts.finished = 0;
      return { scripts, steps };
    },
    start: (plan, atOnce, isEnough = () => true) =>
      inLanes(again(plan, isEnough), atOnce, (branch) => play(branch)),
    untilAnswered(steps) {
      const reached = Promise.withResolvers<void>();
      const look = () => {
        if (counts.answered >= steps) reached.resolve();
      };
      onAnswer = look;
      look();
      return reached.promise;
    },
  };
}

function* again<T>(items: readonly T[], isEnough: () => boolean): Generator<T> {
  yield* items;
  while (!isEnough())
    for (const item of items)
      if (isEnough()) return;
      else yield item;
}

async function inLanes<T, R>(items: Iterable<T>, atOnce: number, act: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items[Symbol.iterator]();
  const lane = async () => {
    for (let next = queue.next(); !next.done; next = queue.next()) results.push(await act(next.value));
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return results;
}
