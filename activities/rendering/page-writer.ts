/** Writing text on A4 pages from the top down, in points from the lower left corner. */
import { type PDFDocument, PDFHexString, PDFName, type PDFPage } from '@cantoo/pdf-lib';
import type { Line } from './text-lines.ts';
import type { Style, Typeface } from './typeface.ts';

/** 1 mm in points. */
export const millimetre = 72 / 25.4;

/** Decree 30/2020, App. I, I.1 and I.3: A4; margins top and bottom 20-25 mm, left 30-35 mm, right 15-20 mm. */
export const page = {
  width: 210 * millimetre,
  height: 297 * millimetre,
  top: 20 * millimetre,
  bottom: 20 * millimetre,
  left: 30 * millimetre,
  right: 18 * millimetre,
};

/** Width of the text. */
export const textWidth = page.width - page.left - page.right;

export type Alignment = 'left' | 'center' | 'right' | 'justify';

export interface PlacedLine {
  left: number;
  /** Of the column that the line is aligned in. */
  width: number;
  size: number;
  align: Alignment;
}

/** The lower left corner and size of a rectangle. */
export interface Box {
  left: number;
  bottom: number;
  width: number;
  height: number;
}

export interface PageWriter {
  /** Where the next thing goes: its upper edge. */
  y: number;
  /** Begins a new page unless there is room for that height on this one. */
  ensure(height: number): void;
  /** Height that is left on the page. */
  room(): number;
  /** Writes one line with its base line at `baseline`; does not move `y`. */
  line(line: Line, baseline: number, place: PlacedLine): void;
  text(text: string, baseline: number, place: PlacedLine & { style: Style }): void;
  rule(left: number, y: number, width: number, thickness?: number): void;
  frame(box: Box): void;
  /** An empty signature field, to be signed later in its place. */
  signatureField(name: string, box: Box): void;
  /** Numbers the pages from the second on, and puts the content into the document. */
  finish(): void;
}

interface WrittenPage {
  page: PDFPage;
  content: string[];
}

const format = (value: number) => value.toFixed(2).replace(/\.?0+$/, '');

export function createPageWriter(document: PDFDocument, typeface: Typeface): PageWriter {
  const pages: WrittenPage[] = [];
  const fields: ReturnType<typeof document.context.register>[] = [];

  function addPage(): WrittenPage {
    const added = { page: document.addPage([page.width, page.height]), content: [] };
    pages.push(added);
    return added;
  }
  let current = addPage();

  function show(line: Line, x: number, baseline: number, size: number, stretch: number): void {
    const parts: string[] = [];
    let font = '';
    for (const [index, word] of line.words.entries()) {
      const isSpaced = index > 0 && !word.joined;
      if (isSpaced) {
        for (const run of typeface.encode(' ', 'regular')) {
          if (run.font !== font) parts.push(`/${run.font} ${format(size)} Tf`);
          font = run.font;
          parts.push(`[${run.hex} ${format((-stretch * 1000) / size)}] TJ`);
        }
      }
      for (const run of typeface.encode(word.text, word.style)) {
        if (run.font !== font) parts.push(`/${run.font} ${format(size)} Tf`);
        font = run.font;
        parts.push(`${run.hex} Tj`);
      }
    }
    current.content.push(`BT ${format(x)} ${format(baseline)} Td ${parts.join(' ')} ET`);
  }

  const writer: PageWriter = {
    y: page.height - page.top,
    room: () => writer.y - page.bottom,
    ensure(height) {
      if (writer.y - height >= page.bottom) return;
      current = addPage();
      writer.y = page.height - page.top;
    },
    line(line, baseline, { left, width, size, align }) {
      const free = width - line.width;
      const gaps = line.words.filter((word, index) => index > 0 && !word.joined).length;
      const isStretched = align === 'justify' && !line.isLast && gaps > 0;
      const x = left + (align === 'center' ? free / 2 : align === 'right' ? free : 0);
      show(line, x, baseline, size, isStretched ? Math.max(0, free / gaps) : 0);
    },
    text(text, baseline, { style, ...place }) {
      const width = typeface.widthOf(text, style, place.size);
      writer.line({ words: [{ text, style, width, joined: false }], width, isLast: true }, baseline, place);
    },
    rule(left, y, width, thickness = 0.7) {
      current.content.push(`${format(left)} ${format(y)} ${format(width)} ${format(thickness)} re f`);
    },
    frame({ left, bottom, width, height }) {
      current.content.push(`0.5 w ${format(left)} ${format(bottom)} ${format(width)} ${format(height)} re S`);
    },
    signatureField(name, { left, bottom, width, height }) {
      const { context } = document;
      const field = context.register(
        context.obj({
          Type: 'Annot',
          Subtype: 'Widget',
          FT: 'Sig',
          T: PDFHexString.fromText(name),
          F: 4,
          Rect: [left, bottom, left + width, bottom + height],
          P: current.page.ref,
        }),
      );
      current.page.node.addAnnot(field);
      fields.push(field);
    },
    finish() {
      for (const [index, { page: written, content }] of pages.entries()) {
        current = { page: written, content };
        if (index > 0) {
          writer.text(String(index + 1), page.height - 12 * millimetre, {
            left: page.left,
            width: textWidth,
            size: 13,
            align: 'center',
            style: 'regular',
          });
        }
        for (const [name, font] of typeface.fonts) {
          written.node.setFontDictionary(PDFName.of(name), font.ref);
        }
        written.node.addContentStream(
          document.context.register(document.context.flateStream(`q 0 g 0 G\n${content.join('\n')}\nQ`)),
        );
      }
      if (fields.length > 0) {
        const form = document.context.obj({ Fields: fields });
        document.catalog.set(PDFName.of('AcroForm'), document.context.register(form));
      }
    },
  };
  return writer;
}
