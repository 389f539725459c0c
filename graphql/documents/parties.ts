/** Who sends a document and who receives it. */
import { readMetadata } from '../../activities/documents/metadata.ts';
import type { Agency, Document } from '../../prisma/client/client.ts';
import type { Context } from '../context.ts';
import type { PartyRow } from '../viewer/viewer.type.ts';

export async function agencyOf({ load }: Context, code: string): Promise<Agency> {
  const agency = await load.agency(code);
  if (!agency) throw new Error(`Expected the agency ${code} of a document, but there is none.`);
  return agency;
}

export function senderOf(context: Context, document: Document): Promise<PartyRow> {
  return document.direction === 'INCOMING'
    ? outsideParty(context, document)
    : agencyOf(context, document.agencyCode);
}

export function receiverOf(context: Context, document: Document): Promise<PartyRow> {
  return document.direction === 'INCOMING'
    ? agencyOf(context, document.agencyCode)
    : outsideParty(context, document);
}

/** Until an outgoing document is delivered its recipients are a plan, and there may be several. */
async function outsideParty({ load, language }: Context, document: Document): Promise<PartyRow> {
  const recipients = readMetadata(document.metadata).recipients ?? [];
  const taxCode = document.taxCode ?? recipients[0];
  if (!taxCode) return { taxCode: '', name: unnamed[language] };
  const known = await load.enterprise(taxCode);
  const name = known?.name ?? taxCode;
  const others = document.taxCode ? 0 : recipients.length - 1;
  return { taxCode, name: others > 0 ? `${name} ${andOthers[language](others)}` : name };
}

const unnamed = { vi: 'Chưa có nơi nhận', en: 'No recipient yet' };
const andOthers = {
  vi: (count: number) => `và ${count} nơi nhận khác`,
  en: (count: number) => `and ${count} more`,
};
