/** From the command log back to the instance: what was done once is done again, at the times of then, and leads to the same. */
import type { RecordedActivation, RecordedCommand } from '../activities/projection/contract.ts';
import {
  applyCommand,
  type EngineEvent,
  type ExecutableGraph,
  type InstanceState,
  type RunOptions,
  startInstance,
  type Transition,
} from '../engine/index.ts';
import { limits } from './next-commit.ts';

/** The log does not lead where it says: a part of it is missing or altered, or this version of the engine does something else. */
export class LogDoesNotReplay extends Error {
  override name = 'LogDoesNotReplay';
}

/**
 * Does again what one commit recorded. The state is consumed.
 * @param state null before the first commit
 * @throws LogDoesNotReplay
 */
export function replayActivation(
  graph: ExecutableGraph,
  state: InstanceState | null,
  { commands }: Pick<RecordedActivation, 'commands'>,
): Transition {
  const events: EngineEvent[] = [];
  let current = state;
  for (const recorded of commands) {
    const result = replayCommand(graph, current, recorded);
    for (const event of result.events) events.push(event);
    current = result.state;
  }
  if (current === null)
    throw new LogDoesNotReplay('Expected the start of the instance, but nothing was done');
  return { state: current, events };
}

/**
 * The state is consumed.
 * @param graphs definitions by hash, that the instance was migrated to
 * @throws LogDoesNotReplay
 */
export function replayCommand(
  graph: ExecutableGraph,
  state: InstanceState | null,
  { command, at }: RecordedCommand,
  graphs: NonNullable<RunOptions['graphs']> = () => undefined,
): Transition {
  if (command.kind === 'start') {
    if (state !== null) throw new LogDoesNotReplay('Expected one start, but there is another');
    const { kind: _, businessKey, flags = [], ...options } = command;
    const named = { ...options, flags, ...(businessKey === null ? {} : { businessKey }) };
    return startInstance(graph, named, at, { limits });
  }
  if (state === null)
    throw new LogDoesNotReplay(`Expected the start of the instance, but got ${command.kind}`);
  const result = applyCommand(graph, state, command, at, { limits, graphs });
  if ('rejection' in result)
    throw new LogDoesNotReplay(`Expected ${command.kind} to be possible, but: ${result.rejection.message}`);
  return result;
}
