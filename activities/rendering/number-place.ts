/**
 * The gap in "Số:      /QĐ-SKHĐT" of a document that has no number yet. Where it is stands in the file itself, so that the number
 * can be written when the register has given it, before anybody signs.
 */
import { PDFDict, PDFDocument, PDFName, PDFString } from '@cantoo/pdf-lib';
import { loadTypeface } from './typeface.ts';

/** On the first page, points from the lower left corner. */
export interface NumberPlace {
  left: number;
  baseline: number;
  width: number;
  size: number;
}

const key = PDFName.of('CongvanNumberPlace');

function informationOf(pdf: PDFDocument): PDFDict | null {
  const information = pdf.context.lookup(pdf.context.trailerInfo.Info);
  return information instanceof PDFDict ? information : null;
}

/** Notes the place in a document that has its information (title, dates) already. */
export function reserveNumber(pdf: PDFDocument, { left, baseline, width, size }: NumberPlace): void {
  const numbers = [left, baseline, width, size].map((value) => value.toFixed(2));
  informationOf(pdf)?.set(key, PDFString.of(numbers.join(' ')));
}

function readPlace(pdf: PDFDocument): NumberPlace | null {
  const value = informationOf(pdf)?.lookup(key);
  const numbers = value instanceof PDFString ? value.asString().split(' ').map(Number) : [];
  const [left, baseline, width, size] = numbers;
  if (left === undefined || baseline === undefined || width === undefined || size === undefined) return null;
  return numbers.every(Number.isFinite) ? { left, baseline, width, size } : null;
}

/**
 * Writes the number into the gap that was kept for it; a file without one, or that cannot be read, comes back as it was. Not for
 * signed files: the whole file is written anew.
 * @param number as registered, "05/QĐ-SKHĐT": what stands before the stroke is written
 */
export async function writeNumber(file: Uint8Array, number: string): Promise<Uint8Array> {
  const pdf = await PDFDocument.load(file, { updateMetadata: false }).catch(() => null);
  const place = pdf && readPlace(pdf);
  if (!pdf || !place) return file;
  const [digits = ''] = number.split('/');
  const typeface = await loadTypeface(pdf, digits, ['regular']);
  const page = pdf.getPage(0);
  for (const [name, font] of typeface.fonts)
    page.node.setFontDictionary(PDFName.of(`number-${name}`), font.ref);
  const x = place.left + (place.width - typeface.widthOf(digits, 'regular', place.size)) / 2;
  const text = typeface
    .encode(digits, 'regular')
    .map(({ font, hex }) => `/number-${font} ${place.size} Tf ${hex} Tj`);
  const content = `q 0 g BT ${x.toFixed(2)} ${place.baseline} Td ${text.join(' ')} ET Q`;
  page.node.addContentStream(pdf.context.register(pdf.context.flateStream(content)));
  informationOf(pdf)?.delete(key);
  return pdf.save({ useObjectStreams: true });
}
