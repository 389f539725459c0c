/** All workflows: the entry of the bundle. */
export { batch } from './batch.ts';
export { processInstance } from './process-instance.ts';
export { signalBroadcast } from './signal-broadcast.ts';
