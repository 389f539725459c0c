/** Which signatures a file contains and which bytes each one signs: from its signature fields, and from the bare bytes. */
import {
  EncryptedPDFError,
  PDFArray,
  type PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFNumber,
} from '@cantoo/pdf-lib';
import { signatureFields, textOf } from './signature-fields.ts';
import { parsePdfDate } from './vietnam-time.ts';

export interface FoundSignature {
  /** `null`: the signature belongs to no field, so no viewer shows it. */
  fieldName: string | null;
  /** `null`: the dictionary has no well-formed `ByteRange`. */
  byteRange: [number, number, number, number] | null;
  /** The signature, with the zeros after it; `null` when the gap of the byte range is not exactly the `Contents`. */
  contents: Uint8Array | null;
  subFilter: string | null;
  /** `M` */
  claimedTime: Date | null;
  name: string | null;
  reason: string | null;
  location: string | null;
}

export type FileProblem = 'NOT_A_PDF' | 'ENCRYPTED' | 'DAMAGED';

function numbersOf(value: unknown): [number, number, number, number] | null {
  if (!(value instanceof PDFArray) || value.size() !== 4) return null;
  const [a, b, c, d] = value.asArray().map((item) => (item instanceof PDFNumber ? item.asNumber() : -1));
  const numbers = [a ?? -1, b ?? -1, c ?? -1, d ?? -1] as [number, number, number, number];
  return numbers.every((number) => Number.isSafeInteger(number) && number >= 0) ? numbers : null;
}

/**
 * The signature between the two signed ranges. The gap must be one hexadecimal string and nothing else: whatever else it could
 * hold would be shown, but not signed.
 */
function contentsInGap(
  pdf: Uint8Array,
  [start, length, next, rest]: [number, number, number, number],
): Uint8Array | null {
  if (start !== 0 || length >= next || next + rest > pdf.length) return null;
  const gap = Buffer.from(pdf.buffer, pdf.byteOffset + length, next - length).toString('latin1');
  if (!/^<[0-9A-Fa-f\s]*>$/.test(gap)) return null;
  return new Uint8Array(Buffer.from(gap.slice(1, -1).replace(/\s/g, ''), 'hex'));
}

function fromDictionary(pdf: Uint8Array, fieldName: string, dict: PDFDict): FoundSignature {
  const byteRange = numbersOf(dict.lookup(PDFName.of('ByteRange')));
  const inGap = byteRange && contentsInGap(pdf, byteRange);
  const held = dict.lookup(PDFName.of('Contents'));
  const isSame = inGap && held instanceof PDFHexString && Buffer.compare(held.asBytes(), inGap) === 0;
  const subFilter = dict.lookup(PDFName.of('SubFilter'));
  const time = textOf(dict.lookup(PDFName.of('M')));
  return {
    fieldName,
    byteRange,
    contents: isSame ? inGap : null,
    subFilter: subFilter instanceof PDFName ? subFilter.decodeText() : null,
    claimedTime: time === null ? null : parsePdfDate(time),
    name: textOf(dict.lookup(PDFName.of('Name'))),
    reason: textOf(dict.lookup(PDFName.of('Reason'))),
    location: textOf(dict.lookup(PDFName.of('Location'))),
  };
}

/** What a field refers to was a signature once: its form is broken, and it is reported as such. */
const unreadable = (fieldName: string): FoundSignature => ({
  fieldName,
  byteRange: null,
  contents: null,
  subFilter: null,
  claimedTime: null,
  name: null,
  reason: null,
  location: null,
});

/** Signatures that no field leads to any more: a change elsewhere may have cut them off, and must not hide them. */
function inBareBytes(pdf: Uint8Array, known: readonly FoundSignature[]): FoundSignature[] {
  const text = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength).toString('latin1');
  const seen = new Set(known.map(({ byteRange }) => byteRange?.join()));
  const found: FoundSignature[] = [];
  for (const match of text.matchAll(/\[\s*(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]/g)) {
    const byteRange = match.slice(1, 5).map(Number) as [number, number, number, number];
    if (seen.has(byteRange.join())) continue;
    const contents = contentsInGap(pdf, byteRange);
    // A signature takes some hundred bytes at least; other arrays of four numbers point at no such string.
    if (!contents || contents.length < 256) continue;
    seen.add(byteRange.join());
    found.push({
      fieldName: null,
      byteRange,
      contents,
      subFilter: null,
      claimedTime: null,
      name: null,
      reason: null,
      location: null,
    });
  }
  return found;
}

/** All signatures in the order in which they were made. Never throws. */
export async function findSignatures(
  pdf: Uint8Array,
): Promise<{ problem: FileProblem | null; signatures: FoundSignature[] }> {
  const head = Buffer.from(pdf.subarray(0, 1024)).toString('latin1');
  if (!head.includes('%PDF-')) return { problem: 'NOT_A_PDF', signatures: [] };
  let problem: FileProblem | null = null;
  let inFields: FoundSignature[] = [];
  try {
    const document = await PDFDocument.load(pdf, { updateMetadata: false });
    if (document.getPageCount() === 0) problem = 'DAMAGED';
    inFields = signatureFields(document).flatMap(({ name, value, isBroken }) => {
      if (isBroken) return [unreadable(name)];
      return value ? [fromDictionary(pdf, name, value)] : [];
    });
  } catch (error) {
    problem = error instanceof EncryptedPDFError ? 'ENCRYPTED' : 'DAMAGED';
  }
  const signatures = [...inFields, ...inBareBytes(pdf, inFields)];
  const endOf = ({ byteRange }: FoundSignature) => (byteRange ? byteRange[2] + byteRange[3] : Infinity);
  return { problem, signatures: signatures.sort((a, b) => endOf(a) - endOf(b)) };
}
