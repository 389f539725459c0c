/**
 * An administrative document in the layout of Decree 30/2020/NĐ-CP, App. I: national heading and agency, number, place and
 * date, name and subject, addressees, body, recipients and signer.
 */
import { PDFDocument } from '@cantoo/pdf-lib';
import { type NumberPlace, reserveNumber } from './number-place.ts';
import { createPageWriter, type PageWriter, page, textWidth } from './page-writer.ts';
import { breakBalanced, breakLines, type Span } from './text-lines.ts';
import { loadTypeface, type Style, type Typeface } from './typeface.ts';

export type Block =
  | {
      kind: 'paragraph';
      spans: readonly Span[];
      align?: 'left' | 'center' | 'justify';
      /** First line indented by 1 cm; default true for justified text. */
      indented?: boolean;
    }
  | {
      kind: 'table';
      columns: readonly { title: string; share: number }[];
      rows: readonly (readonly string[])[];
    }
  /** Places where the parties sign, two beside each other. */
  | { kind: 'signatures'; parties: readonly SigningParty[] };

export interface SigningParty {
  /** E.g. "ĐẠI DIỆN BÊN A" */
  caption: string;
  /** Below it, e.g. "Giám đốc"; */
  title?: string | null;
  name?: string | null;
  /** Code of the agency or tax code: names its signature field. */
  organisation: string;
}

export interface OfficialDocument {
  /** Whoever issues it; `null` for a document without an issuing body, e.g. between enterprises. */
  issuer: { name: string; superiorName: string | null } | null;
  /** "05/CV-SKHĐT"; `null` leaves the line out, or a gap in it (`pendingSymbol`). */
  number: string | null;
  /** "/CV-SKHĐT": what follows the number that is still to come. */
  pendingSymbol?: string;
  /** "Hà Nội" */
  place: string;
  /** "YYYY-MM-DD"; `null` leaves day and month to be filled in. */
  date: string | null;
  urgency?: string | null;
  /** "QUYẾT ĐỊNH"; `null` for an official letter, whose subject stands below its number. */
  name: string | null;
  subject: string;
  /** "Kính gửi:" */
  addressees?: readonly string[];
  body: readonly Block[];
  /** "Nơi nhận:"; empty leaves the box out. */
  recipients: readonly string[];
  signer: {
    /** "GIÁM ĐỐC", "KT. GIÁM ĐỐC" */
    authority: readonly string[];
    name: string | null;
    organisation: string;
    /** Only the agency signs: no place for a person's signature. */
    sealOnly?: boolean;
  } | null;
}

/** Prefixes by which the signing library knows what a field is for. */
export function personalFieldName(organisation: string): string {
  return `ky-ca-nhan-${organisation.replaceAll('.', '_')}`;
}

export function sealFieldName(organisation: string): string {
  return `ky-co-quan-${organisation.replaceAll('.', '_')}`;
}

/** "ngày 05 tháng 01 năm 2026": days below 10 and months below 3 carry a zero (App. I, II.4). */
export function writtenDate(date: string | null): string {
  if (!date) return 'ngày ..... tháng ..... năm ..........';
  const [year = '', month = '', day = ''] = date.split('-');
  return `ngày ${day} tháng ${Number(month) < 3 ? month : Number(month)} năm ${year}`;
}

const bodySize = 14;
const lineHeight = 1.28;
/** Between paragraphs: at least 6 points (App. I, II.6). */
const paragraphGap = 6;
const indent = 28.35;

interface Column {
  left: number;
  width: number;
}

/** Left third for the agency, the rest for the nation. */
const leftColumn: Column = { left: page.left - 12, width: 198 };
const rightColumn: Column = { left: page.left + 186, width: textWidth - 186 + 10 };

/** Writes centred lines from `y` down. @returns the base line of the last one */
function centred(
  writer: PageWriter,
  typeface: Typeface,
  text: string,
  at: Column & { y: number; size: number; style: Style },
): number {
  const lines = breakBalanced(typeface, [{ text, style: at.style }], { size: at.size, width: at.width });
  let baseline = at.y;
  for (const line of lines) {
    baseline -= at.size * 1.2;
    writer.line(line, baseline, { left: at.left, width: at.width, size: at.size, align: 'center' });
  }
  return baseline;
}

function ruleBelow(writer: PageWriter, column: Column, baseline: number, width: number): void {
  writer.rule(column.left + (column.width - width) / 2, baseline - 5, width);
}

/** Room for four digits. */
const gapWidth = 30;

