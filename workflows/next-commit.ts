/**
 * What follows when the projection has answered: the same in the workflow and, ahead of it, in the transaction that runs jobs, which
 * goes on by this from one job to the next.
 */
import type { CommitInput, JobOutcome, RecordedActivation } from '../activities/projection/contract.ts';
import {
  activeElementIds,
  applyCommand,
  type Command,
  type EngineEvent,
  type ExecutableGraph,
  type InstanceState,
  isSuspended,
  type Job,
  lifecycle,
  openJobs,
  processVariables,
} from '../engine/index.ts';

/** What is done and projected within a second: a workflow task must not take longer than two. */
export const limits = { hops: 30_000, work: 300_000 };

/** What jobs and buffered messages have to say to the instance, in that order. */
export function commandsOf(
  state: InstanceState,
  { jobs, messages }: Pick<RecordedActivation, 'jobs' | 'messages'>,
): Command[] {
  const retriesOf = (key: string): number => openJobs(state).find((job) => job.key === key)?.retries ?? 0;
  return [
    ...jobs.map((outcome) => outcomeCommand(outcome, retriesOf)),
    ...messages.map((message): Command => ({ kind: 'correlateMessage', ...message })),
  ];
}

/** Open jobs, of which a suspended instance begins none. */
export const jobsToRun = (state: InstanceState): Job[] => (isSuspended(state) ? [] : openJobs(state));

/** The part of a commit that says where an instance stands. */
export function standing(
  state: InstanceState,
): Pick<CommitInput, 'lifecycle' | 'variables' | 'activeElements' | 'jobs'> {
  return {
    lifecycle: lifecycle(state),
    variables: processVariables(state),
    activeElements: activeElementIds(state),
    jobs: jobsToRun(state).filter(({ execution }) => execution === 'transactional'),
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
  for (const command of commandsOf(state, answer)) {
    const result = applyCommand(graph, current, command, at, { limits });
    if ('rejection' in result) continue;
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
      return { kind: 'completeJob', key, variables: outcome.variables };
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
