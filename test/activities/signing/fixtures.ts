/** Documents to sign, an authority to sign with, and pdfsig as a second opinion. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflateSync } from 'node:zlib';
import { degrees, PDFDocument, StandardFonts } from '@cantoo/pdf-lib';
import * as asn1js from 'asn1js';
import { Certificate, Time } from 'pkijs';
import { afterAll, beforeAll } from 'vitest';
import { toName } from '../../../activities/signing/distinguished-name.ts';
import {
  type CertificateAuthority,
  type Credential,
  openCertificateAuthority,
} from '../../../activities/signing/index.ts';

const run = promisify(execFile);

export const department = { name: 'Sở Tài chính', agencyCode: 'H26.01' };
export const company = { name: 'Công ty TNHH Hương Giang', taxCode: '3300101244' };
export const director = {
  name: 'Nguyễn Thị Hồng Thắm',
  identifier: 'CB-001',
  title: 'Giám đốc',
  organisation: department,
};
export const manager = { name: 'Trần Văn Đức', identifier: '046080001234', organisation: company };

export interface World {
  folder: string;
  authority: CertificateAuthority;
  director: Credential;
  department: Credential;
  manager: Credential;
  company: Credential;
}

/** One authority for all tests of a file, in a folder of its own. */
export function signingWorld(): World {
  const world = {} as World;
  beforeAll(async () => {
    world.folder = await mkdtemp(join(tmpdir(), 'congvan-signing-'));
    world.authority = await openCertificateAuthority(join(world.folder, 'pki'));
    world.director = await world.authority.person(director);
    world.department = await world.authority.agency(department);
    world.manager = await world.authority.person(manager);
    world.company = await world.authority.enterprise(company);
  });
  afterAll(() => rm(world.folder, { recursive: true, force: true }));
  return world;
}

/** A certificate outside our authority, valid from yesterday till tomorrow. */
export async function selfSigned(
  algorithm: EcKeyGenParams | RsaHashedKeyGenParams,
): Promise<{ keys: CryptoKeyPair; certificate: Uint8Array }> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = new Certificate();
  certificate.version = 2;
  certificate.serialNumber = new asn1js.Integer({ value: 7 });
  certificate.subject = toName([['commonName', 'Người lạ']]);
  certificate.issuer = certificate.subject;
  certificate.notBefore = new Time({ type: 0, value: new Date(Date.now() - 86_400_000) });
  certificate.notAfter = new Time({ type: 0, value: new Date(Date.now() + 86_400_000) });
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey);
  await certificate.sign(keys.privateKey, 'SHA-256');
  return { keys, certificate: new Uint8Array(certificate.toSchema(true).toBER()) };
}

export interface PlainOptions {
  pages?: number;
  /** Object and cross-reference streams, or plain objects and a table. */
  streams?: boolean;
  /** Degrees, clockwise. */
  rotation?: number;
}

export async function plainPdf({
  pages = 2,
  streams = true,
  rotation = 0,
}: PlainOptions = {}): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.TimesRoman);
  for (let number = 1; number <= pages; number += 1) {
    const page = document.addPage([595.28, 841.89]);
    page.setRotation(degrees(rotation));
    page.drawText(`Page ${number} of a plan`, { x: 80, y: 780, size: 13, font });
  }
  return document.save({ useObjectStreams: streams });
}

/** As Adobe's products write: the cross-reference stream goes through a PNG predictor. */
export function predictorPdf(): Uint8Array {
  const content = 'BT /F 14 Tf 80 700 Td (Plan) Tj ET';
  const bodies = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>',
  ];
  let file = '%PDF-1.5\n';
  const offsets = bodies.map((body, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const start = file.length;
  const rows = [[0, 0, 0, 255], ...[...offsets, start].map((offset) => [1, offset >> 8, offset & 255, 0])];
  const predicted = rows.flatMap((row, index) => [
    2,
    ...row.map((byte, column) => (byte - (rows[index - 1]?.[column] ?? 0)) & 255),
  ]);
  const stream = deflateSync(Buffer.from(predicted));
  const head = `6 0 obj\n<< /Type /XRef /Size 7 /W [1 2 1] /Root 1 0 R /Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 4 >> /Length ${stream.length} >>\nstream\n`;
  const tail = `\nendstream\nendobj\nstartxref\n${start}\n%%EOF\n`;
  return new Uint8Array(
    Buffer.concat([Buffer.from(file + head, 'latin1'), stream, Buffer.from(tail, 'latin1')]),
  );
}

async function withFile<T>(pdf: Uint8Array, use: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'congvan-pdf-'));
  try {
    const file = join(folder, 'file.pdf');
    await writeFile(file, pdf);
    return await use(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function missing(error: unknown, tool: string): Error | null {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
    ? new Error(`${tool} is missing. Install it with: sudo apt-get install poppler-utils`)
    : null;
}

async function poppler(tool: string, before: string[], file: string, after: string[] = []): Promise<string> {
  try {
    return (await run(tool, [...before, file, ...after], { maxBuffer: 64 * 1024 * 1024 })).stdout;
  } catch (error) {
    const cause = missing(error, tool);
    if (cause) throw cause;
    // pdfsig exits with 1 when a signature is invalid, and says so on standard output.
    if (error instanceof Error && 'stdout' in error && String(error.stdout)) return String(error.stdout);
    throw error;
  }
}

/** What pdfsig says of each signature, e.g. "Signature is Valid."; certificates are not judged: it does not know our root. */
export function pdfsig(
  pdf: Uint8Array,
): Promise<{ field: string; format: string; verdict: string; total: boolean }[]> {
  return withFile(pdf, async (file) => {
    const output = await poppler('pdfsig', ['-nocert'], file);
    return output
      .split(/^Signature #\d+:$/m)
      .slice(1)
      .map((part) => ({
        field: /Field Name: (.*)/.exec(part)?.[1] ?? '',
        format: /Signature Type: (.*)/.exec(part)?.[1] ?? '',
        verdict: /Signature Validation: (.*)/.exec(part)?.[1] ?? '',
        total: part.includes('  - Total document signed'),
      }));
  });
}

export function pdftotext(pdf: Uint8Array, ...options: string[]): Promise<string> {
  return withFile(pdf, (file) => poppler('pdftotext', options, file, ['-']));
}

/** A page as an image: width, height and RGB bytes. */
export function render(
  pdf: Uint8Array,
  page: number,
  dpi = 72,
): Promise<{ width: number; height: number; pixel: (x: number, y: number) => [number, number, number] }> {
  return withFile(pdf, async (file) => {
    const options = ['-r', String(dpi), '-f', String(page), '-l', String(page), file];
    const { stdout } = await run('pdftoppm', options, {
      encoding: 'buffer',
      maxBuffer: 256 * 1024 * 1024,
    }).catch((error: unknown) => {
      throw missing(error, 'pdftoppm') ?? error;
    });
    const header = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(stdout.subarray(0, 64).toString('latin1'));
    if (!header) throw new Error('Expected a PPM image of pdftoppm.');
    const [width, height] = [Number(header[1]), Number(header[2])];
    const data = stdout.subarray(header[0].length);
    return {
      width,
      height,
      pixel: (x, y) => {
        const at = (Math.round(y) * width + Math.round(x)) * 3;
        return [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
      },
    };
  });
}
