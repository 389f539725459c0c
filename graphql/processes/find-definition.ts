import type { Prisma } from '../../prisma/client/client.ts';
import { readableDefinitions } from '../authorisation/visibility.ts';
import { type Context, viewerOf } from '../context.ts';
import type { DefinitionRow } from './definition-content.ts';

/** The version asked for, or the newest. Null when there is none, and when the viewer may not see it. */
export function findDefinition(
  context: Context,
  { key, version }: { key: string; version?: number | null | undefined },
): Promise<DefinitionRow | null> {
  const where: Prisma.ProcessDefinitionWhereInput = version == null ? { key } : { key, version };
  return context.db.processDefinition.findFirst({
    where: { AND: [where, readableDefinitions(viewerOf(context))] },
    orderBy: { version: 'desc' },
  });
}

/** The newest version of each process, by key. There are tens of them, not thousands. */
export function newestDefinitions(context: Context): Promise<DefinitionRow[]> {
  return context.db.processDefinition.findMany({
    where: readableDefinitions(viewerOf(context)),
    distinct: ['key'],
    orderBy: [{ key: 'asc' }, { version: 'desc' }],
  });
}

export async function requireDefinition({ load }: Pick<Context, 'load'>, id: string): Promise<DefinitionRow> {
  const definition = await load.definition(id);
  if (!definition) throw new Error(`Expected the definition ${id} of an instance, but there is none.`);
  return definition;
}
