import {
  type AgencyVersion,
  openSuspension,
  resumeDefinition,
  suspendDefinition,
  waitingStarts,
} from '../../workflows/client/index.ts';
import { type Context, viewerOf } from '../context.ts';
import { names, notFound } from '../errors.ts';
import { expectReason } from '../reason.ts';
import type { DefinitionRow } from './definition-content.ts';
import { findDefinition } from './find-definition.ts';

export interface Suspended {
  definition: DefinitionRow;
  waitingStarts: number;
}

interface Request {
  key: string;
  version: number;
  reason: string;
  dryRun?: boolean | null | undefined;
}

/** For the viewer's own agency. */
export async function changeSuspension(
  context: Context,
  what: 'suspend' | 'resume',
  { key, version, dryRun, ...request }: Request,
): Promise<Suspended> {
  const reason = expectReason(request.reason);
  const { id: actorId, agencyCode } = viewerOf(context);
  const definition = await findDefinition(context, { key, version });
  if (!definition || !agencyCode) throw notFound(names.definition);
  const asked = { definitionId: definition.id, agencyCode, actorId, reason, dryRun: dryRun ?? false };
  if (what === 'resume') return { definition, waitingStarts: await resumeDefinition(context.db, asked) };
  await suspendDefinition(context.db, asked);
  return { definition, waitingStarts: 0 };
}

/** How it stands with the viewer's agency; null while that takes new instances. */
export async function findSuspension(context: Context, { id: definitionId }: DefinitionRow) {
  const { agencyCode } = viewerOf(context);
  if (!agencyCode) return null;
  const version: AgencyVersion = { definitionId, agencyCode };
  const suspension = await openSuspension(context.db, version);
  return suspension && { ...suspension, waitingStarts: await waitingStarts(context.db, version) };
}

/** Ids of the versions of which the viewer's agency takes no new instances. */
export async function suspendedDefinitions(context: Context): Promise<Set<string>> {
  const { agencyCode } = viewerOf(context);
  if (!agencyCode) return new Set();
  const rows = await context.db.definitionSuspension.findMany({
    where: { agencyCode, resumedAt: null },
    select: { definitionId: true },
  });
  return new Set(rows.map(({ definitionId }) => definitionId));
}
