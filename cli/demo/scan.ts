/** A page that looks like the scan of a paper: grey paper with grain, lines of ink, slightly skewed. */
import { crc32, deflateSync } from 'node:zlib';
import { PDFDocument } from '@cantoo/pdf-lib';
import type { Random } from './random.ts';

/** A4 at 100 dots per inch. */
const width = 827;
const height = 1169;

export async function scannedPdf(pages: number, random: Random): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  for (let number = 0; number < pages; number++) {
    const image = await pdf.embedPng(greyscalePng(paper(random)));
    const page = pdf.addPage([595.28, 841.89]);
    page.drawImage(image, { x: 0, y: 0, width: 595.28, height: 841.89 });
  }
  return pdf.save();
}

function paper(random: Random): Uint8Array {
  const pixels = new Uint8Array(width * height);
  for (let at = 0; at < pixels.length; at++) pixels[at] = 232 + random.between(0, 16);
  const skew = random.between(-6, 6) / width;
  for (let line = 0; line < 34; line++) writeLine(pixels, 120 + line * 27, skew, random);
  return pixels;
}

/** Words as runs of strokes, as they look at a low resolution. */
function writeLine(pixels: Uint8Array, top: number, skew: number, random: Random): void {
  const end = random.between(0, 5) === 0 ? random.between(300, 600) : 730;
  for (let x = 110; x < end; ) {
    const word = random.between(18, 60);
    for (let dx = 0; dx < word && x + dx < end; dx++) {
      const tall = random.between(0, 4) === 0;
      for (let dy = tall ? -4 : 0; dy < 9; dy++) {
        if (random.between(0, 2) === 0) continue;
        const y = Math.round(top + dy + (x + dx) * skew);
        pixels[y * width + x + dx] = random.between(30, 110);
      }
    }
    x += word + random.between(6, 10);
  }
}

/** PNG (ISO/IEC 15948), 8-bit greyscale, no filter. */
function greyscalePng(pixels: Uint8Array): Uint8Array {
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
