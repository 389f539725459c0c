/**
 * What a signature looks like (Decree 30/2020, Appendix I, part II, 7 to 9): a person's in blue, an agency's as its red seal,
 * an annex's as one line of text. Drawn as vectors, so that they print sharp.
 */
import type { PDFDocument, PDFImage } from '@cantoo/pdf-lib';
import { loadTypeface, type Typeface } from './typeface.ts';
import { toIsoTime, toVietnameseTime } from './vietnam-time.ts';

/** A content stream and what it refers to; the origin is the lower left corner, the unit the point. */
export interface Drawing {
  width: number;
  height: number;
  content: string;
  typefaces: readonly Typeface[];
  images: ReadonlyMap<string, PDFImage>;
}

export interface PersonalBlock {
  name: string;
  title?: string | undefined;
  organisation?: string | undefined;
  signingTime: Date;
  /** The signature written by hand, a transparent PNG: drawn instead of the block, as the decree has it. */
  image?: Uint8Array | undefined;
}

export interface SealText {
  agencyName: string;
  /** The superior body, e.g. "Ủy ban nhân dân thành phố Huế": then it runs along the ring and the agency stands in the middle. */
  superiorName?: string | undefined;
  /** The seal as a transparent PNG: drawn instead of ours. */
  image?: Uint8Array | undefined;
}

export interface AnnexLine {
  /** Number and notation of the document that the annex belongs to, e.g. "05/QĐ-STC". */
  number: string;
  signingTime: Date;
}

/** Natural sizes, points. A seal of 102 points is 36 mm across: "actual size", as the decree has it. */
export const naturalSizes = {
  personal: { width: 204, height: 64 },
  seal: { width: 102, height: 102 },
  annex: { height: 14 },
} as const;

const blue = '0.05 0.27 0.63';
/** For the mark, which the seal will cover. */
const paleBlue = '0.6 0.72 0.9';
const red = '0.84 0.07 0.11';

// ------------------------------------------------------------------------------------------------------------- helpers

