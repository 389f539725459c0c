/** Random ways through a process, driven from outside. */
import fc from 'fast-check';
import { type Command, type InstanceState, nextDueAt, openJobs, openUserTasks } from '../../engine/index.ts';

/** Numbers that pick what is done next, again from the first when they are used up. */
export const choices = fc.array(fc.nat(20), { minLength: 1, maxLength: 20 });

/** Nothing but JSON may be needed to go on. */
export const written = (state: InstanceState): InstanceState => JSON.parse(JSON.stringify(state));

/** What can be done from outside; `choice` picks one. */
export function nextCommand(state: InstanceState, choice: number): Command | null {
  const commands: Command[] = [
    ...openUserTasks(state).map(
      (task): Command => ({ kind: 'completeUserTask', key: task.key, variables: {}, actor: null }),
    ),
    ...openJobs(state).map(
      (job): Command => ({ kind: 'completeJob', key: job.key, variables: { done: job.elementId } }),
    ),
    ...(nextDueAt(state) === null ? [] : [{ kind: 'fireTimers' } as const]),
  ];
  return commands[choice % Math.max(1, commands.length)] ?? null;
}
