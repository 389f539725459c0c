/**
 * What follows when the projection has answered: the same in the workflow and, ahead of it, in the transaction that runs jobs, which
 * goes on by this from one job to the next.
 */
import type {
  CommitInput,
  JobOutcome,
  RecordedActivation,
  StartCommand,
} from '../activities/projection/contract.ts';
import {
  activeElementIds,
  applyCommand,
  type Command,
  type EngineEvent,
  type ExecutableGraph,
  expectKnownFlags,
  hasItemsToBegin,
  type InstanceState,
  isOn,
  isSuspended,
  type Job,
  type JobResult,
  lifecycle,
  nextDueAt,
  type Oracle,
  openJob,
  openJobKeys,
  openJobsOf,
  processVariables,
  type Rejection,
  startInstance,
  type Transition,
  type Variables,
} from '../engine/index.ts';
import type { ProcessInstanceInput } from './messages.ts';

/** What is done and projected within a second: a workflow task must not take longer than two. */
export const limits = { hops: 30_000, work: 300_000, items: 1_000 };

/** The command that an instance begins with. */
export function startCommandOf(input: ProcessInstanceInput): StartCommand {
  return {
    kind: 'start',
    processId: input.processId,
    businessKey: input.businessKey,
    variables: input.variables,
    ...(input.startElementId === undefined ? {} : { startElementId: input.startElementId }),
    ...(input.flags === undefined ? {} : { flags: expectKnownFlags(input.flags) }),
  };
}

/** Begins the instance, now or once more as it was recorded; one that began before there were flags has none. */
export function begin(
  graph: ExecutableGraph,
  command: StartCommand,
  at: number,
  oracle: Oracle | null = null,
): Transition {
  const { kind: _, businessKey, flags = [], ...options } = command;
  const named = { ...options, flags, ...(businessKey === null ? {} : { businessKey }) };
  return startInstance(graph, named, at, { oracle, limits });
}

/** What jobs and buffered messages have to say to the instance, in that order. */
export function commandsOf(
  state: InstanceState,
  { jobs, messages }: Pick<RecordedActivation, 'jobs' | 'messages'>,
): Command[] {
  const retriesOf = (key: string): number => openJob(state, key)?.retries ?? 0;
  return [
    ...jobs.map((outcome) => outcomeCommand(outcome, retriesOf)),
    ...messages.map((message): Command => ({ kind: 'correlateMessage', ...message })),
  ];
}

/** Jobs that one transaction runs: it must not take longer than a worker waits for it. */
const jobsAtOnce = 100;

/** Transactional jobs that come next; a suspended instance begins none. */
const nextJobs = (state: InstanceState): Job[] =>
  isSuspended(state)
    ? []
    : openJobsOf(state, 'transactional', isOn(state, 'boundedRuns') ? jobsAtOnce : undefined);

/** Whether there are such. */
export const hasJobs = (state: InstanceState): boolean =>
  !isSuspended(state) && openJobKeys(state, 'transactional').size > 0;

export function completion(key: string, variables: Variables, result?: JobResult): Command {
  return { kind: 'completeJob', key, variables, ...(result ? { result } : {}) };
}

/** A job that has answered what its element cannot do has failed for good: asked again it would say the same. */
export function insteadOf(command: Command, { code, message }: Rejection): Command | null {
  if (command.kind !== 'completeJob' || code !== 'INVALID') return null;
  return { kind: 'failJob', key: command.key, retries: 0, message };
}

/** Whether there is something to do that is no part of a transaction: jobs outside of the database, a large loop's next items. */
export const outlastsTransaction = (state: InstanceState): boolean =>
  openJobKeys(state, 'external').size > 0 || hasItemsToBegin(state);

/** The part of a commit that says where an instance stands. */
export function standing(
  state: InstanceState,
): Pick<CommitInput, 'lifecycle' | 'variables' | 'activeElements' | 'nextDueAt' | 'needsWorkflow' | 'jobs'> {
  return {
    lifecycle: lifecycle(state),
    variables: processVariables(state),
    activeElements: activeElementIds(state),
    nextDueAt: nextDueAt(state),
    needsWorkflow: outlastsTransaction(state),
    jobs: nextJobs(state),
  };
}

/**
 * Lets an instance go on with what was answered. The state is consumed. `commands` and `events` are those that came of it; a command
 * that is refused leaves none.
 */
export function nextCommit(
  graph: ExecutableGraph,
  state: InstanceState,
  answer: Pick<RecordedActivation, 'jobs' | 'messages'>,
  at: number,
): { state: InstanceState } & Omit<
  CommitInput,
  'instanceId' | 'agencyCode' | 'taxCode' | 'after' | 'at' | 'chain'
> {
  const events: EngineEvent[] = [];
  const commands: CommitInput['commands'] = [];
  let current = state;
  for (const asked of commandsOf(state, answer)) {
    let command = asked;
    let result = applyCommand(graph, current, command, at, { limits });
    if ('rejection' in result) {
      const instead = insteadOf(command, result.rejection);
      if (!instead) continue;
      command = instead;
      result = applyCommand(graph, current, command, at, { limits });
      if ('rejection' in result) continue;
    }
    current = result.state;
    commands.push({ id: null, at, command });
    for (const event of result.events) events.push(event);
  }
  return { state: current, events, commands, ...standing(current) };
}

// helpers ////////////////////////////////////////////////////////////

function outcomeCommand(outcome: JobOutcome, retriesOf: (key: string) => number): Command {
  const { key } = outcome;
  switch (outcome.outcome) {
    case 'completed':
      return completion(key, outcome.variables, outcome.result);
    case 'error': {
      const { code, message, variables } = outcome;
      return { kind: 'throwJobError', key, code, message, variables };
    }
    case 'failed':
      return {
        kind: 'failJob',
        key,
        retries: outcome.final ? 0 : Math.max(0, retriesOf(key) - 1),
        message: outcome.message,
      };
  }
}