/** "Số:", the gap, and the symbol, in the middle. */
function writePendingNumber(writer: PageWriter, typeface: Typeface, symbol: string, y: number): NumberPlace {
  const size = 13;
  const lead = 'Số:';
  const [before, after] = [lead, symbol].map((text) => typeface.widthOf(text, 'regular', size));
  const left = leftColumn.left + (leftColumn.width - (before ?? 0) - gapWidth - (after ?? 0)) / 2;
  const baseline = y - size * 1.2;
  const place = { width: 0, size, align: 'left' as const, style: 'regular' as const };
  writer.text(lead, baseline, { ...place, left });
  const gap = left + (before ?? 0);
  writer.text(symbol, baseline, { ...place, left: gap + gapWidth });
  return { left: gap, baseline, width: gapWidth, size };
}

/** @returns the place of the number that is still to come */
function writeHeading(
  writer: PageWriter,
  typeface: Typeface,
  document: OfficialDocument,
): NumberPlace | null {
  const top = writer.y;
  const motto = 'Độc lập - Tự do - Hạnh phúc';
  const nation = document.issuer ? rightColumn : { left: page.left, width: textWidth };
  let right = centred(writer, typeface, 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', {
    ...nation,
    y: top,
    size: 12.5,
    style: 'bold',
  });
  right = centred(writer, typeface, motto, { ...nation, y: right, size: 13.5, style: 'bold' });
  ruleBelow(writer, nation, right, typeface.widthOf(motto, 'bold', 13.5));

  let left = top;
  if (document.issuer) {
    const { superiorName, name } = document.issuer;
    if (superiorName)
      left = centred(writer, typeface, superiorName.toUpperCase(), {
        ...leftColumn,
        y: left,
        size: 12.5,
        style: 'regular',
      });
    left = centred(writer, typeface, name.toUpperCase(), {
      ...leftColumn,
      y: left,
      size: 12.5,
      style: 'bold',
    });
    ruleBelow(writer, leftColumn, left, 62);
  }
  left -= 12;
  let numberPlace: NumberPlace | null = null;
  if (!document.number && document.pendingSymbol) {
    numberPlace = writePendingNumber(writer, typeface, document.pendingSymbol, left);
    left = numberPlace.baseline;
  }
  if (document.number)
    left = centred(writer, typeface, `Số: ${document.number}`, {
      ...leftColumn,
      y: left,
      size: 13,
      style: 'regular',
    });
  const dateLine = `${document.place}, ${writtenDate(document.date)}`;
  right = centred(writer, typeface, dateLine, {
    ...nation,
    y: Math.min(right - 12, left + 15.6),
    size: 13.5,
    style: 'italic',
  });
  if (!document.name)
    left = centred(writer, typeface, `V/v ${document.subject}`, {
      ...leftColumn,
      y: left - 3,
      size: 12,
      style: 'regular',
    });
  if (document.urgency) {
    left = centred(writer, typeface, document.urgency, {
      ...leftColumn,
      y: left - 8,
      size: 13,
      style: 'bold',
    });
    const width = typeface.widthOf(document.urgency, 'bold', 13) + 20;
    writer.frame({
      left: leftColumn.left + (leftColumn.width - width) / 2,
      bottom: left - 6,
      width,
      height: 22,
    });
  }
  writer.y = Math.min(left, right) - 18;
  return numberPlace;
}

function writeName(writer: PageWriter, typeface: Typeface, document: OfficialDocument): void {
  if (!document.name) return;
  const whole: Column = { left: page.left, width: textWidth };
  let baseline = centred(writer, typeface, document.name, {
    ...whole,
    y: writer.y,
    size: 14.5,
    style: 'bold',
  });
  baseline = centred(writer, typeface, document.subject, {
    left: page.left + 30,
    width: textWidth - 60,
    y: baseline,
    size: 14,
    style: 'bold',
  });
  ruleBelow(writer, whole, baseline, 100);
  writer.y = baseline - 20;
}

function writeLines(
  writer: PageWriter,
  typeface: Typeface,
  spans: readonly Span[],
  options: {
    left: number;
    width: number;
    size: number;
    align: 'left' | 'center' | 'justify';
    firstIndent: number;
  },
): void {
  const { left, width, size, align, firstIndent } = options;
  const lines = breakLines(typeface, spans, { size, width, indent: firstIndent });
  for (const [index, line] of lines.entries()) {
    // The first line of a paragraph does not stay alone at the foot of a page.
    writer.ensure(size * lineHeight * (index === 0 && lines.length > 1 ? 2 : 1));
    writer.y -= size * lineHeight;
    const shift = index === 0 ? firstIndent : 0;
    writer.line(line, writer.y + size * 0.28, { left: left + shift, width: width - shift, size, align });
  }
}

