/**
 * PAdES baseline B signatures (ETSI EN 319 142-1) as incremental updates: what was there stays byte for byte, so every
 * signature made before remains valid.
 */
import { createHash } from 'node:crypto';
import {
  EncryptedPDFError,
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFNumber,
  type PDFPage,
  PDFRef,
  PDFString,
} from '@cantoo/pdf-lib';
import { Certificate } from 'pkijs';
import type { Bilingual } from '../job.ts';
import { type Drawing, drawAnnexLine, drawPersonal, drawSeal, naturalSizes } from './appearance.ts';
import { createSignature } from './cms.ts';
import { overlap, type PageGeometry, pageGeometry, type Rectangle } from './page-geometry.ts';
import {
  certifiedPermission,
  pageOfField,
  type SignatureField,
  signatureFields,
} from './signature-fields.ts';
import type { Signer } from './signer.ts';
import { toPdfDate } from './vietnam-time.ts';

/** Where on the page: shares of the page as seen, from its upper left corner, so that they hold at any zoom. */
export interface Placement {
  /** 0 to 1. */
  left: number;
  /** 0 to 1. */
  top: number;
  /** 0 to 1; default: the natural size. */
  width?: number;
  /** 0 to 1; default: the natural size. */
  height?: number;
}

interface OnPage {
  /** 1 is the first page. Default: 'last'; for a seal the page of the signature that it covers, for an annex 1. */
  page?: number | 'last';
  /** Default: a free place at the foot of the page; the seal's is derived from the signature, the annex's is the top right. */
  placement?: Placement;
}

/** A person's signature in blue. */
export interface PersonalAppearance extends OnPage {
  kind: 'personal';
  /** Position of the signer, e.g. "Giám đốc". */
  title?: string;
  organisation?: string;
  /** The hand-written signature, a transparent PNG, drawn instead of the block. */
  image?: Uint8Array;
}

/** An agency's or enterprise's red seal: it covers a third of the latest signature of a person, on its left. */
export interface SealAppearance extends OnPage {
  kind: 'seal';
  agencyName: string;
  /** The superior body: then its name runs along the ring and the agency's stands in the middle. */
  superiorName?: string;
  /** The seal as a transparent PNG, drawn instead. */
  image?: Uint8Array;
}

/** One line of text at the top right, without image: an annex in a file of its own, or an electronic copy. */
export interface AnnexAppearance extends OnPage {
  kind: 'annex';
  /** Number and notation of the document, e.g. "05/QĐ-STC". */
  number: string;
}

export type Appearance = PersonalAppearance | SealAppearance | AnnexAppearance;

export interface SignOptions {
  signer: Signer;
  /** Why, e.g. "Ký ban hành văn bản". */
  reason: string;
  /** Where, e.g. "Huế". */
  location: string;
  /** As in the certificate. */
  signerName: string;
  signingTime: Date;
  /** Left out: the signature is there but not to be seen. */
  appearance?: Appearance;
  /** An empty signature field of a template to sign in, at its own place; or the name for a new field. */
  fieldName?: string;
}

export type SigningErrorCode =
  | 'NOT_A_PDF'
  | 'ENCRYPTED'
  | 'DAMAGED'
  | 'CHANGES_FORBIDDEN'
  | 'NO_SUCH_PAGE'
  | 'FIELD_ALREADY_SIGNED'
  | 'CERTIFICATE_NOT_VALID';

/** The file or the certificate does not allow the signature; nothing was written. */
export class SigningError extends Error {
  readonly code: SigningErrorCode;
  readonly messages: Bilingual;
  constructor(code: SigningErrorCode, messages: Bilingual) {
    super(messages.en);
    this.name = 'SigningError';
    this.code = code;
    this.messages = messages;
  }
}

// ------------------------------------------------------------------------------------------------------------- reading

