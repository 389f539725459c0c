import type { PDFDocument } from '@cantoo/pdf-lib';
import fontkit from '@pdf-lib/fontkit';

interface Subsetter {
  includeGlyph(glyph: unknown): number;
  encodeStream(): unknown;
  cff: unknown;
}

/**
 * The font reader for `PDFDocument.registerFontkit` that can embed subsets. pdf-lib calls a subset's `encode()` without arguments
 * when there is one; this fontkit's `encode(stream)` needs one, and its `encodeStream()` is what is meant. So `encode` is kept from
 * view.
 */
export const subsettingFontkit = {
  create(data: Uint8Array, postscriptName?: string) {
    const font = fontkit.create(data, postscriptName);
    const createSubset = font.createSubset.bind(font) as () => unknown;
    const hideEncode = () => {
      const subset = createSubset() as Subsetter;
      return {
        includeGlyph: (glyph: unknown) => subset.includeGlyph(glyph),
        encodeStream: () => subset.encodeStream(),
        cff: subset.cff,
      };
    };
    return Object.assign(font, { createSubset: hideEncode });
  },
} as unknown as Parameters<PDFDocument['registerFontkit']>[0];
