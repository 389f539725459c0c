/** What may happen to a system. Each fault is over when it returns; the system may still be on its way back. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../../cli/demo/random.ts';
import { type Arena, type LinkName, linkNames, type PartName, partNames } from './arena.ts';

export interface Fault {
  name: string;
  /** What kind: killed processes are counted. */
  kind: 'kill' | 'cut' | 'hold' | 'slow' | 'disk' | 'clock';
  /** Why it cannot be done here; null when it can. */
  unable(arena: Arena): string | null;
  strike(arena: Arena, random: Random): Promise<void>;
}

const pairs: readonly [PartName, PartName][] = partNames.flatMap((one, index) =>
  partNames.slice(index + 1).map((other): [PartName, PartName] => [one, other]),
);

const ready = () => null;

const kill = (...names: PartName[]): Fault => ({
  name: `kill ${names.join(' and ')}`,
  kind: 'kill',
  unable: ready,
  strike: (arena) => {
    for (const name of names) arena.parts[name].kill();
    return Promise.resolve();
  },
});

const cut = (name: LinkName): Fault => ({
  name: `cut ${name}`,
  kind: 'cut',
  unable: ready,
  strike: async ({ links }, random) => {
    links[name].cut();
    await pause(random.between(1_000, 6_000));
    links[name].heal();
  },
});

/** Longer than keep-alives and time limits of some, shorter than those of others. */
const hold = (name: LinkName): Fault => ({
  name: `hold ${name}`,
  kind: 'hold',
  unable: ready,
  strike: async ({ links }, random) => {
    links[name].hold();
    await pause(random.between(3_000, 15_000));
    links[name].heal();
  },
});

const slowDatabase: Fault = {
  name: 'slow postgres',
  kind: 'slow',
  unable: ready,
  strike: async ({ links }, random) => {
    const ways = [links['worker-postgres'], links['api-postgres']];
    for (const way of ways) way.slow(random.between(20, 150));
    await pause(10_000);
    for (const way of ways) way.heal();
  },
};

const fullDisk: Fault = {
  name: 'full disk',
  kind: 'disk',
  unable: ({ volume }) => (volume ? null : 'a file system of its own can only be mounted by root, on Linux'),
  strike: async ({ volume }, random) => {
    await volume?.fill();
    await pause(random.between(3_000, 8_000));
    await volume?.free();
  },
};

const clockStep = (hours: number): Fault => ({
  name: `clock ${hours > 0 ? 'forward' : 'back'} an hour`,
  kind: 'clock',
  unable: ready,
  strike: async ({ clock }) => {
    await clock.shift(hours * 3600);
    await pause(6_000);
    await clock.shift(0);
    await pause(1_000);
  },
});

export const kills: readonly Fault[] = [
  ...partNames.map((name) => kill(name)),
  ...pairs.map((pair) => kill(...pair)),
];

export const others: readonly Fault[] = [
  ...linkNames.map(cut),
  ...linkNames.map(hold),
  slowDatabase,
  fullDisk,
  clockStep(1),
  clockStep(-1),
];

/** So many kills, two together in one of three, and each of the others once, in an order of chance. */
export function planFaults(killCount: number, random: Random, only: string | null): Fault[] {
  const wanted = (fault: Fault) => only === null || fault.kind === only || fault.name === only;
  const [single, double] = [kills.slice(0, partNames.length), kills.slice(partNames.length)].map((list) =>
    list.filter(wanted),
  ) as [Fault[], Fault[]];
  const chosen: Fault[] = [];
  for (let index = 0; index < killCount && single.length + double.length > 0; index++) {
    const list = double.length > 0 && (single.length === 0 || random.between(1, 3) === 1) ? double : single;
    chosen.push(random.of(list));
  }
  const rest = others.filter(wanted);
  const all = [...chosen, ...rest];
  return all
    .map((fault) => ({ fault, place: random.between(0, 1_000_000) }))
    .sort((a, b) => a.place - b.place)
    .map(({ fault }) => fault);
}