async function load(pdf: Uint8Array): Promise<PDFDocument> {
  if (Buffer.from(pdf.subarray(0, 5)).toString('latin1') !== '%PDF-') {
    throw new SigningError('NOT_A_PDF', {
      vi: 'Tệp không phải là PDF. Hãy chuyển văn bản sang PDF rồi ký.',
      en: 'The file is not a PDF. Convert the document to PDF, then sign it.',
    });
  }
  let document: PDFDocument;
  try {
    document = await PDFDocument.load(pdf, { updateMetadata: false });
    if (document.getPageCount() === 0)
      throw new Error('Expected at least one page, but the page tree is empty.');
  } catch (error) {
    if (error instanceof EncryptedPDFError) {
      throw new SigningError('ENCRYPTED', {
        vi: 'Tệp PDF được đặt mật khẩu. Hãy gỡ mật khẩu rồi ký.',
        en: 'The PDF is encrypted. Remove its password, then sign it.',
      });
    }
    throw new SigningError('DAMAGED', {
      vi: 'Tệp PDF bị hỏng, không đọc được. Hãy xuất lại tệp PDF từ văn bản gốc.',
      en: 'The PDF is damaged and cannot be read. Export it anew from the original document.',
    });
  }
  if (certifiedPermission(document) === 1) {
    throw new SigningError('CHANGES_FORBIDDEN', {
      vi: 'Tệp PDF đã được chứng thực và không cho phép bất kỳ thay đổi nào, kể cả ký thêm.',
      en: 'The PDF is certified and allows no change at all, not even another signature.',
    });
  }
  return document;
}

function assertValidCertificate(signer: Signer, signingTime: Date): void {
  const [der] = signer.certificateChain;
  if (!der) throw new Error('Expected a signer with a certificate, but its chain is empty.');
  const { notBefore, notAfter } = Certificate.fromBER(new Uint8Array(der));
  if (signingTime < notBefore.value || signingTime > notAfter.value) {
    throw new SigningError('CERTIFICATE_NOT_VALID', {
      vi: 'Chứng thư số của người ký chưa có hiệu lực hoặc đã hết hạn tại thời điểm ký.',
      en: "The signer's certificate is not yet valid or has expired at the time of signing.",
    });
  }
}

// ----------------------------------------------------------------------------------------------------------- placement

const fieldPrefixes: Record<Appearance['kind'], string> = {
  personal: 'ky-ca-nhan',
  seal: 'ky-co-quan',
  annex: 'ky-phu-luc',
};

interface Spot {
  page: PDFPage;
  geometry: PageGeometry;
  /** As seen. */
  box: Rectangle;
}

function pageAt(document: PDFDocument, number: number | 'last'): PDFPage {
  const pages = document.getPages();
  const page = number === 'last' ? pages.at(-1) : pages[number - 1];
  if (!page) {
    throw new SigningError('NO_SUCH_PAGE', {
      vi: `Văn bản có ${pages.length} trang, không có trang ${number}.`,
      en: `The document has ${pages.length} pages; there is no page ${number}.`,
    });
  }
  return page;
}

function placedBox(
  geometry: PageGeometry,
  placement: Placement,
  natural: { width: number; height: number },
): Rectangle {
  const width = placement.width === undefined ? natural.width : placement.width * geometry.width;
  const height = placement.height === undefined ? natural.height : placement.height * geometry.height;
  const left = placement.left * geometry.width;
  return { left, bottom: geometry.height * (1 - placement.top) - height, width, height };
}

/** Visible signature widgets of that page, as seen. */
function takenBoxes(document: PDFDocument, page: PDFPage, geometry: PageGeometry): Rectangle[] {
  return signatureFields(document)
    .filter((field) => pageOfField(document, field) === page)
    .flatMap(({ rect }) => (rect && rect[2] > rect[0] ? [geometry.fromRect(rect)] : []));
}

/**
 * The first free place of two columns, from the foot of the page up. The right one comes first: there official documents carry
 * the signature (Decree 30/2020, Appendix I, box 7). Each leaves room for the seal on its left.
 */
function freeBox(geometry: PageGeometry, taken: readonly Rectangle[]): Rectangle {
  const { width, height } = naturalSizes.personal;
  const sealReach = naturalSizes.seal.width - width / 3;
  const margin = 50;
  const right = Math.max(margin, geometry.width - margin - width);
  const columns = right - sealReach > margin + sealReach + width ? [right, margin + sealReach] : [right];
  const pitch = naturalSizes.seal.height + 10;
  const rows = Math.max(1, Math.floor((geometry.height - 2 * margin) / pitch));
  const candidates = Array.from({ length: rows }, (_, row) =>
    columns.map((left) => ({ left, bottom: 90 + row * pitch, width, height })),
  ).flat();
  const first = { left: right, bottom: 90, width, height };
  return candidates.find((box) => !taken.some((other) => overlap(box, other))) ?? first;
}

/** Covers a third of the signature, on its left, at its middle; kept on the page. */
function sealBox(geometry: PageGeometry, signature: Rectangle): Rectangle {
  const { width, height } = naturalSizes.seal;
  const left = signature.left + signature.width / 3 - width;
  const bottom = signature.bottom + signature.height / 2 - height / 2;
  return {
    left: Math.max(4, Math.min(left, geometry.width - width - 4)),
    bottom: Math.max(4, Math.min(bottom, geometry.height - height - 4)),
    width,
    height,
  };
}