function n(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

function show(typeface: Typeface, text: string, size: number, x: number, y: number): string {
  const parts = typeface.encode(text).map(({ font, hex }) => `/${font} ${n(size)} Tf ${hex} Tj`);
  return `BT 1 0 0 1 ${n(x)} ${n(y)} Tm ${parts.join(' ')} ET`;
}

/** A quarter of a circle as a Bézier curve needs this share of the radius for its control points. */
const kappa = 0.5523;

function circle(x: number, y: number, radius: number): string {
  const k = radius * kappa;
  return [
    `${n(x + radius)} ${n(y)} m`,
    `${n(x + radius)} ${n(y + k)} ${n(x + k)} ${n(y + radius)} ${n(x)} ${n(y + radius)} c`,
    `${n(x - k)} ${n(y + radius)} ${n(x - radius)} ${n(y + k)} ${n(x - radius)} ${n(y)} c`,
    `${n(x - radius)} ${n(y - k)} ${n(x - k)} ${n(y - radius)} ${n(x)} ${n(y - radius)} c`,
    `${n(x + k)} ${n(y - radius)} ${n(x + radius)} ${n(y - k)} ${n(x + radius)} ${n(y)} c h`,
  ].join(' ');
}

function roundedRectangle(x: number, y: number, width: number, height: number, radius: number): string {
  const k = radius * (1 - kappa);
  const [right, top] = [x + width, y + height];
  return [
    `${n(x + radius)} ${n(y)} m ${n(right - radius)} ${n(y)} l`,
    `${n(right - k)} ${n(y)} ${n(right)} ${n(y + k)} ${n(right)} ${n(y + radius)} c`,
    `${n(right)} ${n(top - radius)} l`,
    `${n(right)} ${n(top - k)} ${n(right - k)} ${n(top)} ${n(right - radius)} ${n(top)} c`,
    `${n(x + radius)} ${n(top)} l`,
    `${n(x + k)} ${n(top)} ${n(x)} ${n(top - k)} ${n(x)} ${n(top - radius)} c`,
    `${n(x)} ${n(y + radius)} l`,
    `${n(x)} ${n(y + k)} ${n(x + k)} ${n(y)} ${n(x + radius)} ${n(y)} c h`,
  ].join(' ');
}

function star(x: number, y: number, radius: number): string {
  const points = Array.from({ length: 10 }, (_, index) => {
    const angle = Math.PI / 2 + (index * Math.PI) / 5;
    const reach = index % 2 === 0 ? radius : radius * 0.382;
    return `${n(x + reach * Math.cos(angle))} ${n(y + reach * Math.sin(angle))} ${index === 0 ? 'm' : 'l'}`;
  });
  return `${points.join(' ')} h`;
}

/** Breaks at spaces into lines no wider than that; a single word that is too wide stays whole. */
function wrap(typeface: Typeface, text: string, size: number, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && typeface.widthOf(`${last} ${word}`, size) <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

interface Paragraph {
  text: string;
  typeface: Typeface;
  size: number;
  /** Points above the paragraph. */
  space: number;
}

interface Line {
  text: string;
  typeface: Typeface;
  size: number;
  /** Of the baseline, from the top of the block. */
  depth: number;
}

/** Sets paragraphs below each other, smaller by and by until they fit into the box. */
function setParagraphs(
  paragraphs: readonly Paragraph[],
  width: number,
  height: number,
): { lines: Line[]; height: number } {
  for (let scale = 1; ; scale -= 0.04) {
    const lines: Line[] = [];
    let depth = 0;
    for (const { text, typeface, size, space } of paragraphs) {
      depth += lines.length > 0 ? space * scale : 0;
      for (const line of wrap(typeface, text, size * scale, width)) {
        depth += size * scale * 1.2;
        lines.push({ text: line, typeface, size: size * scale, depth: depth - size * scale * 0.26 });
      }
    }
    const isNarrow = lines.every((line) => line.typeface.widthOf(line.text, line.size) <= width);
    if ((depth <= height && isNarrow) || scale < 0.3) return { lines, height: depth };
  }
}

/** Letters along a circle, centred at the top and read clockwise; as wide as they are, but never beyond `maximumAngle`. */
function arc(
  typeface: Typeface,
  text: string,
  size: number,
  center: number,
  radius: number,
  maximumAngle: number,
): { content: string; angle: number } {
  const letterSpace = size * 0.1;
  const natural = [...text].reduce((sum, letter) => sum + typeface.widthOf(letter, size) + letterSpace, 0);
  const scale = Math.min(1, (maximumAngle * radius) / natural);
  const angle = (natural * scale) / radius;
  let position = -angle / 2;
  const letters = [...text].map((letter) => {
    const advance = ((typeface.widthOf(letter, size) + letterSpace) * scale) / radius;
    const turn = -(position + advance / 2);
    position += advance;
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    const half = (typeface.widthOf(letter, size) * scale) / 2;
    const x = center - sin * radius - cos * half;
    const y = center + cos * radius - sin * half;
    const parts = typeface.encode(letter).map(({ font, hex }) => `/${font} ${n(size)} Tf ${hex} Tj`);
    // Squeezed in width only, so that all seals have letters of one height.
    return `BT ${n(cos * scale)} ${n(sin * scale)} ${n(-sin)} ${n(cos)} ${n(x)} ${n(y)} Tm ${parts.join(' ')} ET`;
  });
  return { content: letters.join('\n'), angle };
}

async function drawImage(
  document: PDFDocument,
  png: Uint8Array,
  width: number,
  height: number,
): Promise<Drawing> {
  const image = await document.embedPng(png);
  const scale = Math.min(width / image.width, height / image.height);
  const [w, h] = [image.width * scale, image.height * scale];
  return {
    width,
    height,
    content: `q ${n(w)} 0 0 ${n(h)} ${n((width - w) / 2)} ${n((height - h) / 2)} cm /Image Do Q`,
    typefaces: [],
    images: new Map([['Image', image]]),
  };
}

// ------------------------------------------------------------------------------------------------------------ drawings

/** Blue rounded block: a mark in the left third, where the seal will lie, and who signed when in the rest. */
export async function drawPersonal(
  document: PDFDocument,
  block: PersonalBlock,
  width: number,
  height: number,
): Promise<Drawing> {
  if (block.image) return drawImage(document, block.image, width, height);
  const regular = await loadTypeface(document, 'be-vietnam-pro-400');
  const bold = await loadTypeface(document, 'be-vietnam-pro-700');
  const textLeft = width / 3 + 4;
  const role = [block.title, block.organisation].filter(Boolean).join(', ');
  const paragraphs: Paragraph[] = [
    { text: 'Người ký:', typeface: regular, size: 6.6, space: 0 },
    { text: block.name, typeface: bold, size: 10.5, space: 0 },
    ...(role ? [{ text: role, typeface: regular, size: 7, space: 0.5 }] : []),
    { text: `Thời gian ký: ${toVietnameseTime(block.signingTime)}`, typeface: regular, size: 6.2, space: 2 },
  ];
  const text = setParagraphs(paragraphs, width - textLeft - 6, height - 8);
  const top = (height + text.height) / 2;

  const [markX, markY, mark] = [width / 6, height / 2, Math.min(width / 6, height / 2) * 0.7];
  return {
    width,
    height,
    content: [
      `q ${blue} RG ${blue} rg 1.1 w ${roundedRectangle(1, 1, width - 2, height - 2, 7)} S`,
      `0.5 w ${n(width / 3 - 1)} 9 m ${n(width / 3 - 1)} ${n(height - 9)} l S`,
      `${paleBlue} RG 3.4 w 1 J 1 j`,
      `${n(markX - mark * 0.45)} ${n(markY + mark * 0.02)} m ${n(markX - mark * 0.1)} ${n(markY - mark * 0.36)} l`,
      `${n(markX + mark * 0.5)} ${n(markY + mark * 0.4)} l S`,
      ...text.lines.map((line) => show(line.typeface, line.text, line.size, textLeft, top - line.depth)),
      'Q',
    ].join('\n'),
    typefaces: [regular, bold],
    images: new Map(),
  };
}

/** Round red seal: rings, the ring's text, and a star in the middle or, below a superior body, the agency's name. */
export async function drawSeal(document: PDFDocument, seal: SealText, diameter: number): Promise<Drawing> {
  if (seal.image) return drawImage(document, seal.image, diameter, diameter);
  const bold = await loadTypeface(document, 'be-vietnam-pro-700');
  const center = diameter / 2;
  const unit = diameter / 102;
  const [outer, inner] = [center - 1.6 * unit, center - 17 * unit];
  const ringText = (seal.superiorName ?? seal.agencyName).toLocaleUpperCase('vi');
  const ring = arc(bold, ringText, 8.2 * unit, center, inner + 4.2 * unit, (Math.PI * 5) / 3);
  const content = [
    `q ${red} RG ${red} rg`,
    `${n(2.4 * unit)} w ${circle(center, center, outer)} S`,
    `${n(0.7 * unit)} w ${circle(center, center, outer - 2.6 * unit)} S ${circle(center, center, inner)} S`,
    ring.content,
    `${star(center, center - (inner + 7 * unit), 4 * unit)} f`,
  ];
  if (seal.superiorName) {
    const name = seal.agencyName.toLocaleUpperCase('vi');
    const text = setParagraphs(
      [{ text: name, typeface: bold, size: 11.5 * unit, space: 0 }],
      inner * 1.62,
      inner * 1.15,
    );
    const top = center + text.height / 2;
    for (const line of text.lines) {
      const left = center - line.typeface.widthOf(line.text, line.size) / 2;
      content.push(show(line.typeface, line.text, line.size, left, top - line.depth));
    }
  } else {
    content.push(`${star(center, center, inner * 0.72)} f`);
  }
  return {
    width: diameter,
    height: diameter,
    content: [...content, 'Q'].join('\n'),
    typefaces: [bold],
    images: new Map(),
  };
}

/** "05/QĐ-STC; 2026-03-05T14:05:09+07:00" in 10 points, black, upright, at the right edge of the box. */
export async function drawAnnexLine(
  document: PDFDocument,
  line: AnnexLine,
  width?: number,
  height: number = naturalSizes.annex.height,
): Promise<Drawing> {
  const times = await loadTypeface(document, 'tinos-400');
  const text = `${line.number}; ${toIsoTime(line.signingTime)}`;
  const natural = times.widthOf(text, 10);
  const available = width ?? natural + 2;
  const size = Math.min(10, (10 * (available - 2)) / natural);
  const left = available - times.widthOf(text, size) - 1;
  return {
    width: available,
    height,
    content: `q 0 g ${show(times, text, size, left, (height - size * 0.66) / 2)} Q`,
    typefaces: [times],
    images: new Map(),
  };
}
