/** Documents that the viewer may see, the newest first. */
import type { Document, Prisma, PrismaClient, Side } from '../../prisma/client/client.ts';
import { listedDocuments } from '../authorisation/visibility.ts';
import { type Connection, connect, type PageArguments, type SortKey } from '../connection.ts';
import { type Context, viewerOf } from '../context.ts';

export interface DocumentFilter {
  side?: Side | null | undefined;
  statusCodes?: string[] | null | undefined;
  kind?: string | null | undefined;
  overdue?: boolean | null | undefined;
  receivedFrom?: Date | null | undefined;
  receivedTo?: Date | null | undefined;
}

const newestFirst: readonly SortKey<Document>[] = [
  { field: 'createdAt', direction: 'desc' },
  { field: 'id', direction: 'desc' },
];

export async function listDocuments(
  context: Context,
  condition: Prisma.DocumentWhereInput,
  page: PageArguments,
): Promise<Connection<Document>> {
  const { db } = context;
  const where = { AND: [await listedDocuments(db, viewerOf(context)), condition] };
  return connect(
    page,
    newestFirst,
    ({ after, orderBy, take }) => db.document.findMany({ where: { AND: [where, after] }, orderBy, take }),
    (take) => db.document.count({ where, take }),
  );
}

export function filterDocuments({ db, now }: Context, filter: DocumentFilter): Prisma.DocumentWhereInput {
  const { side, statusCodes, kind, overdue, receivedFrom, receivedTo } = filter;
  return {
    AND: [
      side ? bySender[side] : {},
      statusCodes ? { statusCode: { in: statusCodes } } : {},
      kind ? { kind } : {},
      overdue == null ? {} : overdue ? overdueDocuments(db, now) : { NOT: overdueDocuments(db, now) },
      receivedFrom ? { receivedAt: { gte: receivedFrom } } : {},
      receivedTo ? { receivedAt: { lte: receivedTo } } : {},
    ],
  };
}

/** Words anywhere in the subject, and the beginning of whatever names a document. */
export async function searchDocuments({ db }: Context, search: string): Promise<Prisma.DocumentWhereInput> {
  const text = search.trim();
  if (text === '') return {};
  const senders = await db.enterprise.findMany({
    where: { OR: [{ name: { contains: text, mode: 'insensitive' } }, { taxCode: text }] },
    select: { taxCode: true },
    take: 100,
  });
  const words = text
    .split(/\s+/)
    .map((word) => ({ subject: { contains: word, mode: 'insensitive' as const } }));
  const beginning = { startsWith: text, mode: 'insensitive' as const };
  return {
    OR: [
      { AND: words },
      { trackingCode: beginning },
      { incomingNumber: beginning },
      { outgoingNumber: beginning },
      { originalNumber: beginning },
      { taxCode: { in: senders.map(({ taxCode }) => taxCode) } },
    ],
  };
}

// ── Helpers ────────────────────────────────────────────────────────────────────────────────────

/** The side that sent the document. */
const bySender: Record<Side, Prisma.DocumentWhereInput> = {
  ENTERPRISE: { direction: 'INCOMING' },
  AGENCY: { direction: 'OUTGOING' },
  SYSTEM: { id: { in: [] } },
};

/** As `isOverdue` of deadline.ts says it of one document. */
function overdueDocuments(db: PrismaClient, now: Date): Prisma.DocumentWhereInput {
  const passed = [
    { pausedAt: null, dueAt: { lt: now } },
    { pausedAt: { not: null }, dueAt: { lt: db.document.fields.pausedAt } },
  ];
  return { dueAt: { not: null }, closedAt: null, OR: passed };
}