/** The latest person's signature, on that page if one is asked for. */
function latestPersonal(
  document: PDFDocument,
  page: PDFPage | null,
): { page: PDFPage; rect: [number, number, number, number] } | null {
  const signed = signatureFields(document).filter(
    ({ name, value, rect }) => value && rect && rect[2] > rect[0] && name.startsWith(fieldPrefixes.personal),
  );
  for (const field of signed.reverse()) {
    const itsPage = pageOfField(document, field);
    if (itsPage && field.rect && (!page || page === itsPage)) return { page: itsPage, rect: field.rect };
  }
  return null;
}

function findSpot(document: PDFDocument, appearance: Appearance): Spot {
  if (appearance.kind === 'annex') {
    const page = pageAt(document, appearance.page ?? 1);
    const geometry = pageGeometry(page);
    // As wide as the line may get; the line itself stands at the right edge.
    const natural = { width: Math.min(260, geometry.width - 60), height: naturalSizes.annex.height };
    const corner = {
      ...natural,
      left: geometry.width - natural.width - 30,
      bottom: geometry.height - natural.height - 16,
    };
    return {
      page,
      geometry,
      box: appearance.placement ? placedBox(geometry, appearance.placement, natural) : corner,
    };
  }
  if (appearance.kind === 'seal' && !appearance.placement) {
    const asked = appearance.page === undefined ? null : pageAt(document, appearance.page);
    const signature = latestPersonal(document, asked);
    const page = signature?.page ?? asked ?? pageAt(document, 'last');
    const geometry = pageGeometry(page);
    const covered = signature
      ? geometry.fromRect(signature.rect)
      : freeBox(geometry, takenBoxes(document, page, geometry));
    return { page, geometry, box: sealBox(geometry, covered) };
  }
  const page = pageAt(document, appearance.page ?? 'last');
  const geometry = pageGeometry(page);
  const box = appearance.placement
    ? placedBox(geometry, appearance.placement, naturalSizes[appearance.kind])
    : freeBox(geometry, takenBoxes(document, page, geometry));
  return { page, geometry, box };
}

function draw(
  document: PDFDocument,
  appearance: Appearance,
  { signerName, signingTime }: SignOptions,
  box: Rectangle,
): Promise<Drawing> {
  switch (appearance.kind) {
    case 'personal': {
      const { title, organisation, image } = appearance;
      return drawPersonal(
        document,
        { name: signerName, title, organisation, signingTime, image },
        box.width,
        box.height,
      );
    }
    case 'seal': {
      const { agencyName, superiorName, image } = appearance;
      return drawSeal(document, { agencyName, superiorName, image }, Math.min(box.width, box.height));
    }
    case 'annex':
      return drawAnnexLine(document, { number: appearance.number, signingTime }, box.width, box.height);
  }
}

function formOf(document: PDFDocument, drawing: Drawing, geometry: PageGeometry): PDFRef {
  const { context } = document;
  const fonts = drawing.typefaces.flatMap((typeface) => [...typeface.fonts]);
  const form = context.flateStream(drawing.content, {
    Type: 'XObject',
    Subtype: 'Form',
    BBox: [0, 0, drawing.width, drawing.height],
    Matrix: [...geometry.uprightMatrix, 0, 0],
    Resources: {
      Font: Object.fromEntries(fonts.map(([name, font]) => [name, font.ref])),
      XObject: Object.fromEntries([...drawing.images].map(([name, image]) => [name, image.ref])),
    },
  });
  return context.register(form);
}

// ------------------------------------------------------------------------------------------------------------- writing

/** Wide enough for any offset; blanks fill what the real numbers leave. */
const offsetPlaceholder = 9_999_999_999;
/** Attributes and an RSA-4096 signature take under 1.2 KB beside the certificates. */
const signatureRoom = 3072;

function freeFieldName(taken: ReadonlySet<string>, prefix: string): string {
  for (let number = 1; ; number += 1) {
    if (!taken.has(`${prefix}-${number}`)) return `${prefix}-${number}`;
  }
}