function writeAddressees(writer: PageWriter, typeface: Typeface, addressees: readonly string[]): void {
  const [only] = addressees;
  if (!only) return;
  const lead = 'Kính gửi:';
  const start = page.left + 90;
  const place = {
    left: start,
    width: textWidth - 90,
    size: bodySize,
    align: 'left' as const,
    firstIndent: 0,
  };
  if (addressees.length === 1) {
    writeLines(writer, typeface, [{ text: `${lead} ${only}` }], place);
  } else {
    writeLines(writer, typeface, [{ text: lead }], place);
    const list = { ...place, left: start + 30, width: textWidth - 120 };
    for (const [index, addressee] of addressees.entries()) {
      writeLines(
        writer,
        typeface,
        [{ text: `- ${addressee}${index === addressees.length - 1 ? '.' : ';'}` }],
        list,
      );
    }
  }
  writer.y -= 12;
}

function writeTable(writer: PageWriter, typeface: Typeface, table: Extract<Block, { kind: 'table' }>): void {
  const size = 12.5;
  const pitch = size * 1.22;
  const padding = 4;
  const shares = table.columns.reduce((sum, { share }) => sum + share, 0);
  const widths = table.columns.map(({ share }) => (share / shares) * textWidth);
  const rows = [
    { cells: table.columns.map(({ title }) => title), style: 'bold' as Style, align: 'center' as const },
    ...table.rows.map((cells) => ({ cells, style: 'regular' as Style, align: 'left' as const })),
  ];
  for (const { cells, style, align } of rows) {
    const broken = widths.map((width, index) =>
      breakLines(typeface, [{ text: cells[index] ?? '', style }], { size, width: width - 2 * padding }),
    );
    const height = Math.max(...broken.map((lines) => lines.length));
    // A row goes to the next page as a whole; one that is longer than a page is cut.
    for (let from = 0; from < height; ) {
      const wanted = height - from;
      const pageful = Math.floor((page.height - page.top - page.bottom - 2 * padding) / pitch);
      writer.ensure(Math.min(wanted, pageful) * pitch + 2 * padding);
      const count = Math.min(wanted, pageful);
      const rowHeight = count * pitch + 2 * padding;
      let left = page.left;
      for (const [index, width] of widths.entries()) {
        writer.frame({ left, bottom: writer.y - rowHeight, width, height: rowHeight });
        for (const [row, line] of (broken[index] ?? []).slice(from, from + count).entries()) {
          const baseline = writer.y - padding - (row + 1) * pitch + size * 0.25;
          writer.line(line, baseline, { left: left + padding, width: width - 2 * padding, size, align });
        }
        left += width;
      }
      writer.y -= rowHeight;
      from += count;
    }
  }
  writer.y -= paragraphGap;
}

/** The signing library's natural sizes: a person's signature, and the seal over its left third. */
const signatureSize = { width: 204, height: 64 };
const sealSize = 102;
const signatureRoom = 84;

function placeSignature(
  writer: PageWriter,
  column: Column,
  { organisation, hasPerson, hasSeal }: { organisation: string; hasPerson: boolean; hasSeal: boolean },
): void {
  const left = column.left + (column.width - signatureSize.width) / 2;
  const bottom = writer.y - 10 - signatureSize.height;
  if (hasPerson) writer.signatureField(personalFieldName(organisation), { left, bottom, ...signatureSize });
  if (hasSeal) {
    writer.signatureField(sealFieldName(organisation), {
      left: hasPerson
        ? left + signatureSize.width / 3 - sealSize
        : column.left + (column.width - sealSize) / 2,
      bottom: bottom + signatureSize.height / 2 - sealSize / 2,
      width: sealSize,
      height: sealSize,
    });
  }
}

function writeSignatures(writer: PageWriter, typeface: Typeface, parties: readonly SigningParty[]): void {
  const gap = 12;
  const width = (textWidth - gap) / 2;
  for (let first = 0; first < parties.length; first += 2) {
    writer.ensure(190);
    writer.y -= 10;
    const top = writer.y;
    let lowest = top;
    for (const [index, party] of parties.slice(first, first + 2).entries()) {
      const column = { left: page.left + index * (width + gap), width };
      writer.y = centred(writer, typeface, party.caption, { ...column, y: top, size: 13, style: 'bold' });
      if (party.title)
        writer.y = centred(writer, typeface, party.title, {
          ...column,
          y: writer.y,
          size: 13,
          style: 'bold',
        });
      writer.y = centred(writer, typeface, '(Ký số)', { ...column, y: writer.y, size: 12, style: 'italic' });
      placeSignature(writer, column, {
        organisation: party.organisation,
        hasPerson: true,
        hasSeal: isAgencyCode(party.organisation),
      });
      writer.y -= signatureRoom;
      if (party.name)
        writer.y = centred(writer, typeface, party.name, { ...column, y: writer.y, size: 13, style: 'bold' });
      lowest = Math.min(lowest, writer.y);
    }
    writer.y = lowest - 12;
  }
}

