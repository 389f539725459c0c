/** Numbers of the incoming and outgoing registers (Decree 30/2020, art. 15 and 22). */
import type { Prisma } from '../../prisma/client/client.ts';
import type { RegisterKind } from '../../prisma/client/enums.ts';
import { vietnamDate } from '../calendar/vietnam-date.ts';

export interface Registration {
  agencyCode: string;
  kind: RegisterKind;
  documentId: string;
  /** Epoch milliseconds: its calendar year in Vietnam chooses the book. */
  at: number;
  /** How the number is written on the document. */
  symbolOf(number: number): string;
}

export interface RegisteredNumber {
  number: number;
  year: number;
  symbol: string;
  registeredAt: Date;
}

/** Decree 30/2020, App. I, II.3: a number below 10 carries a zero. */
export function writtenNumber(number: number): string {
  return String(number).padStart(2, '0');
}

/**
 * Takes the next number of the register, from 1 in each calendar year, for a document that has none in it; a document that
 * has one keeps it. Gap-free: the book's row stays locked until the given transaction ends, so a number that is rolled back
 * is the next one's. The caller holds the document's row (`auditedOnce` does).
 */
export async function takeNumber(
  tx: Prisma.TransactionClient,
  registration: Registration,
): Promise<RegisteredNumber> {
  const { agencyCode, kind, documentId, at, symbolOf } = registration;
  const earlier = await tx.registerEntry.findUnique({ where: { documentId_kind: { documentId, kind } } });
  if (earlier) return earlier;
  const year = Number(vietnamDate(at).slice(0, 4));
  const [book] = await tx.$queryRaw<{ lastNumber: number }[]>`
    INSERT INTO "RegisterBook" ("agencyCode", "kind", "year", "lastNumber")
    VALUES (${agencyCode}, ${kind}::"RegisterKind", ${year}, 1)
    ON CONFLICT ("agencyCode", "kind", "year") DO UPDATE SET "lastNumber" = "RegisterBook"."lastNumber" + 1
    RETURNING "lastNumber"`;
  if (!book) throw new Error('Expected the register book to answer its number, but it did not.');
  const number = book.lastNumber;
  return tx.registerEntry.create({
    data: {
      agencyCode,
      kind,
      year,
      number,
      documentId,
      symbol: symbolOf(number),
      registeredAt: new Date(at),
    },
  });
}
