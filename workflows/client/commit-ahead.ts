/**
 * A step done and projected here, ahead of its workflow, with the same pure functions and in one transaction. The workflow takes it over
 * before it does anything else: what is committed counts.
 */
import { jobs as catalogue } from '../../activities/index.ts';
import type { AnyJob } from '../../activities/job.ts';
import type { Chain, Commit, JobByType } from '../../activities/projection/commit.ts';
import type {
  CommitInput,
  RecordedActivation,
  RecordedCommand,
} from '../../activities/projection/contract.ts';
import { type EngineEvent, type ExecutableGraph, type InstanceState, lifecycle } from '../../engine/index.ts';
import { hasJobs, nextCommit, outlastsTransaction, standing } from '../next-commit.ts';

export interface Step extends Pick<CommitInput, 'instanceId' | 'agencyCode' | 'taxCode' | 'after'> {
  command: RecordedCommand;
  events: EngineEvent[];
  /** Where that has led to. */
  state: InstanceState;
  graph: ExecutableGraph;
}

export interface Ahead {
  state: InstanceState;
  /** What was answered to the last commit, which `state` has not taken in. */
  answered: Pick<RecordedActivation, 'jobs' | 'messages'>;
  /** False when there is more to do, which the workflow goes on with. */
  isAtRest: boolean;
}

/**
 * @param commitBy a commit in a transaction of its own, or within another
 * @param jobs those that may be run here; an instance that comes to another is left to its workflow
 * @returns null when the instance has gone on meanwhile
 * @throws whatever goes wrong: then nothing was done, or the other transaction is to be rolled back
 */
export async function commitAhead(
  commitBy: (jobByType: JobByType, chain: Chain) => Commit,
  { command, graph, ...step }: Step,
  jobs: readonly AnyJob[] = catalogue,
): Promise<Ahead | null> {
  let { state } = step;
  const { instanceId, agencyCode, taxCode, after, events } = step;
  const input: CommitInput = {
    ...{ instanceId, agencyCode, taxCode, after, events },
    at: command.at,
    commands: [command],
    ...standing(state),
    isAhead: true,
  };
  const jobByType = (type: string): AnyJob => {
    const found = jobs.find((job) => job.type === type);
    if (!found) throw new Error(`Expected a job ${type} to be known here, but it is not.`);
    return found;
  };
  const commit = commitBy(jobByType, { graphOf: async () => graph, next: nextCommit });
  const result = await commit(
    input.jobs.length > 0 ? { ...input, chain: { hash: graph.hash, state: JSON.stringify(state) } } : input,
  );
  if (result.ahead) return null;
  // it is the workflow that an instance is held by
  if (result.impossible !== undefined) throw new Error(result.impossible);

  for (const answer of result.followed ?? []) ({ state } = nextCommit(graph, state, answer, command.at));
  const { jobs: outcomes, messages } = result;
  const isAtRest = outcomes.length === 0 && messages.length === 0 && !hasJobs(state);
  return { state, answered: { jobs: outcomes, messages }, isAtRest };
}

/**
 * Whether there is something to do now that only the workflow does.
 * @param hasWorkflow it has one, which is to hear of its end
 */
export function needsWorkflow(
  { state, isAtRest }: Pick<Ahead, 'state' | 'isAtRest'>,
  hasWorkflow = false,
): boolean {
  if (!isAtRest) return true;
  if (lifecycle(state) !== 'active') return hasWorkflow;
  return outlastsTransaction(state);
}
