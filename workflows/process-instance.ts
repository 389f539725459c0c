/**
 * The one workflow: it interprets whatever definition it is given. Wiring only: what an instance does is the engine's, how it
 * gets done is the runner's.
 */
import {
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  currentUpdateInfo,
  setHandler,
} from '@temporalio/workflow';
import { type Command, type ExecutableGraph, isOn, lifecycle } from '../engine/index.ts';
import { type DefinitionClaim, definitionClaim } from './definition-claim.ts';
import { InstanceRunner, workflowSurroundings } from './instance-runner.ts';
import { viewOf } from './instance-view.ts';
import {
  betweenRuns,
  type InstanceView,
  type ProcessInstanceInput,
  renewUpdate,
  startedUpdate,
} from './messages.ts';
import { continueInNewestVersion } from './newest-version.ts';
import {
  activateAdHoc,
  assignTask,
  broadcastSignal,
  cancelInstance,
  completeTask,
  correlateMessage,
  instanceState,
  instanceView,
  migrateInstance,
  openAdHoc,
  openJobs,
  previewMigration,
  previewRepair,
  type Question,
  type Request,
  refusalOf,
  repairInstance,
  resolveIncident,
  type Standing,
  updateTask,
} from './requests.ts';
import { RunBounds } from './run-limits.ts';

export async function processInstance(
  input: ProcessInstanceInput,
  graph: ExecutableGraph,
): Promise<InstanceView> {
  const bounds = new RunBounds(input);
  const runner: InstanceRunner = new InstanceRunner(input, graph, {
    ...workflowSurroundings,
    // a run that has become long begins no more: the next one does, when those that run have ended
    roomForJobs: (state) =>
      isOn(state, 'boundedRuns') && bounds.age(state) !== 'young' ? 0 : bounds.jobs(state),
  });

  // Messages ////////////////////////////////////////////////////////////////////////////////////////

  const ask = async (command: Command): Promise<InstanceView> => {
    bounds.countUpdate();
    const applied = runner.apply(command, currentUpdateInfo()?.id ?? null);
    await runner.settle();
    if (applied.rejection) throw refusalOf(command, applied.rejection);
    return viewOf(runner.state);
  };

  const takes = <Args extends unknown[]>({ update, check, command }: Request<Args>): void =>
    setHandler(update, (...args: Args) => ask(command(...args)), {
      validator: (...args: Args) => {
        expectRoom();
        check(runner, ...args);
      },
    });
  takes(completeTask);
  takes(assignTask);
  takes(updateTask);
  takes(activateAdHoc);
  takes(correlateMessage);
  takes(broadcastSignal);
  takes(resolveIncident);
  takes(cancelInstance);
  takes(repairInstance);
  setHandler(
    migrateInstance.update,
    (command, target) => {
      runner.know(target as ExecutableGraph);
      return ask(command);
    },
    {
      validator: (command, target) => {
        expectRoom();
        migrateInstance.check(knowing(target), command, target);
      },
    },
  );

  const answers = <Answer, Args extends unknown[]>({ query, answer }: Question<Answer, Args>): void =>
    setHandler(query, (...args: Args) => answer(runner, ...args));
  answers(instanceView);
  answers(instanceState);
  answers(openAdHoc);
  answers(openJobs);
  answers(previewRepair);
  setHandler(previewMigration.query, (command, target) =>
    previewMigration.answer(knowing(target), command, target),
  );

  setHandler(startedUpdate, async () => {
    bounds.countUpdate();
    await runner.check();
    return viewOf(runner.state);
  });
  setHandler(renewUpdate, async () => bounds.askToEnd());

  /** The instance, and a definition that it may be migrated to: the codec has put it in the place of its claim. */
  function knowing(target: DefinitionClaim | ExecutableGraph): Standing {
    const { graph, state } = runner;
    const known = target as ExecutableGraph | undefined;
    return { graph, state, graphs: (hash) => (known?.hash === hash ? known : undefined) };
  }

  /** A run that is about to end takes nothing on: so it ends however much is asked of it. */
  function expectRoom(): void {
    if (bounds.age(runner.state) === 'overlong')
      throw ApplicationFailure.create({
        type: betweenRuns,
        message: 'A new run is about to begin.',
        nonRetryable: true,
      });
  }

  // Life ////////////////////////////////////////////////////////////////////////////////////////////

  void runner.settle();
  // A cancellation asked of Temporal itself, by an operator, is the instance's own.
  CancellationScope.current().cancelRequested.catch(() => {
    runner.apply({ kind: 'cancel', reason: 'Cancelled in Temporal', actor: null });
    void runner.settle();
  });

  const ended = () => lifecycle(runner.state) !== 'active';
  /** Whether the run ends here: the instance has ended, or another run is to go on, which takes up what waits from the state alone. */
  const isOver = (): boolean => {
    if (!runner.settled || !allHandlersFinished()) return false;
    if (ended()) return true;
    const age = bounds.age(runner.state);
    return age !== 'young' && (runner.runningJobs === 0 || age === 'overlong');
  };
  await CancellationScope.nonCancellable(async () => {
    for (;;) {
      await condition(() => isOver() || keepsJobsWaiting());
      if (isOver()) return;
      const isRelieved = await condition(() => isOver() || !keepsJobsWaiting(), bounds.patience);
      if (isRelieved) continue;
      // jobs that run for longer than others are to wait are begun again in the next run
      await condition(() => runner.settled && allHandlersFinished());
      return;
    }
  });
  if (ended()) return viewOf(runner.state);
  const { answered: _, ...lasting } = input;
  return await continueInNewestVersion<Continuation>(
    { ...lasting, variables: {}, continued: runner.state },
    definitionClaim(runner.graph.hash),
  );

  /** Jobs wait for the next run, which waits for others to end. */
  function keepsJobsWaiting(): boolean {
    return (
      isOn(runner.state, 'boundedRuns') &&
      runner.settled &&
      runner.runningJobs > 0 &&
      runner.waitingJobs > 0 &&
      bounds.age(runner.state) === 'long'
    );
  }
}

type Continuation = (next: ProcessInstanceInput, graph: DefinitionClaim) => Promise<InstanceView>;
