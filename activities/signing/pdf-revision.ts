/**
 * A PDF as of one of its revisions, read by its cross-reference sections (ISO 32000-1, 7.5.4 to 7.5.8), as viewers do.
 *
 * pdf-lib reads a file from front to back instead. For judging what an update changed that is not enough: an update can point
 * back to an older object, or drop one, without writing it anew.
 */
import { inflateSync } from 'node:zlib';
import {
  PDFArray,
  PDFContext,
  PDFDict,
  PDFName,
  PDFNumber,
  type PDFObject,
  PDFObjectParser,
  PDFRawStream,
  PDFRef,
} from '@cantoo/pdf-lib';

/** Where an object is: at an offset of the file, or as the n-th of an object stream. */
export type Entry =
  | { kind: 'free' }
  | { kind: 'offset'; offset: number }
  | { kind: 'stream'; container: number; index: number };

export interface PdfRevision {
  /** By object number. */
  entries: ReadonlyMap<number, Entry>;
  root: PDFRef | null;
  info: PDFRef | null;
  /** `null` when there is no such object. Throws on one that cannot be read. */
  object(number: number): PDFObject | null;
  /** Follows a reference; other values are returned as they are. */
  resolve(value: PDFObject | undefined): PDFObject | null;
}

/** Against files made to exhaust memory or to loop. */
const limits = { sections: 1000, inflatedBytes: 64 * 1024 * 1024, entries: 2_000_000, referenceDepth: 32 };

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(
    bytes.buffer,
    bytes.byteOffset + start,
    Math.max(0, Math.min(end, bytes.length) - start),
  ).toString('latin1');
}

function numberAt(dict: PDFDict, key: string): number | null {
  const value = dict.get(PDFName.of(key));
  return value instanceof PDFNumber ? value.asNumber() : null;
}

function refAt(dict: PDFDict, key: string): PDFRef | null {
  const value = dict.get(PDFName.of(key));
  return value instanceof PDFRef ? value : null;
}

/** ISO 32000-1, 7.4.4.4: PNG predictors, which nearly every cross-reference stream uses. */
function undoPredictor(data: Buffer, columns: number): Buffer {
  const rows = Math.floor(data.length / (columns + 1));
  const output = Buffer.alloc(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    const filter = data[row * (columns + 1)] ?? 0;
    for (let column = 0; column < columns; column += 1) {
      const raw = data[row * (columns + 1) + 1 + column] ?? 0;
      const at = row * columns + column;
      const left = column > 0 ? (output[at - 1] ?? 0) : 0;
      const up = row > 0 ? (output[at - columns] ?? 0) : 0;
      const upLeft = row > 0 && column > 0 ? (output[at - columns - 1] ?? 0) : 0;
      const estimate = left + up - upLeft;
      const [a, b, c] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - upLeft)];
      const paeth = a <= b && a <= c ? left : b <= c ? up : upLeft;
      const predicted = [0, left, up, Math.floor((left + up) / 2), paeth][filter] ?? 0;
      output[at] = (raw + predicted) & 0xff;
    }
  }
  return output;
}

function decode(stream: PDFRawStream): Buffer {
  const filter = stream.dict.get(PDFName.of('Filter'));
  const name = filter instanceof PDFArray && filter.size() === 1 ? filter.get(0) : filter;
  const contents = Buffer.from(stream.getContents());
  if (name === undefined) return contents;
  if (name !== PDFName.of('FlateDecode')) throw new Error(`Expected FlateDecode, but got ${String(name)}.`);
  const inflated = inflateSync(contents, { maxOutputLength: limits.inflatedBytes });
  const held = stream.dict.get(PDFName.of('DecodeParms'));
  const parameters = held instanceof PDFArray ? held.get(0) : held;
  if (!(parameters instanceof PDFDict)) return inflated;
  const predictor = numberAt(parameters, 'Predictor') ?? 1;
  if (predictor < 2) return inflated;
  if (predictor === 2) throw new Error('Expected no or a PNG predictor, but got the TIFF predictor.');
  return undoPredictor(inflated, numberAt(parameters, 'Columns') ?? 1);
}

