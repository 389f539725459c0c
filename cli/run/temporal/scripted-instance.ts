/**
 * A process instance under a script: the same runner, timers and projection as in production, but time is virtual, jobs wait for the
 * script instead of being run, and in a model without data it says which way tokens go.
 */
import { ApplicationFailure, allHandlersFinished, condition, setHandler } from '@temporalio/workflow';
import { type ExecutableGraph, type InstanceState, lifecycle, nextDueAt } from '../../../engine/index.ts';
import { InstanceRunner } from '../../../workflows/instance-runner.ts';
import { oracleOf } from '../ways.ts';
import { advanceUpdate, commandUpdate, type ScriptedInput, stateUpdate } from './scripted-messages.ts';

export async function scriptedInstance(input: ScriptedInput, graph: ExecutableGraph): Promise<void> {
  let now = input.now;
  let horizon = now;
  let { ways = {} } = input;
  const runner = new InstanceRunner(input, graph, {
    now: () => now,
    horizon: () => horizon,
    onDue: (dueAt) => {
      now = Math.max(now, dueAt);
    },
    runsExternalJobs: false,
    roomForJobs: () => 0,
    oracle: input.ways ? oracleOf(() => ways) : null,
  });

  const settled = async (): Promise<InstanceState> => {
    await runner.settle();
    return runner.state;
  };

  setHandler(stateUpdate, settled);
  setHandler(commandUpdate, async (command, waysNow = ways) => {
    ways = waysNow;
    const { rejection } = runner.apply(command);
    if (rejection) throw ApplicationFailure.nonRetryable(rejection.message, rejection.code);
    return await settled();
  });
  setHandler(advanceUpdate, async ({ until }) => {
    horizon = Math.max(horizon, until);
    await runner.settle();
    await condition(() => {
      const dueAt = lifecycle(runner.state) === 'active' ? nextDueAt(runner.state) : null;
      return runner.settled && (dueAt === null || dueAt > horizon);
    });
    now = Math.max(now, until);
    return await settled();
  });

  void runner.settle();
  await condition(() => lifecycle(runner.state) !== 'active' && runner.settled && allHandlersFinished());
}
