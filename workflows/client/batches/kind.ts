/** What a kind of batch does with one instance. */
import type { MigrationProblem } from '../../../engine/index.ts';
import type { Batch } from '../../../prisma/client/client.ts';
import type { WorkContext } from '../context.ts';

/** Why it cannot be done with an instance; empty where it was done, or can be. */
export type Problems = MigrationProblem[];

/**
 * Each is done again when it is not known whether it was: the second time it changes nothing. @throws WorkError UNAVAILABLE where it may
 * go another time
 */
export interface BatchKind {
  check(context: WorkContext, batch: Batch, instanceId: string): Promise<Problems>;
  run(context: WorkContext, batch: Batch, instanceId: string): Promise<Problems>;
  rollBack(context: WorkContext, batch: Batch, instanceId: string): Promise<Problems>;
}