function signatureDictionary(document: PDFDocument, options: SignOptions, contentsLength: number): PDFRef {
  const { context } = document;
  return context.register(
    context.obj({
      Type: 'Sig',
      Filter: 'Adobe.PPKLite',
      SubFilter: 'ETSI.CAdES.detached',
      ByteRange: [0, offsetPlaceholder, offsetPlaceholder, offsetPlaceholder],
      Contents: PDFHexString.of('0'.repeat(contentsLength * 2)),
      M: PDFString.of(toPdfDate(options.signingTime)),
      Name: PDFHexString.fromText(options.signerName),
      Reason: PDFHexString.fromText(options.reason),
      Location: PDFHexString.fromText(options.location),
    }),
  );
}

/** Marks what it changes: objects that existed before are saved again only then. */
type Mark = (ref: PDFRef) => void;

/** The object that holds `key` of `owner`: the referred one when the value is a reference, else the owner itself. */
function addToArray(
  document: PDFDocument,
  owner: PDFDict,
  ownerRef: PDFRef,
  key: string,
  item: PDFRef,
  mark: Mark,
): void {
  const held = owner.get(PDFName.of(key));
  const array = owner.lookup(PDFName.of(key));
  if (!(array instanceof PDFArray)) {
    owner.set(PDFName.of(key), document.context.obj([item]));
    mark(ownerRef);
    return;
  }
  array.push(item);
  mark(held instanceof PDFRef ? held : ownerRef);
}

function registerField(document: PDFDocument, field: PDFRef, mark: Mark): void {
  const { catalog, context } = document;
  const catalogRef = context.trailerInfo.Root;
  if (!(catalogRef instanceof PDFRef)) throw new Error('Expected the catalog to be an indirect object.');
  const held = catalog.get(PDFName.of('AcroForm'));
  let form = catalog.lookup(PDFName.of('AcroForm'));
  let formRef = held instanceof PDFRef ? held : catalogRef;
  if (!(form instanceof PDFDict)) {
    form = context.obj({ Fields: [] });
    formRef = context.register(form);
    catalog.set(PDFName.of('AcroForm'), formRef);
    mark(catalogRef);
  }
  if (!(form instanceof PDFDict)) throw new Error('Expected a form dictionary.');
  addToArray(document, form, formRef, 'Fields', field, mark);
  // ISO 32000-1, table 219: signatures exist (1), and only append (2).
  form.set(PDFName.of('SigFlags'), PDFNumber.of(3));
  mark(formRef);
}

interface FieldContent {
  signature: PDFRef;
  page: PDFPage;
  rect: [number, number, number, number];
  appearance: PDFRef | null;
}

function addField(document: PDFDocument, name: string, content: FieldContent, mark: Mark): void {
  const { context } = document;
  const field = context.register(
    context.obj({
      Type: 'Annot',
      Subtype: 'Widget',
      FT: 'Sig',
      T: PDFHexString.fromText(name),
      // Print and Locked (ISO 32000-1, 12.5.3).
      F: 132,
      Rect: content.rect,
      P: content.page.ref,
      V: content.signature,
      ...(content.appearance ? { AP: { N: content.appearance } } : {}),
    }),
  );
  addToArray(document, content.page.node, content.page.ref, 'Annots', field, mark);
  registerField(document, field, mark);
}

function fillField(document: PDFDocument, field: SignatureField, content: FieldContent, mark: Mark): void {
  field.dict.set(PDFName.of('V'), content.signature);
  field.dict.set(PDFName.of('F'), PDFNumber.of(132));
  if (content.appearance) {
    field.dict.set(PDFName.of('AP'), document.context.obj({ N: content.appearance }));
  }
  mark(field.ref);
  const form = document.catalog.lookup(PDFName.of('AcroForm'));
  const held = document.catalog.get(PDFName.of('AcroForm'));
  if (!(form instanceof PDFDict)) return;
  form.set(PDFName.of('SigFlags'), PDFNumber.of(3));
  const catalogRef = document.context.trailerInfo.Root;
  if (held instanceof PDFRef) mark(held);
  else if (catalogRef instanceof PDFRef) mark(catalogRef);
}

/** An update takes the form of what it updates: a table after a table, a stream after a stream (ISO 32000-1, 7.5.8.4). */
function endsInCrossReferenceTable(pdf: Uint8Array, offset: number): boolean {
  return Buffer.from(pdf.subarray(offset, offset + 12))
    .toString('latin1')
    .trimStart()
    .startsWith('xref');
}

