/**
 * The first steps of an instance, up to where it waits for something, are done by whoever starts it, in one transaction of the
 * database: the same pure functions as in the workflow, which is then started where they have led to. That saves the workflow its
 * first projection and its answer, and an instance is visible before Temporal knows of it.
 */
import { jobs as catalogue } from '../../activities/index.ts';
import type { AnyJob } from '../../activities/job.ts';
import { createCommit } from '../../activities/projection/commit.ts';
import type { CommitInput, RecordedActivation } from '../../activities/projection/contract.ts';
import { expectKnownFlags, type InstanceState } from '../../engine/index.ts';
import type { PrismaClient } from '../../prisma/client/client.ts';
import type { ProcessInstanceInput } from '../messages.ts';
import { begin, hasJobs, nextCommit, standing, startCommandOf } from '../next-commit.ts';
import { rememberedGraphs } from './definition-codec.ts';

export interface Beginning {
  instanceId: string;
  /** Of its definition. */
  hash: string;
  input: ProcessInstanceInput;
}

export interface Begun {
  state: InstanceState;
  /** What was answered to the last commit, which `state` has not taken in. */
  answered: Pick<RecordedActivation, 'jobs' | 'messages'>;
  /** False when there is more to do, which the workflow goes on with. */
  isAtRest: boolean;
}

/**
 * @param jobs those that may be run here; an instance that begins with another is left to its workflow
 * @returns null when somebody else has begun it
 * @throws whatever goes wrong: then nothing was done
 */
export async function beginInstance(
  db: PrismaClient,
  { instanceId, hash, input }: Beginning,
  jobs: readonly AnyJob[] = catalogue,
): Promise<Begun | null> {
  const graphOf = rememberedGraphs(db);
  const graph = await graphOf(hash);
  expectKnownFlags(input.flags ?? []);
  const at = Date.now();
  const command = startCommandOf(input);
  const { events, ...begun } = begin(graph, command, at);
  let { state } = begun;
  const first: CommitInput = {
    instanceId,
    agencyCode: input.agencyCode,
    taxCode: input.taxCode,
    after: 0,
    at,
    commands: [{ id: null, at, command }],
    events,
    ...standing(state),
    isAhead: true,
  };
  const jobByType = (type: string): AnyJob => {
    const found = jobs.find((job) => job.type === type);
    if (!found) throw new Error(`Expected a job ${type} to be known here, but it is not.`);
    return found;
  };
  const commit = createCommit(db, jobByType, { graphOf, next: nextCommit });
  const result = await commit(
    first.jobs.length > 0 ? { ...first, chain: { hash, state: JSON.stringify(state) } } : first,
  );
  if (result.ahead) return null;
  // it is the workflow that an instance is held by
  if (result.impossible !== undefined) throw new Error(result.impossible);

  for (const answer of result.followed ?? []) ({ state } = nextCommit(graph, state, answer, at));
  const { jobs: outcomes, messages } = result;
  const isAtRest = outcomes.length === 0 && messages.length === 0 && !hasJobs(state);
  return { state, answered: { jobs: outcomes, messages }, isAtRest };
}
