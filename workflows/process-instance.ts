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
import {
  type Command,
  dryRun,
  type ExecutableGraph,
  isOn,
  isSuspended,
  lifecycle,
  openAdHocSubProcesses,
  openIncidents,
  openSignalSubscriptions,
  openUserTask,
  pendingJobs,
  type Rejection,
  type RepairCommand,
  refuseHaltedTask,
  suspendedElements,
  suspendedRejection,
} from '../engine/index.ts';
import { type DefinitionClaim, definitionClaim } from './definition-claim.ts';
import { InstanceRunner, workflowSurroundings } from './instance-runner.ts';
import { viewOf } from './instance-view.ts';
import {
  activateAdHocUpdate,
  adHocQuery,
  assignTaskUpdate,
  betweenRuns,
  broadcastSignalUpdate,
  cancelInstanceUpdate,
  completeTaskUpdate,
  correlateMessageUpdate,
  type InstanceView,
  instanceStateQuery,
  instanceViewQuery,
  largestVariables,
  migrateInstanceUpdate,
  type ProcessInstanceInput,
  pendingJobsQuery,
  previewMigrationQuery,
  previewRepairQuery,
  type Refusal,
  renewUpdate,
  repairInstanceUpdate,
  resolveIncidentUpdate,
  startedUpdate,
  updateTaskUpdate,
} from './messages.ts';
import { continueInNewestVersion } from './newest-version.ts';
import { limits } from './next-commit.ts';
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

  setHandler(
    completeTaskUpdate,
    ({ key, variables, actor }) => ask({ kind: 'completeUserTask', key, variables, actor }),
    {
      validator: ({ key, variables, actor, assignee }) => {
        const task = openTask(key);
        expectVariables(variables);
        expectTaskGoingOn(key);
        const isOthers = task.assignee !== null && task.assignee !== actor && task.assignee !== assignee;
        if (assignee !== undefined && isOthers)
          throw refusal('CONFLICT', `Task ${key} is assigned to ${task.assignee}.`);
      },
    },
  );
  setHandler(
    assignTaskUpdate,
    ({ key, assignee, actor }) => ask({ kind: 'assignUserTask', key, assignee, actor }),
    {
      validator: ({ key, expected, expectedName }) => {
        const { assignee } = openTask(key);
        const isExpected = assignee === expected || (assignee !== null && assignee === expectedName);
        if (expected !== undefined && !isExpected)
          throw refusal('CONFLICT', `Task ${key} is assigned to ${assignee ?? 'nobody'}.`);
      },
    },
  );
  setHandler(updateTaskUpdate, (update) => ask({ kind: 'updateUserTask', ...update }), {
    validator: ({ key, changes }) => {
      openTask(key);
      expectRecord(changes, 'Changes');
      expectTaskGoingOn(key);
    },
  });
  setHandler(activateAdHocUpdate, (selection) => ask({ kind: 'activateAdHoc', ...selection }), {
    validator: ({ key, activities, actor }) => {
      expectActive();
      for (const { variables = {} } of activities) expectVariables(variables);
      expectPossible({ kind: 'activateAdHoc', key, activities, actor });
    },
  });
  setHandler(adHocQuery, () => openAdHocSubProcesses(runner.graph, runner.state));
  setHandler(pendingJobsQuery, (limit) => pendingJobs(runner.state, limit));
  setHandler(correlateMessageUpdate, (message) => ask({ kind: 'correlateMessage', ...message }), {
    validator: ({ subscriptionKey, messageId, variables }) => {
      expectRoom();
      expectVariables(variables);
      const { messageSubscriptions, seenMessages } = runner.state;
      if (!(subscriptionKey in messageSubscriptions) && !seenMessages.includes(messageId))
        throw refusal('NOT_FOUND', `There is no open subscription ${subscriptionKey}.`);
      // what is suspended keeps one message for each subscription
      if (isSuspended(runner.state) || suspendedElements(runner.state).length > 0)
        expectPossible({ kind: 'correlateMessage', subscriptionKey, messageId, variables });
    },
  });
  setHandler(broadcastSignalUpdate, (signal) => ask({ kind: 'broadcastSignal', ...signal }), {
    validator: ({ name, variables, signalId }) => {
      expectActive();
      expectVariables(variables);
      if (signalId !== undefined && runner.state.seenMessages.includes(signalId)) return;
      if (!openSignalSubscriptions(runner.state).some((it) => it.name === name))
        throw refusal('NOT_FOUND', `Nothing waits for the signal ${name}.`);
    },
  });
  setHandler(
    resolveIncidentUpdate,
    ({ incidentKey, variables }) => ask({ kind: 'resolveIncident', incidentKey, variables }),
    {
      validator: ({ incidentKey, variables }) => {
        expectRoom();
        expectVariables(variables);
        const incident = openIncidents(runner.state).find(({ key }) => key === incidentKey);
        // that by which it is held is resolved by its going on
        if (incident?.code !== 'INTERNAL') expectGoingOn();
        if (!incident) throw refusal('NOT_FOUND', `There is no open incident ${incidentKey}.`);
        if (suspendedElements(runner.state).length > 0)
          expectPossible({ kind: 'resolveIncident', incidentKey, variables });
      },
    },
  );
  setHandler(cancelInstanceUpdate, (request) => ask({ kind: 'cancel', ...request }), {
    validator: (_request) => expectActive(),
  });
  setHandler(repairInstanceUpdate, ask, {
    validator: (command) => {
      expectActive();
      if (!repairs.has(command?.kind)) throw refusal('INVALID', 'A repair is expected.');
      if (command.kind === 'resolveIncidents') expectVariables(command.variables);
      expectPossible(command);
    },
  });
  setHandler(
    migrateInstanceUpdate,
    (command, target) => {
      runner.know(target as ExecutableGraph);
      return ask(command);
    },
    {
      validator: (command, target) => {
        expectActive();
        if (command?.kind !== 'migrate') throw refusal('INVALID', 'A migration is expected.');
        expectPossible(command, target as ExecutableGraph);
      },
    },
  );
  setHandler(previewRepairQuery, (command) => tried(command));
  setHandler(previewMigrationQuery, (command, target) => tried(command, target as ExecutableGraph));
  setHandler(startedUpdate, async () => {
    bounds.countUpdate();
    await runner.check();
    return viewOf(runner.state);
  });
  setHandler(renewUpdate, async () => bounds.askToEnd());
  setHandler(instanceViewQuery, () => viewOf(runner.state));
  setHandler(instanceStateQuery, () => runner.state);

  function openTask(key: string) {
    expectRoom();
    const task = openUserTask(runner.state, key);
    if (!task) throw refusal('TASK_NOT_OPEN', `Task ${key} is not open.`);
    return task;
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

  function expectActive(): void {
    expectRoom();
    if (lifecycle(runner.state) !== 'active') throw refusal('CONFLICT', 'The instance has ended.');
  }

  function expectGoingOn(): void {
    if (isSuspended(runner.state))
      throw refusal('CONFLICT', 'The instance is suspended.', [suspendedRejection.text]);
  }

  function expectTaskGoingOn(key: string): void {
    expectGoingOn();
    const halted = refuseHaltedTask(runner.state, key);
    if (halted) throw refusal('CONFLICT', halted.message, [halted.text]);
  }

  /** For what is rare: it is done twice, here on a copy. */
  function expectPossible(command: Command, target?: ExecutableGraph): void {
    const result = orRefusal(() => tried(command, target));
    if ('rejection' in result) throw refusalOf(command, result.rejection);
  }

  function tried(command: Command, target?: ExecutableGraph): ReturnType<typeof dryRun> {
    const graphs = (hash: string) => (target?.hash === hash ? target : undefined);
    return dryRun(runner.graph, runner.state, command, Date.now(), { limits, graphs });
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

const repairs: ReadonlySet<unknown> = new Set<RepairCommand['kind']>([
  'modify',
  'resolveIncidents',
  'retryJob',
  'suspend',
  'resume',
  'suspendElement',
  'resumeElement',
  'undoUserTask',
]);

/** A bug that shows on a copy harms nobody: whoever asked is told. */
function orRefusal<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw refusal('INTERNAL', error instanceof Error ? error.message : String(error));
  }
}