/** Puts the real byte range and the signature where their placeholders stand. */
async function sealBytes(
  pdf: Uint8Array,
  updateStart: number,
  contentsLength: number,
  signer: Signer,
): Promise<void> {
  const update = Buffer.from(pdf.buffer, pdf.byteOffset + updateStart, pdf.byteLength - updateStart);
  const contents = updateStart + update.indexOf(`<${'0'.repeat(contentsLength * 2)}>`, 0, 'latin1');
  const ranges = /\/ByteRange \[ 0 9999999999 9999999999 9999999999 \]/.exec(update.toString('latin1'));
  if (contents < updateStart || !ranges)
    throw new Error('Expected the placeholders of the signature in the update.');
  const afterContents = contents + contentsLength * 2 + 2;
  const byteRange = `/ByteRange [ 0 ${contents} ${afterContents} ${pdf.byteLength - afterContents} ]`;
  update.write(byteRange.padEnd(ranges[0].length), ranges.index, 'latin1');

  const digest = createHash('sha256')
    .update(pdf.subarray(0, contents))
    .update(pdf.subarray(afterContents))
    .digest();
  const signature = Buffer.from(await createSignature(digest, signer)).toString('hex');
  if (signature.length > contentsLength * 2) {
    throw new Error(
      `Expected a signature of at most ${contentsLength} bytes, but got ${signature.length / 2}.`,
    );
  }
  update.write(signature, contents - updateStart + 1, 'latin1');
}

// -------------------------------------------------------------------------------------------------------------- public

/**
 * Signs a PDF at level PAdES-BASELINE-B and returns the whole new file, which begins with the old one.
 *
 * Sign as often as there are signers: a person, then the agency's seal; each party of a contract in turn.
 * Rejects with {@link SigningError} when file or certificate do not allow it.
 *
 * @example
 * const signed = await signPdf(pdf, {
 *   signer, signerName: 'Nguyễn Thị Hồng Thắm', reason: 'Ký ban hành văn bản', location: 'Huế', signingTime: new Date(),
 *   appearance: { kind: 'personal', title: 'Giám đốc', organisation: 'Sở Tài chính' },
 * });
 */
export async function signPdf(pdf: Uint8Array, options: SignOptions): Promise<Uint8Array> {
  assertValidCertificate(options.signer, options.signingTime);
  const document = await load(pdf);
  const { context } = document;
  // New objects get numbers beyond those that the file has freed, too.
  const size = context.trailerInfo.Size?.asNumber() ?? 0;
  context.largestObjectNumber = Math.max(context.largestObjectNumber, size - 1);
  const snapshot = document.takeSnapshot();
  const mark: Mark = (ref) => snapshot.markRefForSave(ref);

  const fields = signatureFields(document);
  const template = options.fieldName ? fields.find(({ name }) => name === options.fieldName) : undefined;
  if (template?.value) {
    throw new SigningError('FIELD_ALREADY_SIGNED', {
      vi: `Ô chữ ký "${options.fieldName}" đã được ký.`,
      en: `The signature field "${options.fieldName}" is signed already.`,
    });
  }
  const templatePage = template ? pageOfField(document, template) : null;

  let spot: Spot | null = null;
  if (options.appearance) {
    if (template?.rect && templatePage) {
      const geometry = pageGeometry(templatePage);
      spot = { page: templatePage, geometry, box: geometry.fromRect(template.rect) };
    } else spot = findSpot(document, options.appearance);
  }
  const appearance =
    spot && options.appearance
      ? formOf(document, await draw(document, options.appearance, options, spot.box), spot.geometry)
      : null;

  const contentsLength =
    options.signer.certificateChain.reduce((sum, der) => sum + der.byteLength, 0) + signatureRoom;
  const content: FieldContent = {
    signature: signatureDictionary(document, options, contentsLength),
    page: spot?.page ?? pageAt(document, 1),
    rect: spot ? spot.geometry.toRect(spot.box) : [0, 0, 0, 0],
    appearance,
  };
  if (template) fillField(document, template, content, mark);
  else {
    const names = new Set(fields.map(({ name }) => name));
    const prefix = options.appearance ? fieldPrefixes[options.appearance.kind] : 'ky-an';
    addField(document, options.fieldName ?? freeFieldName(names, prefix), content, mark);
  }

  const update = await document.saveIncremental(snapshot, {
    useObjectStreams: !endsInCrossReferenceTable(pdf, snapshot.prevStartXRef),
  });
  const signed = new Uint8Array(pdf.byteLength + update.byteLength);
  signed.set(pdf);
  signed.set(update, pdf.byteLength);
  await sealBytes(signed, pdf.byteLength, contentsLength, options.signer);
  return signed;
}
