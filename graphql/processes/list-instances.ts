import type { InstanceState, Prisma, ProcessInstance } from '../../prisma/client/client.ts';
import { readableInstances } from '../authorisation/visibility.ts';
import { type Connection, connect, type PageArguments, type SortKey } from '../connection.ts';
import { type Context, viewerOf } from '../context.ts';
import { searchDocuments } from '../documents/list-documents.ts';

export interface InstanceFilter {
  key?: string | null | undefined;
  state?: InstanceState | null | undefined;
  hasIncident?: boolean | null | undefined;
  search?: string | null | undefined;
}

const newestFirst: readonly SortKey<ProcessInstance>[] = [
  { field: 'startedAt', direction: 'desc' },
  { field: 'id', direction: 'desc' },
];

export async function listInstances(
  context: Context,
  filter: InstanceFilter,
  page: PageArguments,
): Promise<Connection<ProcessInstance>> {
  const { db } = context;
  const where = { AND: [readableInstances(viewerOf(context)), await filterInstances(context, filter)] };
  return connect(
    page,
    newestFirst,
    ({ after, orderBy, take }) =>
      db.processInstance.findMany({ where: { AND: [where, after] }, orderBy, take }),
    (take) => db.processInstance.count({ where, take }),
  );
}

async function filterInstances(
  context: Context,
  { key, state, hasIncident, search }: InstanceFilter,
): Promise<Prisma.ProcessInstanceWhereInput> {
  const unresolved = { resolvedAt: null };
  return {
    AND: [
      key ? { definition: { key } } : {},
      state ? { state } : {},
      hasIncident == null ? {} : { incidents: hasIncident ? { some: unresolved } : { none: unresolved } },
      search?.trim() ? await searchInstances(context, search.trim()) : {},
    ],
  };
}

/** By id, business key, and whatever finds the document that the instance is about. */
async function searchInstances(context: Context, search: string): Promise<Prisma.ProcessInstanceWhereInput> {
  const documents = await context.db.document.findMany({
    where: {
      AND: [{ agencyCode: viewerOf(context).agencyCode ?? '' }, await searchDocuments(context, search)],
    },
    select: { id: true },
    orderBy: { createdAt: 'desc' },
    take: 1000,
  });
  const beginning = { startsWith: search, mode: 'insensitive' as const };
  return {
    OR: [{ id: search }, { businessKey: beginning }, { documentId: { in: documents.map(({ id }) => id) } }],
  };
}
