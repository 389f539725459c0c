/** A contract from its template: parties, terms, and the places where they sign. */
import type { Block, OfficialDocument, SigningParty } from './official-document.ts';
import { fillPlaces } from './values.ts';

export interface ContractPartyText {
  /** Signing order, from 1. */
  position: number;
  name: string;
  agencyCode: string | null;
  taxCode: string | null;
  address: string | null;
  /** Who is expected to sign. */
  representative: { name: string; title: string | null } | null;
}

export interface ContractText {
  name: string;
  subject: string;
  body: string;
  values: Readonly<Record<string, unknown>>;
  parties: readonly ContractPartyText[];
  place: string;
  date: string;
}

/** State agencies are named first: "Bên A"; the others follow in the order in which they sign. */
function lettered(parties: readonly ContractPartyText[]): { letter: string; party: ContractPartyText }[] {
  const ordered = [...parties].sort(
    (a, b) => Number(a.agencyCode === null) - Number(b.agencyCode === null) || a.position - b.position,
  );
  return ordered.map((party, index) => ({ letter: String.fromCharCode(65 + index), party }));
}

function introduction(letter: string, party: ContractPartyText): Block[] {
  const lines = [
    party.taxCode
      ? `Mã số thuế: ${party.taxCode}`
      : party.agencyCode
        ? `Mã định danh cơ quan: ${party.agencyCode}`
        : null,
    party.address ? `Địa chỉ: ${party.address}` : null,
    party.representative
      ? `Người đại diện: ${party.representative.name}${party.representative.title ? `, chức vụ: ${party.representative.title}` : ''}`
      : null,
  ].filter((line) => line !== null);
  return [
    { kind: 'paragraph', spans: [{ text: `BÊN ${letter}: ${party.name}`, style: 'bold' }], indented: false },
    ...lines.map((text): Block => ({ kind: 'paragraph', spans: [{ text }], indented: false })),
  ];
}

function terms(body: string, values: Readonly<Record<string, unknown>>): Block[] {
  return body.split('\n').flatMap((line): Block[] => {
    const text = fillPlaces(line.trim(), values);
    if (!text) return [];
    const style = /^Điều \d+/.test(text) ? 'bold' : /^Căn cứ .*[;]$/.test(text) ? 'italic' : 'regular';
    return [{ kind: 'paragraph', spans: [{ text, style }] }];
  });
}

export function contractDocument(contract: ContractText): OfficialDocument {
  const parties = lettered(contract.parties);
  const [bases, clauses] = splitBases(terms(contract.body, contract.values));
  const signing = parties.map(
    ({ letter, party }): SigningParty => ({
      caption: `ĐẠI DIỆN BÊN ${letter}`,
      title: party.representative?.title ?? null,
      name: party.representative?.name ?? null,
      organisation: party.taxCode ?? party.agencyCode ?? String(party.position),
    }),
  );
  return {
    issuer: null,
    number: null,
    place: contract.place,
    date: contract.date,
    name: contract.name.toUpperCase(),
    subject: contract.subject,
    body: [
      ...bases,
      ...parties.flatMap(({ letter, party }) => introduction(letter, party)),
      ...clauses,
      { kind: 'signatures', parties: signing },
    ],
    recipients: [],
    signer: null,
  };
}

/** What the contract rests on comes before the parties, its clauses after them. */
function splitBases(blocks: readonly Block[]): [Block[], Block[]] {
  const isBasis = (block: Block) => block.kind === 'paragraph' && block.spans[0]?.style === 'italic';
  const first = blocks.findIndex((block) => !isBasis(block));
  return first < 0 ? [[...blocks], []] : [blocks.slice(0, first), blocks.slice(first)];
}
