import { vietnamDate } from '../../activities/calendar/vietnam-date.ts';
import type { Document, Prisma, RegisterEntry, RegisterKind } from '../../prisma/client/client.ts';
import { type Connection, connect, type PageArguments, type SortKey } from '../connection.ts';
import { type Context, viewerOf } from '../context.ts';
import { searchDocuments } from '../documents/list-documents.ts';

export type RegisterEntryRow = RegisterEntry & { document: Document };

export interface RegisterSearch {
  kind: RegisterKind;
  year?: number | null | undefined;
  search?: string | null | undefined;
}

const lastFirst: readonly SortKey<RegisterEntryRow>[] = [{ field: 'number', direction: 'desc' }];

/** A register is a book of one agency and one calendar year of Vietnam. */
export async function listEntries(
  context: Context,
  { kind, year, search }: RegisterSearch,
  page: PageArguments,
): Promise<Connection<RegisterEntryRow>> {
  const { db, now } = context;
  const book = {
    kind,
    year: year ?? Number(vietnamDate(now.getTime()).slice(0, 4)),
    agencyCode: viewerOf(context).agencyCode ?? '',
  };
  const where: Prisma.RegisterEntryWhereInput = { AND: [book, await searchEntries(context, search ?? '')] };
  return connect(
    page,
    lastFirst,
    ({ after, orderBy, take }) =>
      db.registerEntry.findMany({
        where: { AND: [where, after] },
        orderBy,
        take,
        include: { document: true },
      }),
    (take) => db.registerEntry.count({ where, take }),
  );
}

async function searchEntries(context: Context, text: string): Promise<Prisma.RegisterEntryWhereInput> {
  const search = text.trim();
  if (search === '') return {};
  const ofTheEntry: Prisma.RegisterEntryWhereInput[] = [
    { symbol: { startsWith: search, mode: 'insensitive' } },
  ];
  if (/^\d{1,9}$/.test(search)) ofTheEntry.push({ number: Number(search) });
  return { OR: [...ofTheEntry, { document: await searchDocuments(context, search) }] };
}
