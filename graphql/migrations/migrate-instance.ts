import type { EngineEvent, MigrationProblem } from '../../engine/index.ts';
import type { Batch, ProcessInstance } from '../../prisma/client/client.ts';
import {
  type MigrationInput,
  migrateInstance as migrate,
  previewMigration,
  startBatch,
} from '../../workflows/client/index.ts';
import { type Context, viewerOf } from '../context.ts';
import { requireDefinition } from '../processes/find-definition.ts';
import { requireInstance } from '../processes/find-instance.ts';
import { expectReason } from '../reason.ts';
import { findVersions, type MappingStep, mappingFor } from './find-versions.ts';

interface Request {
  toVersion: number;
  mapping?: readonly MappingStep[] | null | undefined;
  timers?: 'keep' | 'restart' | null | undefined;
  reason: string;
  dryRun?: boolean | null | undefined;
}

export interface Migrated {
  instance: ProcessInstance;
  /** Only of a dry run. */
  events: EngineEvent[];
  problems: MigrationProblem[];
}

export async function migrateInstance(
  context: Context,
  { id, toVersion, mapping, timers, reason, dryRun }: Request & { id: string },
): Promise<Migrated> {
  const actor = viewerOf(context).id;
  const instance = await requireInstance(context, id);
  const { key, version } = await requireDefinition(context, instance.definitionId);
  const versions = await findVersions(context, { key, from: version, to: toVersion });
  const options = {
    ...versions,
    mapping: await mappingFor(context, versions, mapping ?? []),
    ...{ timers: timers ?? 'keep', actor, reason: expectReason(reason) },
  };
  const { events, problems } = await previewMigration(context, id, options);
  if (dryRun || problems.length > 0) return { instance, events: dryRun ? events : [], problems };
  await migrate(context, id, options);
  return { instance: await requireInstance(context, id), events: [], problems: [] };
}

/** Of the agency's own instances. */
export async function migrateInstances(
  context: Context,
  request: Request & {
    key: string;
    fromVersion: number;
    elementId?: string | null | undefined;
    ids?: readonly string[] | null | undefined;
  },
): Promise<Batch> {
  const { key, fromVersion, toVersion, mapping, timers, dryRun, elementId, ids } = request;
  const { id: actorId, agencyCode } = viewerOf(context);
  const reason = expectReason(request.reason);
  if (!agencyCode) throw new Error('Expected a manager of an agency.');
  const { from, to } = await findVersions(context, { key, from: fromVersion, to: toVersion });
  const version = ({ id, key, hash }: typeof from) => ({ id, key, hash });
  return await startBatch(context, {
    ...{ kind: 'migration', agencyCode, actorId, reason, begin: (dryRun ?? true) ? 'check' : 'run' },
    input: {
      ...{ from: version(from), to: version(to), timers: timers ?? 'keep' },
      mapping: await mappingFor(context, { from, to }, mapping ?? []),
    } satisfies MigrationInput,
    selection: {
      ...{ definitionId: from.id, agencyCode },
      ...(elementId == null ? {} : { elementId }),
      ...(ids == null ? {} : { instanceIds: [...ids] }),
    },
  });
}
