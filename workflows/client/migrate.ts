/** Migration of running instances to another version of their process: docs/how-to/migrate-instances.md. */
import {
  type EngineEvent,
  type MigrationMapping,
  type MigrationPlan,
  type MigrationProblem,
  planMigration,
} from '../../engine/index.ts';
import { definitionClaim } from '../definition-claim.ts';
import type { InstanceView, MigrateCommand } from '../messages.ts';
import * as requests from '../requests.ts';
import { askInstance } from './ask-instance.ts';
import type { WorkContext } from './context.ts';
import { rememberedGraphs } from './definition-codec.ts';
import { queryInstance } from './query-instance.ts';
import { WorkError } from './work-error.ts';

/** A deployed version: the row of `ProcessDefinition`. */
export interface Version {
  id: string;
  key: string;
  hash: string;
}

export interface MigrationOptions {
  from: Version;
  to: Version;
  mapping: MigrationMapping;
  timers: 'keep' | 'restart';
  /** Id of a person, or null. */
  actor: string | null;
  reason: string;
}

export function migrateCommand({ from, to, ...options }: MigrationOptions): MigrateCommand {
  return { kind: 'migrate', from: from.hash, to: to.hash, definitionId: to.id, ...options };
}

/** What becomes of what, for people to look over. */
export async function proposeMigration(
  { db }: Pick<WorkContext, 'db'>,
  from: Version,
  to: Version,
): Promise<MigrationPlan> {
  const graphOf = rememberedGraphs(db);
  const [source, target] = await Promise.all([graphOf(from.hash), graphOf(to.hash)]);
  return planMigration(source, target, { [from.key]: to.key });
}

/**
 * Lets an instance go on by another version.
 * @throws WorkError NOT_FOUND, CONFLICT (has ended, is suspended, goes by another version than `from`), INVALID (with the problems),
 *   UNAVAILABLE
 */
export async function migrateInstance(
  context: WorkContext,
  instanceId: string,
  options: MigrationOptions,
): Promise<InstanceView> {
  return await askInstance(context, instanceId, {
    request: requests.migrateInstance,
    args: [migrateCommand(options), definitionClaim(options.to.hash)],
    isOpenInReadModel: async () =>
      (await context.db.processInstance.count({ where: { id: instanceId, state: 'ACTIVE' } })) > 0,
  });
}

/** What it would lead to, or what cannot go. Nothing is done. @throws WorkError as `migrateInstance`, but for INVALID */
export async function previewMigration(
  context: WorkContext,
  instanceId: string,
  options: MigrationOptions,
): Promise<{ events: EngineEvent[]; problems: MigrationProblem[] }> {
  const claim = definitionClaim(options.to.hash);
  const result = await queryInstance(
    context,
    instanceId,
    requests.previewMigration,
    migrateCommand(options),
    claim,
  );
  if ('events' in result) return { events: result.events, problems: [] };
  const { code, message, problems } = result.rejection;
  if (problems) return { events: [], problems };
  throw new WorkError(code === 'NOT_FOUND' || code === 'INVALID' ? code : 'CONFLICT', message);
}
