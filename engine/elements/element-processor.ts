/**
 * How an element behaves, from when a token reaches it until the token has left.
 *
 * - `activate`: the instance has been created and is `entering`. Do what may fail first (map inputs, evaluate, subscribe), then
 *   mark it activated. Next: nothing (it waits), or schedule its completion, or schedule what it contains.
 * - `complete`: nothing is left to do inside. Do what may fail first (map outputs, choose flows), then mark it completed and
 *   hand its token on.
 * - `terminate`: end at once, whatever it waits for. What it contains has been terminated before. No token goes on.
 *
 * Listeners of the dialect hold an instance up before `activate` and before `complete`: see `execution-listener.ts`.
 *
 * A returned failure becomes an incident; once it is resolved the same step is done again from its beginning.
 */
import type { Failure, Run } from '../run.ts';
import type { ElementInstance } from '../state/instance-state.ts';
import type { ElementType, FlowElement } from './element.ts';

export interface ElementProcessor {
  /** What precedes listeners that hold the instance up on its way in; by default inputs are mapped. */
  prepare?(run: Run, instance: ElementInstance, element: FlowElement): Failure | null;
  activate(run: Run, instance: ElementInstance, element: FlowElement): Failure | null;
  complete(run: Run, instance: ElementInstance, element: FlowElement): Failure | null;
  /** What precedes listeners that hold the instance up on its way out; by default outputs are mapped. */
  finish?(run: Run, instance: ElementInstance, element: FlowElement): Failure | null;
  /** Whether `complete` is only a step on the way. */
  goesOn?(run: Run, instance: ElementInstance, element: FlowElement): boolean;
  terminate(run: Run, instance: ElementInstance, element: FlowElement): void;
}

/** A token on a sequence flow is on its way: there is nothing to process. */
export type Processors = Record<Exclude<ElementType, 'sequenceFlow'>, ElementProcessor>;
