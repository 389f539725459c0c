/**
 * The first steps of an instance, up to where it waits for something, are done by whoever starts it, in one transaction of the
 * database: the same pure functions as in the workflow, which is then started where they have led to. That saves the workflow its
 * first projection and its answer, and an instance is visible before Temporal knows of it.
 */
import type { AnyJob } from '../../activities/job.ts';
import { createCommit } from '../../activities/projection/commit.ts';
import { expectKnownFlags } from '../../engine/index.ts';
import type { PrismaClient } from '../../prisma/client/client.ts';
import type { ProcessInstanceInput } from '../messages.ts';
import { begin, startCommandOf } from '../next-commit.ts';
import { type Ahead, commitAhead } from './commit-ahead.ts';
import { rememberedGraphs } from './definition-codec.ts';

export interface Beginning {
  instanceId: string;
  /** Of its definition. */
  hash: string;
  input: ProcessInstanceInput;
}

/**
 * @param jobs those that may be run here; an instance that begins with another is left to its workflow
 * @returns null when somebody else has begun it
 * @throws whatever goes wrong: then nothing was done
 */
export async function beginInstance(
  db: PrismaClient,
  { instanceId, hash, input }: Beginning,
  jobs?: readonly AnyJob[],
): Promise<Ahead | null> {
  const graph = await rememberedGraphs(db)(hash);
  expectKnownFlags(input.flags ?? []);
  const command = { id: null, at: Date.now(), command: startCommandOf(input) };
  const { state, events } = begin(graph, command.command, command.at);
  const { agencyCode, taxCode } = input;
  return await commitAhead(
    (...by) => createCommit(db, ...by),
    { ...{ instanceId, agencyCode, taxCode, graph, command, events, state }, after: 0 },
    jobs,
  );
}
