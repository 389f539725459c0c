/** A reproducible source of choices (mulberry32): the same seed makes the same documents. */
export interface Random {
  /** An integer from `from` to `to`, both included. */
  between(from: number, to: number): number;
  of<T>(list: readonly T[]): T;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  return {
    between: (from, to) => from + Math.floor(next() * (to - from + 1)),
    of: <T>(list: readonly T[]): T => {
      const choice = list[Math.floor(next() * list.length)];
      if (choice === undefined) throw new RangeError('Expected a list with something to choose from');
      return choice;
    },
  };
}
