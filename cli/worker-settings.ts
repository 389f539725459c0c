/** What makes a worker's process quick (docs/performance.md has the measurements). */
import { totalmem } from 'node:os';
import { setFlagsFromString } from 'node:v8';

/** Instances held in memory: an eighth of the machine's, at about half a megabyte each. One that is not held is loaded from its history. */
export function cacheSize(): number {
  return Math.min(5_000, Math.max(200, Math.floor(totalmem() / 8 / 500_000)));
}

/**
 * The sandbox takes a stack trace for every promise, and that is a seventh of the worker's work. This holds for contexts made from now
 * on, which are those of the workflow thread: jobs keep their long traces.
 */
export function shortenSandboxTraces(): void {
  setFlagsFromString('--stack-trace-limit=1');
}
