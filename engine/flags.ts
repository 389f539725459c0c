/**
 * Changes of what the engine, or the workflow around it, does. An instance keeps to the flags that it began with, so that it goes on,
 * and is computed again from its commands, exactly as it has begun. docs/how-to/change-the-interpreter.md says when a change needs
 * one, and when it may go.
 */
import type { InstanceState } from './state/instance-state.ts';

/** Name → what is otherwise with it, and the month since which instances begin with it. */
export const flags = {
  adHocMarks: {
    since: '2026-11',
    change: 'Who has begun activities of an ad-hoc sub-process, and which, is an event.',
  },
  boundedRuns: {
    since: '2026-11',
    change:
      'A run of the workflow ends by events, bytes and updates together, and also while external jobs run; of these so many run at once.',
  },
  largeLoops: {
    since: '2026-11',
    change:
      'A multi-instance activity over more than 100 items tells of its results when they are complete, hands its collections out to no inner instance, and, in parallel, begins so many instances at once as the caller allows.',
  },
} as const satisfies Record<string, { since: string; change: string }>;

export type Flag = keyof typeof flags;

/** What an instance begins with today. */
export const currentFlags: readonly Flag[] = Object.keys(flags) as Flag[];

/** Those that began before there were flags have none. */
export const isOn = (state: InstanceState, flag: Flag): boolean => state.flags?.includes(flag) ?? false;

/** @throws Error where a newer version has begun what this one does not know how to go on with */
export function expectKnownFlags(names: readonly string[]): readonly Flag[] {
  const unknown = names.find((name) => !Object.hasOwn(flags, name));
  if (unknown !== undefined)
    throw new Error(
      `Expected flags that this version knows, but ${unknown} is not: a newer version goes on with this.`,
    );
  return names as readonly Flag[];
}
