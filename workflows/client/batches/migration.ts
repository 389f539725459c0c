/** Instances go to another version; rolled back, they return to the one that they came from. */
import { inverseMapping } from '../../../engine/index.ts';
import type { Batch } from '../../../prisma/client/client.ts';
import type { WorkContext } from '../context.ts';
import { type MigrationOptions, migrateInstance, previewMigration } from '../migrate.ts';
import { WorkError } from '../work-error.ts';
import type { BatchKind, Problems } from './kind.ts';

/** `Batch.input` of this kind. */
export type MigrationInput = Pick<MigrationOptions, 'from' | 'to' | 'mapping' | 'timers'>;

export const migration: BatchKind = {
  check: (context, batch, instanceId) =>
    unlessRefused(async () => (await previewMigration(context, instanceId, optionsOf(batch))).problems),
  run: (context, batch, instanceId) => migrate(context, instanceId, optionsOf(batch)),
  rollBack: (context, batch, instanceId) => migrate(context, instanceId, wayBack(optionsOf(batch))),
};

// helpers ////////////////////////////////////////////////////////////

function optionsOf({ input, actorId, reason }: Batch): MigrationOptions {
  return { ...(input as unknown as MigrationInput), actor: actorId, reason };
}

/** Timers keep their due time: they have run on. */
const wayBack = ({ from, to, mapping, ...options }: MigrationOptions): MigrationOptions => ({
  ...options,
  from: to,
  to: from,
  mapping: inverseMapping(mapping),
  timers: 'keep',
});

function migrate(context: WorkContext, instanceId: string, options: MigrationOptions): Promise<Problems> {
  return unlessRefused(async () => {
    try {
      await migrateInstance(context, instanceId, options);
    } catch (error) {
      const isThere = error instanceof WorkError && error.code === 'CONFLICT';
      if (!isThere || !(await goesBy(context, instanceId, options.to.id))) throw error;
    }
    return [];
  });
}

const goesBy = async ({ db }: WorkContext, id: string, definitionId: string): Promise<boolean> =>
  (await db.processInstance.count({ where: { id, definitionId } })) > 0;

/** A refusal is an answer; only what may go another time is thrown. */
async function unlessRefused(ask: () => Promise<Problems>): Promise<Problems> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof WorkError) || error.code === 'UNAVAILABLE') throw error;
    if (error.problems) return error.problems;
    const reason = { vi: `Không thể chuyển: ${error.message}`, en: error.message };
    return [{ elementId: '', key: null, reason }];
  }
}