function parseAt(bytes: Uint8Array, offset: number, context: PDFContext): PDFObject {
  return PDFObjectParser.forBytes(bytes.subarray(offset), context).parseObject();
}

function parseIndirect(
  bytes: Uint8Array,
  offset: number,
  context: PDFContext,
): { number: number; object: PDFObject } {
  const header = /^\s*(\d+)\s+\d+\s+obj/.exec(latin1(bytes, offset, offset + 64));
  if (!header) throw new Error(`Expected an object at ${offset}.`);
  return { number: Number(header[1]), object: parseAt(bytes, offset + header[0].length, context) };
}

interface Section {
  entries: Map<number, Entry>;
  trailer: PDFDict;
}

function readTable(bytes: Uint8Array, offset: number, context: PDFContext): Section {
  const entries = new Map<number, Entry>();
  let at = offset + 'xref'.length;
  for (;;) {
    const subsection = /^\s*(\d+)\s+(\d+)\s*?[\r\n ]\s*/.exec(latin1(bytes, at, at + 64));
    if (!subsection) break;
    at += subsection[0].length;
    const [first, count] = [Number(subsection[1]), Number(subsection[2])];
    if (count > limits.entries) throw new Error('Expected fewer entries in the cross-reference table.');
    for (let index = 0; index < count; index += 1) {
      const entry = /^\s*(\d{1,10})\s+(\d{1,5})\s+([nf])\s*/.exec(latin1(bytes, at, at + 32));
      if (!entry) throw new Error(`Expected a cross-reference entry at ${at}.`);
      at += entry[0].length;
      entries.set(
        first + index,
        entry[3] === 'n' ? { kind: 'offset', offset: Number(entry[1]) } : { kind: 'free' },
      );
    }
  }
  const keyword = /^\s*trailer\s*/.exec(latin1(bytes, at, at + 64));
  const trailer = keyword ? parseAt(bytes, at + keyword[0].length, context) : null;
  if (!(trailer instanceof PDFDict)) throw new Error(`Expected a trailer at ${at}.`);
  return { entries, trailer };
}

function readStream(bytes: Uint8Array, offset: number, context: PDFContext): Section {
  const { object } = parseIndirect(bytes, offset, context);
  if (!(object instanceof PDFRawStream)) throw new Error(`Expected a cross-reference stream at ${offset}.`);
  const widths = object.dict.get(PDFName.of('W'));
  if (!(widths instanceof PDFArray)) throw new Error(`Expected the field widths of the stream at ${offset}.`);
  const [typeWidth = 0, secondWidth = 0, thirdWidth = 0] = widths
    .asArray()
    .map((width) => (width instanceof PDFNumber ? width.asNumber() : 0));
  const rowWidth = typeWidth + secondWidth + thirdWidth;
  if (rowWidth < 1 || Math.max(typeWidth, secondWidth, thirdWidth) > 6) {
    throw new Error(`Expected fields of 1 to 6 bytes in the stream at ${offset}.`);
  }
  const index = object.dict.get(PDFName.of('Index'));
  const ranges =
    index instanceof PDFArray
      ? index.asArray().map((value) => (value instanceof PDFNumber ? value.asNumber() : 0))
      : [0, numberAt(object.dict, 'Size') ?? 0];
  const data = decode(object);
  const entries = new Map<number, Entry>();
  let at = 0;
  for (let range = 0; range + 1 < ranges.length; range += 2) {
    const [first = 0, count = 0] = [ranges[range], ranges[range + 1]];
    for (let item = 0; item < count && at + rowWidth <= data.length; item += 1, at += rowWidth) {
      const type = typeWidth === 0 ? 1 : data.readUIntBE(at, typeWidth);
      const second = secondWidth === 0 ? 0 : data.readUIntBE(at + typeWidth, secondWidth);
      const third = thirdWidth === 0 ? 0 : data.readUIntBE(at + typeWidth + secondWidth, thirdWidth);
      const entry: Entry =
        type === 1
          ? { kind: 'offset', offset: second }
          : type === 2
            ? { kind: 'stream', container: second, index: third }
            : { kind: 'free' };
      entries.set(first + item, entry);
    }
  }
  return { entries, trailer: object.dict };
}

