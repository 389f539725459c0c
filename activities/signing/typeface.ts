/**
 * Typefaces with every Vietnamese letter, embedded as subsets. Be Vietnam Pro for signature blocks; Tinos, which has the
 * metrics of Times New Roman, where Decree 30/2020 prescribes that typeface.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { PDFDocument, PDFFont } from '@cantoo/pdf-lib';
import { subsettingFontkit } from '../typefaces/subsetting-fontkit.ts';

export type TypefaceName = 'be-vietnam-pro-400' | 'be-vietnam-pro-700' | 'tinos-400' | 'tinos-700';

export interface Typeface {
  /** Points. */
  widthOf(text: string, size: number): number;
  /** The text cut where the font file changes: a font's name in the resources and a hexadecimal string to show with it. */
  encode(text: string): { font: string; hex: string }[];
  /** The fonts that `encode` used so far, by their names in the resources. */
  readonly fonts: ReadonlyMap<string, PDFFont>;
}

/** Web font packages cut a face into files by script; the first that has the letter draws it. */
const subsets = ['latin', 'vietnamese', 'latin-ext'] as const;

const require = createRequire(import.meta.url);
const fontFiles = new Map<string, Promise<Buffer>>();

function readFontFile(name: TypefaceName, subset: string): Promise<Buffer> {
  const [, family = '', weight = ''] = /^(.*)-(\d+)$/.exec(name) ?? [];
  const folder = join(dirname(require.resolve(`@fontsource/${family}/package.json`)), 'files');
  const file = join(folder, `${family}-${subset}-${weight}-normal.woff`);
  const content = fontFiles.get(file) ?? readFile(file);
  fontFiles.set(file, content);
  return content;
}

/** Embeds the typeface into the document; only files that `encode` needs are embedded. */
export async function loadTypeface(document: PDFDocument, name: TypefaceName): Promise<Typeface> {
  document.registerFontkit(subsettingFontkit);
  const faces = await Promise.all(
    subsets.map(async (subset) => {
      const font = await document.embedFont(await readFontFile(name, subset), { subset: true });
      return { name: `${name}-${subset}`, font, letters: new Set(font.getCharacterSet()) };
    }),
  );
  const fonts = new Map<string, PDFFont>();

  type Face = (typeof faces)[number];

  function cut(text: string): { face: Face; text: string }[] {
    const runs: { face: Face; text: string }[] = [];
    // NFC: the faces draw "ễ" as one letter, not as "e" and two marks.
    for (const letter of text.normalize('NFC')) {
      const face = faces.find(({ letters }) => letters.has(letter.codePointAt(0) ?? 0));
      const run = face ? { face, text: letter } : { face: faces[0], text: '?' };
      const last = runs.at(-1);
      if (last && last.face === run.face) last.text += run.text;
      else if (run.face) runs.push({ face: run.face, text: run.text });
    }
    return runs;
  }

  return {
    fonts,
    widthOf: (text, size) =>
      cut(text).reduce((width, run) => width + run.face.font.widthOfTextAtSize(run.text, size), 0),
    encode: (text) =>
      cut(text).map(({ face, text: part }) => {
        fonts.set(face.name, face.font);
        return { font: face.name, hex: face.font.encodeText(part).toString() };
      }),
  };
}
