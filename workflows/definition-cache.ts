/**
 * Graphs by hash, shared by all instances in a worker thread: this module is preloaded into the sandbox, outside of any one
 * workflow. Content-addressed and never written to after parsing, so that what is shared is a value, not state.
 */
import type { ExecutableGraph } from '../engine/index.ts';

export const definitions = new Map<string, ExecutableGraph>();
