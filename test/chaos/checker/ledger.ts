import type { Mail } from '../mailbox.ts';

/** What somebody asked for and was told to be done. */
export interface Script {
  /** Name of the way in cli/demo/branches.ts. */
  way: string;
  instanceId: string;
  /** Ids of the tasks. */
  completed: readonly string[];
}

export interface Ledger {
  /** One for each way, played in peace: what the others must have come to. */
  yardsticks: readonly Script[];
  scripts: readonly Script[];
  /** Everything that a mail server was given; null: there was none. */
  mails: readonly Mail[] | null;
}

export const laws = [
  'script',
  'instance',
  'task',
  'register',
  'audit',
  'message',
  'notification',
  'mail',
  'file',
  'temporal',
  'projection',
] as const;
export type Law = (typeof laws)[number];

/** Something that is missing, double or otherwise than it should be, in a sentence. */
export interface Finding {
  law: Law;
  what: string;
}

/** Compared as bags: what is there twice is told too. */
export function differences(what: string, expected: readonly string[], found: readonly string[]): string[] {
  const [wanted, there] = [counts(expected), counts(found)];
  return [...new Set([...wanted.keys(), ...there.keys()])].flatMap((item) => {
    const [want, have] = [wanted.get(item) ?? 0, there.get(item) ?? 0];
    return want === have ? [] : [`${what} ${item}: ${have} instead of ${want}`];
  });
}

function counts(items: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const item of items) found.set(item, (found.get(item) ?? 0) + 1);
  return found;
}
