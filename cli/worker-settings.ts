/** What makes a worker's process quick (docs/performance.md has the measurements). */
import { totalmem } from 'node:os';
import workerThreads, { type WorkerOptions } from 'node:worker_threads';

/** Instances held in memory: an eighth of the machine's, at about half a megabyte each. One that is not held is loaded from its history. */
export function cacheSize(): number {
  return Math.min(5_000, Math.max(200, Math.floor(totalmem() / 8 / 500_000)));
}

/**
 * From now on the workflow threads of this process load quick-sandbox.ts before the SDK, which offers no way to have a module loaded: so
 * it is named where the SDK makes its threads.
 */
export function quickenSandbox(): void {
  const preload = ['--import', new URL('quick-sandbox.ts', import.meta.url).href];
  const { Worker } = workerThreads;
  workerThreads.Worker = class extends Worker {
    constructor(file: string | URL, options: WorkerOptions = {}) {
      const isWorkflows = String(file).includes('workflow-worker-thread');
      const execArgv = [...(options.execArgv ?? []), ...preload];
      super(file, isWorkflows ? { ...options, execArgv } : options);
    }
  };
}
