import { applyCommand } from '../apply-command.ts';
import type { Command, Rejection } from '../commands.ts';
import type { EngineEvent } from '../events.ts';
import type { ExecutableGraph } from '../graph.ts';
import type { RunOptions } from '../run.ts';
import type { InstanceState } from '../state/instance-state.ts';
import { copyOf } from './copy-of-state.ts';

/**
 * What a command would lead to, event by event, or why it would be refused. The state stays as it is. `now` is epoch milliseconds.
 *
 * @example
 * const instructions = [{ kind: 'cancelAll', elementId: 'review' }, { kind: 'activate', elementId: 'sign' }];
 * const result = dryRun(graph, state, { kind: 'modify', instructions, actor: 'admin', reason: 'wrong way' }, now);
 * if ('events' in result) for (const event of result.events) console.log(event.event);
 */
export function dryRun(
  graph: ExecutableGraph,
  state: InstanceState,
  command: Command,
  now: number,
  options: RunOptions = {},
): { events: EngineEvent[] } | { rejection: Rejection } {
  const result = applyCommand(graph, copyOf(state), command, now, options);
  return 'rejection' in result ? result : { events: result.events };
}
