/**
 * An instance rests in the database, and Temporal does not know of it, until it comes to what outlasts a transaction: a job outside, a timer
 * that nobody sweeps, a fault that is to be held. Until then whoever asks something of it does the step, with the same pure functions as its
 * workflow, in one transaction: a few milliseconds instead of an Update, a workflow task and a local activity (docs/performance.md). From
 * then on its workflow leads.
 */
import { ApplicationFailure } from '@temporalio/common';
import { createCommit } from '../../activities/projection/commit.ts';
import { isTransient } from '../../activities/projection/transient.ts';
import { applyCommand, type ExecutableGraph, expectKnownFlags } from '../../engine/index.ts';
import { viewOf } from '../instance-view.ts';
import type { InstanceView } from '../messages.ts';
import { limits, outlastsTransaction } from '../next-commit.ts';
import { type Question, type Request, refusalOf, type Standing } from '../requests.ts';
import { commitAhead, needsWorkflow } from './commit-ahead.ts';
import type { WorkContext } from './context.ts';
import { rememberedGraphs } from './definition-codec.ts';
import { type OpenInstance, readOpenInstance } from './open-instance.ts';
import { continueInWorkflow } from './start-instance.ts';
import { refusedBy } from './work-error.ts';

/** Of many who ask one instance at once each but the first has to look again. */
const attempts = 10;

/**
 * Does what is asked.
 * @param updateId what was done by it before is not done again
 * @returns null where it is the workflow that is to be asked
 * @throws WorkError what was asked is refused; else what the database throws, when the same may succeed later
 */
export async function askAtRest<Args extends unknown[]>(
  context: WorkContext,
  instanceId: string,
  { check, command: commandOf }: Request<Args>,
  args: Args,
  updateId: string | null,
): Promise<InstanceView | null> {
  // without dispatchers nobody would fire the timers of an instance without workflow
  if (!context.timersAreSwept) return null;
  try {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const resting = await readResting(context, instanceId, args);
      if (resting === null) return null;
      const { instance, agencyCode, taxCode, readAt: at, commandIds } = resting;
      if (updateId !== null && commandIds.has(updateId)) return viewOf(instance.state);
      check(instance, ...args);
      const command = commandOf(...args);
      const after = instance.state.sequence;
      const result = applyCommand(instance.graph, instance.state, command, at, {
        limits,
        graphs: instance.graphs,
      });
      if ('rejection' in result) throw refusalOf(command, result.rejection);
      const { state, events, graph = instance.graph } = result;
      if (events.length === 0) return viewOf(state);
      const ahead = await commitAhead(
        (...by) => createCommit(context.db, ...by),
        {
          ...{ instanceId, agencyCode, taxCode, after, graph, events, state },
          command: { id: updateId, at, command },
        },
        context.jobs,
      );
      if (ahead === null) continue;
      if (!needsWorkflow(ahead)) return viewOf(ahead.state);
      return await continueInWorkflow(context, { ...resting, instanceId, hash: graph.hash }, ahead);
    }
    return null;
  } catch (error) {
    if (error instanceof ApplicationFailure) throw refusedBy(error);
    if (isTransient(error)) throw error;
    // a fault, of the engine or of these data, is held by the workflow
    return null;
  }
}

/** @returns null where it is the workflow that is to be asked */
export async function answerAtRest<Answer, Args extends unknown[]>(
  context: WorkContext,
  instanceId: string,
  { answer }: Question<Answer, Args>,
  args: Args,
): Promise<{ answer: Answer } | null> {
  const resting = await readResting(context, instanceId, args);
  return resting && { answer: answer(resting.instance, ...args) };
}

// helpers ////////////////////////////////////////////////////////////

interface Resting extends Omit<OpenInstance, 'recorded'> {
  instance: Required<Standing>;
  /** Ids of what was asked before. */
  commandIds: ReadonlySet<string>;
}

/** @param args of what is asked: definitions that it names are known to the instance */
async function readResting(
  { db }: WorkContext,
  instanceId: string,
  args: unknown[],
): Promise<Resting | null> {
  const open = await readOpenInstance(db, instanceId, { isResting: true });
  if (open === null) return null;
  const { recorded, ...rest } = open;
  if (recorded === null || !recorded.isAtRest || outlastsTransaction(recorded.state)) return null;
  const { graph, state, commands } = recorded;
  expectKnownFlags(state.flags ?? []);
  const graphOf = rememberedGraphs(db);
  const graphs = new Map<string, ExecutableGraph>();
  for (const hash of definitionsIn(args)) graphs.set(hash, await graphOf(hash));
  return {
    ...rest,
    instance: { graph, state, graphs: (hash) => graphs.get(hash) },
    commandIds: new Set(commands.flatMap(({ id }) => id ?? [])),
  };
}

const definitionsIn = (args: unknown[]): string[] =>
  args.flatMap((arg) => {
    const { kind, from, to } = (arg ?? {}) as { kind?: unknown; from?: unknown; to?: unknown };
    return kind === 'migrate' ? [from, to].filter((hash) => typeof hash === 'string') : [];
  });