function expectVariables(variables: unknown): void {
  expectRecord(variables, 'Variables');
  const size = JSON.stringify(variables).length;
  if (size > largestVariables) {
    const [is, most] = [size, largestVariables].map((it) => it.toLocaleString('en'));
    throw refusal('INVALID', `Variables of at most ${most} characters are expected, but these have ${is}.`, [
      {
        vi: `Dữ liệu quá lớn: ${is} ký tự, tối đa ${most}.`,
        en: `The data is too large: ${is} characters, of at most ${most}.`,
      },
    ]);
  }
}

function expectRecord(value: unknown, what: string): void {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw refusal('INVALID', `${what} are expected to be an object.`);
}

function refusal(type: Refusal, message: string, details: unknown[] = []): ApplicationFailure {
  const given = details.some((it) => it !== null) ? { details } : {};
  return ApplicationFailure.create({ type, message, nonRetryable: true, ...given });
}

/** Details: the text for people, then what cannot be migrated; null where there is none. */
function refusalOf(command: Command, { code, message, text, problems }: Rejection): ApplicationFailure {
  const details = problems ? [text ?? null, problems] : [text ?? null];
  if (code === 'INVALID') return refusal('INVALID', message, details);
  if (code === 'INTERNAL') return refusal('INTERNAL', message);
  if (code === 'NOT_UNDOABLE' || code === 'SUSPENDED') return refusal('CONFLICT', message, details);
  return refusal(refusalCode(command), message);
}

/** The same answer whether a command was refused by a validator or, in a race, by the engine. */
function refusalCode({ kind }: Command): Refusal {
  switch (kind) {
    case 'completeUserTask':
    case 'assignUserTask':
    case 'updateUserTask':
      return 'TASK_NOT_OPEN';
    case 'activateAdHoc':
    case 'correlateMessage':
    case 'resolveIncident':
    case 'resolveIncidents':
    case 'retryJob':
      return 'NOT_FOUND';
    default:
      return 'CONFLICT';
  }
}
