/**
 * Decisions at run time. Compiling DMN files is behind another door, `engine/dmn/compile.ts`: it needs the XML reader, which
 * must not get into the workflow bundle. Keep this file free of it.
 */
export type { CompiledDecision } from './decision.ts';
export { evaluateDecision } from './evaluate.ts';