/** Opens the revision that ends where `bytes` do. Throws when its cross-reference sections cannot be read. */
export function openRevision(bytes: Uint8Array): PdfRevision {
  const context = PDFContext.create();
  const tail = latin1(bytes, Math.max(0, bytes.length - 2048), bytes.length);
  const start = [...tail.matchAll(/startxref\s+(\d+)/g)].at(-1);
  if (!start) throw new Error('Expected "startxref" near the end of the file.');

  const entries = new Map<number, Entry>();
  let root: PDFRef | null = null;
  let info: PDFRef | null = null;
  const visited = new Set<number>();
  const pending = [Number(start[1])];
  while (pending.length > 0) {
    const offset = pending.shift() ?? 0;
    if (visited.has(offset)) continue;
    visited.add(offset);
    if (visited.size > limits.sections) throw new Error('Expected fewer cross-reference sections.');
    const table = /^\s*xref/.exec(latin1(bytes, offset, offset + 16));
    const section = table
      ? readTable(bytes, offset + table[0].length - 'xref'.length, context)
      : readStream(bytes, offset, context);
    // The newest section speaks first.
    for (const [number, entry] of section.entries) if (!entries.has(number)) entries.set(number, entry);
    root ??= refAt(section.trailer, 'Root');
    info ??= refAt(section.trailer, 'Info');
    const hybrid = table ? numberAt(section.trailer, 'XRefStm') : null;
    const previous = numberAt(section.trailer, 'Prev');
    if (previous !== null) pending.unshift(previous);
    if (hybrid !== null) pending.unshift(hybrid);
  }

  const objects = new Map<number, PDFObject | null>();
  const containers = new Map<number, { data: Buffer; offsets: number[] }>();

  function openContainer(number: number): { data: Buffer; offsets: number[] } {
    const known = containers.get(number);
    if (known) return known;
    const entry = entries.get(number);
    if (entry?.kind !== 'offset') throw new Error(`Expected object stream ${number} at an offset.`);
    const { object } = parseIndirect(bytes, entry.offset, context);
    if (!(object instanceof PDFRawStream)) throw new Error(`Expected object ${number} to be a stream.`);
    const data = decode(object);
    const first = numberAt(object.dict, 'First') ?? 0;
    const header = data.toString('latin1', 0, first).trim().split(/\s+/).map(Number);
    const offsets = header.filter((_, index) => index % 2 === 1).map((offset) => first + offset);
    const opened = { data, offsets };
    containers.set(number, opened);
    return opened;
  }

  function read(number: number): PDFObject | null {
    const entry = entries.get(number);
    if (!entry || entry.kind === 'free') return null;
    if (entry.kind === 'offset') {
      const found = parseIndirect(bytes, entry.offset, context);
      if (found.number !== number) throw new Error(`Expected object ${number} at ${entry.offset}.`);
      return found.object;
    }
    const { data, offsets } = openContainer(entry.container);
    const offset = offsets[entry.index];
    return offset === undefined ? null : parseAt(data, offset, context);
  }

  function object(number: number): PDFObject | null {
    const known = objects.get(number);
    if (known !== undefined) return known;
    const found = read(number);
    objects.set(number, found);
    return found;
  }

  return {
    entries,
    root,
    info,
    object,
    resolve(value) {
      let current: PDFObject | null = value ?? null;
      for (let depth = 0; current instanceof PDFRef && depth < limits.referenceDepth; depth += 1) {
        current = object(current.objectNumber);
      }
      return current;
    },
  };
}