function isAgencyCode(organisation: string): boolean {
  return /^[A-Z]/.test(organisation);
}

function writeBlock(writer: PageWriter, typeface: Typeface, block: Block): void {
  switch (block.kind) {
    case 'table':
      writeTable(writer, typeface, block);
      break;
    case 'signatures':
      writeSignatures(writer, typeface, block.parties);
      break;
    case 'paragraph': {
      // A heading stays with what follows it.
      if (block.spans.every(({ style }) => style === 'bold'))
        writer.ensure(bodySize * lineHeight * 3 + paragraphGap);
      const align = block.align ?? 'justify';
      const firstIndent = (block.indented ?? align === 'justify') ? indent : 0;
      writeLines(writer, typeface, block.spans, {
        left: page.left,
        width: textWidth,
        size: bodySize,
        align,
        firstIndent,
      });
      writer.y -= paragraphGap;
    }
  }
}

function writeFoot(writer: PageWriter, typeface: Typeface, { recipients, signer }: OfficialDocument): void {
  if (!signer && recipients.length === 0) return;
  const list = recipients.flatMap((recipient, index) => {
    const text = `- ${recipient}${index === recipients.length - 1 ? '.' : ';'}`;
    return breakLines(typeface, [{ text }], { size: 11, width: 190 });
  });
  const signerHeight = signer ? 16 * signer.authority.length + signatureRoom + 40 : 0;
  writer.ensure(Math.max(16 + list.length * 13.5, signerHeight) + 8);
  writer.y -= 8;
  const top = writer.y;
  if (recipients.length > 0) {
    writer.text('Nơi nhận:', top - 13, {
      left: page.left,
      width: 190,
      size: 12,
      align: 'left',
      style: 'bold-italic',
    });
    for (const [index, line] of list.entries()) {
      writer.line(line, top - 13 - (index + 1) * 13.5, {
        left: page.left,
        width: 190,
        size: 11,
        align: 'left',
      });
    }
  }
  if (!signer) return;
  const column: Column = { left: page.left + textWidth - 240, width: 240 };
  writer.y = top;
  for (const authority of signer.authority) {
    writer.y = centred(writer, typeface, authority.toUpperCase(), {
      ...column,
      y: writer.y,
      size: 13.5,
      style: 'bold',
    });
  }
  placeSignature(writer, column, {
    organisation: signer.organisation,
    hasPerson: !signer.sealOnly,
    hasSeal: true,
  });
  writer.y -= signatureRoom;
  if (signer.name) {
    writer.y = centred(writer, typeface, signer.name, { ...column, y: writer.y, size: 13.5, style: 'bold' });
  }
}

/** Everything that will be written, for choosing font files: letters in both cases. */
function lettersOf(document: OfficialDocument): string {
  const text = JSON.stringify(document);
  return `${text}${text.toUpperCase()}CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc Số: V/v Kính gửi: Nơi nhận: (Ký số) ngày tháng năm 0123456789.;-`;
}

/** @returns the PDF */
export async function renderOfficialDocument(
  document: OfficialDocument,
  information: { title: string; createdAt: Date },
): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  pdf.setTitle(information.title, { showInWindowTitleBar: true });
  pdf.setLanguage('vi-VN');
  pdf.setCreationDate(information.createdAt);
  pdf.setModificationDate(information.createdAt);
  if (document.issuer) pdf.setAuthor(document.issuer.name);
  const typeface = await loadTypeface(pdf, lettersOf(document));
  const writer = createPageWriter(pdf, typeface);
  const numberPlace = writeHeading(writer, typeface, document);
  if (numberPlace) reserveNumber(pdf, numberPlace);
  writeName(writer, typeface, document);
  writeAddressees(writer, typeface, document.addressees ?? []);
  for (const block of document.body) writeBlock(writer, typeface, block);
  writeFoot(writer, typeface, document);
  writer.finish();
  return pdf.save({ useObjectStreams: true });
}
