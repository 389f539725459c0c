/** All workflows: the entry of the bundle. */
export { processInstance } from './process-instance.ts';
export { signalBroadcast } from './signal-broadcast.ts';
