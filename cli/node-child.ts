/** A Node process of ours that is kept running. */
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type KeptProcess, type KeptProcessOptions, startKeptProcess } from './kept-process.ts';

export interface NodeChildOptions
  extends Pick<KeptProcessOptions, 'name' | 'env' | 'logFile' | 'onPid' | 'onTrouble'> {
  /** Module that sends 'ready' to its parent. */
  module: URL;
}

const guard = new URL('./child.ts', import.meta.url).href;

/**
 * @returns once it is ready
 * @throws {Error} when it does not become ready the first time, with the end of its log
 */
export function startNodeChild({ module, ...options }: NodeChildOptions): Promise<KeptProcess> {
  return startKeptProcess({
    ...options,
    program: process.execPath,
    args: ['--import', guard, fileURLToPath(module)],
    channel: true,
    ready: (child, signal) => once(child, 'message', { signal }),
  });
}
