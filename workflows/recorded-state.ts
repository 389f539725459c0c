/** From the command log back to the instance: what was done once is done again, at the times of then, and leads to the same. */
import type { RecordedActivation, RecordedCommand } from '../activities/projection/contract.ts';
import {
  applyCommand,
  type EngineEvent,
  type ExecutableGraph,
  type InstanceState,
  type RunOptions,
  type Transition,
} from '../engine/index.ts';
import { begin, limits } from './next-commit.ts';

/** The log does not lead where it says: a part of it is missing or altered, or this version of the engine does something else. */
export class LogDoesNotReplay extends Error {
  override name = 'LogDoesNotReplay';
}

/**
 * Does again what one commit recorded. The state is consumed.
 * @param graph that the instance went by then; what it went by afterwards is the answer's
 * @param state null before the first commit
 * @param graphs those of `hashesOf` the commands, where it was migrated
 * @throws LogDoesNotReplay
 */
export function replayActivation(
  graph: ExecutableGraph,
  state: InstanceState | null,
  { commands }: Pick<RecordedActivation, 'commands'>,
  graphs: (hash: string) => ExecutableGraph | undefined = () => undefined,
): Transition {
  const events: EngineEvent[] = [];
  let current = state;
  let by = graph;
  for (const recorded of commands) {
    const result = replayCommand(by, current, recorded, graphs);
    for (const event of result.events) events.push(event);
    current = result.state;
    by = result.graph ?? by;
  }
  if (current === null)
    throw new LogDoesNotReplay('Expected the start of the instance, but nothing was done');
  return { state: current, events, graph: by };
}

/**
 * Where a whole log leads to.
 * @param hash of the definition that the instance goes by now
 * @param log activations as JSON, at least one
 * @throws LogDoesNotReplay
 */
export async function replayLog(
  graphOf: (hash: string) => Promise<ExecutableGraph>,
  hash: string,
  log: readonly string[],
): Promise<{
  graph: ExecutableGraph;
  state: InstanceState;
  last: RecordedActivation;
  commands: RecordedCommand[];
}> {
  const activations = log.map((text) => JSON.parse(text) as RecordedActivation);
  const commands = activations.flatMap((activation) => activation.commands);
  const last = activations.at(-1);
  if (last === undefined) throw new LogDoesNotReplay('Expected a command log, but there is none');
  const hashes = hashesOf(commands);
  const graphs = new Map<string, ExecutableGraph>();
  for (const other of hashes) graphs.set(other, await graphOf(other));
  const first = await graphOf(hashes[0] ?? hash);
  const { state, graph = first } = replayActivation(first, null, { commands }, (of) => graphs.get(of));
  return { graph, state, last, commands };
}

/** Definitions between which the instance was migrated, in that order: the first is the one that it went by before. */
export const hashesOf = (commands: RecordedCommand[]): string[] =>
  commands.flatMap(({ command }) => (command.kind === 'migrate' ? [command.from, command.to] : []));

// helpers ////////////////////////////////////////////////////////////

/** The state is consumed. */
function replayCommand(
  graph: ExecutableGraph,
  state: InstanceState | null,
  { command, at }: RecordedCommand,
  graphs: NonNullable<RunOptions['graphs']> = () => undefined,
): Transition {
  if (command.kind === 'start') {
    if (state !== null) throw new LogDoesNotReplay('Expected one start, but there is another');
    return begin(graph, command, at);
  }
  if (state === null)
    throw new LogDoesNotReplay(`Expected the start of the instance, but got ${command.kind}`);
  const result = applyCommand(graph, state, command, at, { limits, graphs });
  if ('rejection' in result)
    throw new LogDoesNotReplay(`Expected ${command.kind} to be possible, but: ${result.rejection.message}`);
  return result;
}
