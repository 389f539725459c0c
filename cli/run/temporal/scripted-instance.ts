/**
 * A process instance under a script: the same runner, timers and projection as in production, but time is virtual, and jobs wait
 * for the script instead of being run.
 */
import { ApplicationFailure, allHandlersFinished, condition, setHandler } from '@temporalio/workflow';
import {
  type ExecutableGraph,
  lifecycle,
  nextDueAt,
  openIncidents,
  openJobs,
  openMessageSubscriptions,
  openUserTasks,
  processVariables,
} from '../../../engine/index.ts';
import { InstanceRunner } from '../../../workflows/instance-runner.ts';
import {
  advanceUpdate,
  commandUpdate,
  type ScriptedInput,
  type ScriptedView,
  viewUpdate,
} from './scripted-messages.ts';

export async function scriptedInstance(input: ScriptedInput, graph: ExecutableGraph): Promise<void> {
  let now = input.now;
  let horizon = now;
  const runner = new InstanceRunner(input, graph, {
    now: () => now,
    horizon: () => horizon,
    onDue: (dueAt) => {
      now = Math.max(now, dueAt);
    },
    runsExternalJobs: false,
    roomForJobs: () => 0,
  });

  const settled = async (): Promise<ScriptedView> => {
    await runner.settle();
    const { state } = runner;
    return {
      lifecycle: lifecycle(state),
      variables: processVariables(state),
      tasks: openUserTasks(state).map(({ key, elementId }) => ({ key, elementId })),
      jobs: openJobs(state).map(({ key, type }) => ({ key, type })),
      subscriptions: openMessageSubscriptions(state),
      incidents: openIncidents(state).map(({ elementId, code, message }) => ({ elementId, code, message })),
      nextDueAt: lifecycle(state) === 'active' ? nextDueAt(state) : null,
    };
  };

  setHandler(viewUpdate, settled);
  setHandler(commandUpdate, async (command) => {
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
