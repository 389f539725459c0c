/** What a template is filled with, read from the database. */
import type { Document, PrismaClient } from '../../prisma/client/client.ts';
import { vietnamDate } from '../calendar/vietnam-date.ts';
import type { Issuer, Recipient, RenderContext } from '../rendering/index.ts';
import { readMetadata } from './metadata.ts';

/** Agencies of the capital write "Hà Nội" (Decree 30/2020, App. I, II.4). */
const place = 'Hà Nội';

export async function readIssuer(db: PrismaClient, agencyCode: string): Promise<Issuer> {
  const agency = await db.agency.findUniqueOrThrow({
    where: { code: agencyCode },
    include: { parent: true },
  });
  const leaders = await db.person.findMany({
    where: { agencyCode, active: true, roles: { has: 'LEADER' } },
    take: 2,
  });
  const [leader] = leaders;
  return {
    code: agency.code,
    name: agency.name,
    symbol: agency.symbol,
    superiorName: agency.parent?.name ?? null,
    // Of several leaders any may be the one who signs: then the place for the name stays empty.
    leader: leader && leaders.length === 1 ? { name: leader.name, title: leader.title } : null,
  };
}

export async function readRecipients(db: PrismaClient, taxCodes: readonly string[]): Promise<Recipient[]> {
  const enterprises = await db.enterprise.findMany({ where: { taxCode: { in: [...taxCodes] } } });
  return enterprises.map(({ taxCode, name, address }) => ({ taxCode, name, address }));
}

export async function readRenderContext(
  db: PrismaClient,
  document: Document,
  now: number,
  values: Readonly<Record<string, unknown>>,
): Promise<RenderContext> {
  const { recipients = [] } = readMetadata(document.metadata);
  const taxCodes = document.taxCode ? [document.taxCode] : recipients;
  return {
    issuer: await readIssuer(db, document.agencyCode),
    subject: document.subject,
    number: document.outgoingNumber,
    kind: document.kind,
    date: document.issuedOn ?? vietnamDate(now),
    place,
    urgency: document.urgency,
    recipients: await readRecipients(db, taxCodes),
    values,
  };
}
