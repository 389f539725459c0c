/** What the client side works with. */
import type { Client } from '@temporalio/client';
import type { AnyJob } from '../../activities/job.ts';
import type { PrismaClient } from '../../prisma/client/client.ts';

export interface WorkContext {
  db: PrismaClient;
  temporal: Client;
  /** Default: the catalogue. */
  jobs?: readonly AnyJob[];
  /**
   * Whether dispatchers are there, which fire what is due (due-timers.ts), so that instances may rest (resting-instance.ts). Default: no,
   * each has its own timers, and its workflow does its steps.
   */
  timersAreSwept?: boolean;
}

/** Where workers of process instances and their jobs listen. */
export const taskQueue = 'congvan';

/** How long an answer of an instance is waited for, milliseconds, before it is UNAVAILABLE. */
export const answerTimeout = 30_000;
