/**
 * Tinos, which has the metrics of Times New Roman (Decree 30/2020, App. I, I.2: "Times New Roman, bộ mã ký tự Unicode TCVN
 * 6909:2001, màu đen"), embedded as subsets in four styles.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { PDFDocument, PDFFont } from '@cantoo/pdf-lib';
import fontkit from '@pdf-lib/fontkit';
import { subsettingFontkit } from '../typefaces/subsetting-fontkit.ts';

export const styles = ['regular', 'bold', 'italic', 'bold-italic'] as const;
export type Style = (typeof styles)[number];

/** A piece of text in one font file, as the hexadecimal string of a content stream. */
export interface EncodedRun {
  /** Name of the font in the pages' resources. */
  font: string;
  hex: string;
}

export interface Typeface {
  /** Points. Letters that no file has count as "?". */
  widthOf(text: string, style: Style, size: number): number;
  encode(text: string, style: Style): EncodedRun[];
  /** By their names in the pages' resources: the files of one style share a PostScript name. */
  readonly fonts: ReadonlyMap<string, PDFFont>;
}

/** The web font package cuts each style into files by script; the first that has a letter draws it. */
const subsets = ['latin', 'vietnamese', 'latin-ext', 'greek', 'cyrillic'] as const;

const fileSuffix: Record<Style, string> = {
  regular: '400-normal',
  bold: '700-normal',
  italic: '400-italic',
  'bold-italic': '700-italic',
};

interface FontFile {
  content: Buffer;
  letters: ReadonlySet<number>;
}

const files = new Map<string, Promise<FontFile>>();

async function readFontFile(path: string): Promise<FontFile> {
  const content = await readFile(path);
  const { characterSet } = fontkit.create(content) as unknown as { characterSet: number[] };
  return { content, letters: new Set(characterSet) };
}

function fontFile(subset: string, style: Style): Promise<FontFile> {
  const root = dirname(createRequire(import.meta.url).resolve('@fontsource/tinos/package.json'));
  const path = join(root, 'files', `tinos-${subset}-${fileSuffix[style]}.woff`);
  const file = files.get(path) ?? readFontFile(path);
  files.set(path, file);
  return file;
}

interface Face {
  name: string;
  font: PDFFont;
  letters: ReadonlySet<number>;
}

async function loadFaces(document: PDFDocument, style: Style, wanted: ReadonlySet<number>): Promise<Face[]> {
  const faces: Face[] = [];
  const missing = new Set(wanted);
  for (const subset of subsets) {
    const { content, letters } = await fontFile(subset, style);
    const drawn = [...missing].filter((letter) => letters.has(letter));
    if (drawn.length === 0) continue;
    for (const letter of drawn) missing.delete(letter);
    faces.push({
      name: `${style}-${subset}`,
      font: await document.embedFont(content, { subset: true }),
      letters,
    });
  }
  return faces;
}

interface MeasuredRun {
  face: Face;
  text: string;
}

/** @param letters everything that will be written: only the font files that have some of it are embedded */
export async function loadTypeface(
  document: PDFDocument,
  letters: string,
  wantedStyles: readonly Style[] = styles,
): Promise<Typeface> {
  document.registerFontkit(subsettingFontkit);
  const wanted = new Set([...` ?${letters.normalize('NFC')}`].map((letter) => letter.codePointAt(0) ?? 0));
  const faces = new Map<Style, Face[]>();
  for (const style of wantedStyles) faces.set(style, await loadFaces(document, style, wanted));
  const measured = new Map<string, { runs: MeasuredRun[]; width: number }>();

  function runsOf(text: string, style: Style): MeasuredRun[] {
    const found: MeasuredRun[] = [];
    const candidates = faces.get(style) ?? [];
    // NFC: the faces draw "ễ" as one letter, not as "e" and two marks.
    for (const letter of text.normalize('NFC')) {
      const known = candidates.find(({ letters }) => letters.has(letter.codePointAt(0) ?? 0));
      const face = known ?? candidates[0];
      if (!face) continue;
      const drawn = known ? letter : '?';
      const last = found.at(-1);
      if (last?.face === face) last.text += drawn;
      else found.push({ face, text: drawn });
    }
    return found;
  }

  /** Words come again and again: each is measured once, at size 1. */
  function measure(text: string, style: Style) {
    const key = `${style} ${text}`;
    const known = measured.get(key);
    if (known) return known;
    const runs = runsOf(text, style);
    const width = runs.reduce((sum, run) => sum + run.face.font.widthOfTextAtSize(run.text, 1), 0);
    const entry = { runs, width };
    measured.set(key, entry);
    return entry;
  }

  return {
    fonts: new Map([...faces.values()].flat().map(({ name, font }) => [name, font])),
    widthOf: (text, style, size) => measure(text, style).width * size,
    encode: (text, style) =>
      measure(text, style).runs.map(({ face, text }) => ({
        font: face.name,
        hex: face.font.encodeText(text).toString(),
      })),
  };
}
