/** What the hand-written process does with the database: the projection's own statement, and the jobs beside it. */
import { changesOf } from '../../../activities/projection/changes.ts';
import type { RecordedCommand } from '../../../activities/projection/contract.ts';
import { write } from '../../../activities/projection/write.ts';
import type { EngineEvent, Variables } from '../../../engine/index.ts';
import type { Prisma, PrismaClient } from '../../../prisma/client/client.ts';
import { doWork } from './jobs.ts';

export interface Step {
  instanceId: string;
  agencyCode: string;
  /** Sequence of the last event that was saved before. */
  after: number;
  /** Epoch milliseconds. */
  at: number;
  commands: RecordedCommand[];
  events: EngineEvent[];
  /** Ids of the jobs that are done with this step. */
  jobs: string[];
  isEnded: boolean;
  variables: Variables;
  activeElements: string[];
}

export interface HandwrittenActivities {
  save(step: Step): Promise<void>;
}

export function handwrittenActivities(db: PrismaClient): HandwrittenActivities {
  return {
    async save(step) {
      if (step.jobs.length === 0) return await project(db, step);
      await db.$transaction(async (tx) => {
        for (const job of step.jobs) await doWork(tx, job);
        await project(tx, step);
      });
    },
  };
}

async function project(tx: Prisma.TransactionClient, { isEnded, jobs: _, ...step }: Step): Promise<void> {
  const lifecycle = isEnded ? ('completed' as const) : ('active' as const);
  const started = step.events.find((event) => event.event === 'timerStarted');
  const nextDueAt = started?.event === 'timerStarted' ? started.dueAt : null;
  const input = { ...step, taxCode: null, lifecycle, nextDueAt, needsWorkflow: false, jobs: [] };
  const recorded = { commands: step.commands, jobs: [], messages: [] };
  await write(tx, input, changesOf(input), new Map([[step.after + 1, recorded]]));
}
