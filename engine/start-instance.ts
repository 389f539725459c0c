import { rememberConversation } from './behaviors/message.ts';
import { setLocal } from './behaviors/variables.ts';
import { triggersOf } from './elements/events/triggers.ts';
import { processors } from './elements/processors.ts';
import type { EngineEvent } from './events.ts';
import { currentFlags, type Flag } from './flags.ts';
import type { ExecutableGraph } from './graph.ts';
import { activateInstance, runToRest } from './lifecycle.ts';
import { Run, type RunOptions } from './run.ts';
import { begin } from './state/element-instance.ts';
import type { InstanceState, Variables } from './state/instance-state.ts';

/** What a command has led to: the state at rest, and the events in order. */
export interface Transition {
  state: InstanceState;
  events: EngineEvent[];
  /** By which the instance goes on, where it was migrated to another. */
  graph?: ExecutableGraph;
}

export interface StartOptions {
  processId: string;
  /** The start event that has occurred (message, signal, timer); without it the none start event is taken. */
  startElementId?: string;
  variables: Variables;
  businessKey?: string;
  /** It does not begin: `hold` follows, because it could not (repair/hold.ts). */
  isHeld?: true;
  /** Default: all there are. One that is begun again is given those that it began with. */
  flags?: readonly Flag[];
}

/**
 * Starts an instance and runs it to rest. `now` is epoch milliseconds. An unknown process is a bug of the caller and throws.
 *
 * @example
 * const { state, events } = startInstance(graph, { processId: 'incoming-document', variables: { documentId: '7' } }, now);
 */
export function startInstance(
  graph: ExecutableGraph,
  options: StartOptions,
  now: number,
  runOptions: RunOptions = {},
): Transition {
  const root = begin({
    key: '1',
    processId: options.processId,
    elementId: options.processId,
    type: 'process',
    scope: null,
  });
  const { flags = currentFlags } = options;
  const state: InstanceState = {
    sequence: 0,
    lastKey: 1,
    processId: options.processId,
    businessKey: options.businessKey ?? null,
    lifecycle: 'active',
    ...(flags.length > 0 ? { flags } : {}),
    rootKey: root.key,
    instances: recordByKey(),
    userTasks: recordByKey(),
    jobs: recordByKey(),
    messageSubscriptions: recordByKey(),
    signalSubscriptions: recordByKey(),
    timers: recordByKey(),
    incidents: recordByKey(),
    seenMessages: [],
  };
  const run = new Run(graph, state, now, processors, runOptions);
  // what a message or signal brings is there from the first moment, unless the start event maps it itself
  const start = options.startElementId;
  const isMapped = start !== undefined && run.element(options.processId, start).outputs !== undefined;
  if (start !== undefined) root.trigger = { start, variables: isMapped ? options.variables : {} };
  run.note({ change: 'entered', instance: root });
  if (!isMapped) setLocal(run, root, options.variables);
  if (start !== undefined) {
    const [trigger] = triggersOf(run.element(options.processId, start).event);
    rememberConversation(run, root, trigger, options.variables);
  }
  if (!options.isHeld) {
    activateInstance(run, root);
    runToRest(run);
  }
  return { state, events: run.events };
}

// helpers ////////////////////////////////////////////////////////////

/**
 * An empty record for keys that come and go. V8 turns an object with integer keys back and forth between array and dictionary as it
 * grows and shrinks, at a cost that grows with its size; one that has ever held a key beyond the limit of arrays stays a dictionary.
 */
function recordByKey<T>(): Record<string, T> {
  const record: Record<string, T | null> = { 4294967294: null };
  delete record[4294967294];
  return record as Record<string, T>;
}
