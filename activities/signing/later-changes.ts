/**
 * What was changed in a document after a signature. An update may add further signatures (ISO 32000-1, 12.8.2.2, level 2) and
 * validation data; whatever else it touches is a change of what was signed, though the signed bytes are all still there.
 */
import { PDFArray, PDFDict, PDFName, type PDFObject, PDFRawStream, PDFRef, PDFStream } from '@cantoo/pdf-lib';
import { type Entry, openRevision, type PdfRevision } from './pdf-revision.ts';

export type LaterChanges =
  /** Nothing, or only signatures and validation data. */
  | { kind: 'permitted' }
  | { kind: 'forbidden'; objectNumber: number; what: string }
  /** The file's structure cannot be followed. */
  | { kind: 'unreadable'; why: string };

class ForbiddenChange extends Error {
  readonly objectNumber: number;
  constructor(objectNumber: number, what: string) {
    super(what);
    this.objectNumber = objectNumber;
  }
}

const pageLimit = 100_000;

/** One text for one value, whatever the order of dictionary keys. */
function canonical(value: PDFObject | null | undefined): string {
  if (value instanceof PDFRawStream) {
    return `${canonical(value.dict)}stream${Buffer.from(value.getContents()).toString('latin1')}`;
  }
  if (value instanceof PDFStream) return `${canonical(value.dict)}stream`;
  if (value instanceof PDFArray) return `[${value.asArray().map(canonical).join(' ')}]`;
  if (value instanceof PDFDict) {
    const pairs = value.entries().map(([key, item]) => `${key.toString()} ${canonical(item)}`);
    return `<<${pairs.sort().join(' ')}>>`;
  }
  return value ? value.toString() : 'null';
}

function sameEntry(a: Entry | undefined, b: Entry | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a.kind === 'offset') return b.kind === 'offset' && a.offset === b.offset;
  if (a.kind === 'stream') return b.kind === 'stream' && a.container === b.container && a.index === b.index;
  return b.kind === 'free';
}

function get(dict: PDFDict | null, key: string): PDFObject | undefined {
  return dict?.get(PDFName.of(key));
}

function isName(value: PDFObject | null | undefined, name: string): boolean {
  return value === PDFName.of(name);
}

function asDict(value: PDFObject | null): PDFDict | null {
  return value instanceof PDFDict ? value : null;
}

function keysOf(...dicts: PDFDict[]): Set<string> {
  return new Set(dicts.flatMap((dict) => dict.keys().map((key) => key.decodeText())));
}

/** What the objects of the signed revision are for, where that decides what may become of them. */
interface Roles {
  catalog: number | null;
  form: number | null;
  fields: number | null;
  pages: Set<number>;
  annotations: Set<number>;
  /** Names the document, shows nothing: Info, XMP metadata, and validation data. */
  descriptive: Set<number>;
}

function refNumber(value: PDFObject | undefined): number | null {
  return value instanceof PDFRef ? value.objectNumber : null;
}

function findRoles(revision: PdfRevision): Roles {
  const catalog = asDict(revision.resolve(revision.root ?? undefined));
  const form = asDict(revision.resolve(get(catalog, 'AcroForm')));
  const roles: Roles = {
    catalog: revision.root?.objectNumber ?? null,
    form: refNumber(get(catalog, 'AcroForm')),
    fields: refNumber(get(form, 'Fields')),
    pages: new Set(),
    annotations: new Set(),
    descriptive: new Set(),
  };
  const validationData = asDict(revision.resolve(get(catalog, 'DSS')));
  const descriptive = [
    revision.info ?? undefined,
    get(catalog, 'Metadata'),
    get(catalog, 'DSS'),
    ...['VRI', 'Certs', 'OCSPs', 'CRLs'].map((key) => get(validationData, key)),
  ];
  for (const value of descriptive) {
    const number = refNumber(value);
    if (number !== null) roles.descriptive.add(number);
  }
  const pending = [get(catalog, 'Pages')];
  const seen = new Set<number>();
  while (pending.length > 0 && seen.size < pageLimit) {
    const number = refNumber(pending.pop());
    if (number === null || seen.has(number)) continue;
    seen.add(number);
    const node = asDict(revision.object(number));
    const kids = revision.resolve(get(node, 'Kids'));
    if (kids instanceof PDFArray) pending.push(...kids.asArray());
    else {
      roles.pages.add(number);
      const annotations = refNumber(get(node, 'Annots'));
      if (annotations !== null) roles.annotations.add(annotations);
    }
  }
  return roles;
}

/** A field with a signature in it; whether that one is valid is said of itself. */
function isSignedField(revision: PdfRevision, value: PDFObject | undefined): boolean {
  const field = asDict(revision.resolve(value));
  const parent = asDict(revision.resolve(get(field, 'Parent')));
  const type = revision.resolve(get(field, 'FT')) ?? revision.resolve(get(parent, 'FT'));
  const signature = asDict(revision.resolve(get(field, 'V') ?? get(parent, 'V')));
  return isName(type, 'Sig') && get(signature, 'ByteRange') instanceof PDFArray;
}

/** Whether a list still has all it had, and besides only fields that are signed. */
function onlyGainedSignatures(
  before: PDFObject | null,
  after: PDFObject | null,
  revision: PdfRevision,
): boolean {
  const old = before instanceof PDFArray ? before.asArray().map(canonical) : [];
  if (before !== null && !(before instanceof PDFArray)) return false;
  if (!(after instanceof PDFArray)) return before === null && after === null;
  const current = after.asArray();
  const kept = current.map(canonical).filter((item) => old.includes(item));
  const gained = current.filter((item) => !old.includes(canonical(item)));
  return kept.join() === old.join() && gained.every((item) => isSignedField(revision, item));
}

/** Throws unless the two differ in nothing but what `isAllowed` says of single keys. */
function compareDicts(
  number: number,
  before: PDFDict,
  after: PDFDict,
  isAllowed: (key: string, before: PDFObject | undefined, after: PDFObject | undefined) => boolean,
): void {
  for (const key of keysOf(before, after)) {
    const [old, current] = [get(before, key), get(after, key)];
    if (canonical(old) === canonical(current)) continue;
    if (!isAllowed(key, old, current)) throw new ForbiddenChange(number, `/${key}`);
  }
}

function judgeForm(
  number: number,
  before: PDFDict,
  after: PDFDict,
  old: PdfRevision,
  current: PdfRevision,
): void {
  compareDicts(number, before, after, (key, a, b) => {
    if (key === 'Fields') return onlyGainedSignatures(old.resolve(a), current.resolve(b), current);
    // Adobe's products add default resources to a form that had none.
    return key === 'SigFlags' || ((key === 'DR' || key === 'DA') && a === undefined);
  });
}

function judge(number: number, old: PdfRevision, current: PdfRevision, roles: Roles): void {
  const [before, after] = [old.object(number), current.object(number)];
  if (before === null || canonical(before) === canonical(after)) return;
  if (after === null) throw new ForbiddenChange(number, 'removed');
  if (roles.descriptive.has(number)) return;
  if (number === roles.fields || roles.annotations.has(number)) {
    if (onlyGainedSignatures(before, after, current)) return;
    throw new ForbiddenChange(number, 'list of fields or annotations');
  }
  const [oldDict, newDict] = [asDict(before), asDict(after)];
  if (!oldDict || !newDict) {
    const isStructure = before instanceof PDFRawStream && isName(get(before.dict, 'Type'), 'XRef');
    if (isStructure) return;
    throw new ForbiddenChange(number, 'content');
  }
  if (number === roles.catalog) {
    compareDicts(number, oldDict, newDict, (key, a, b) => {
      if (key !== 'AcroForm') return ['DSS', 'Extensions', 'Metadata'].includes(key);
      const [oldForm, newForm] = [asDict(old.resolve(a)), asDict(current.resolve(b))];
      if (!newForm) return false;
      judgeForm(number, oldForm ?? PDFDict.withContext(newForm.context), newForm, old, current);
      return true;
    });
    return;
  }
  if (number === roles.form) {
    judgeForm(number, oldDict, newDict, old, current);
    return;
  }
  if (roles.pages.has(number)) {
    compareDicts(
      number,
      oldDict,
      newDict,
      (key, a, b) => key === 'Annots' && onlyGainedSignatures(old.resolve(a), current.resolve(b), current),
    );
    return;
  }
  const isEmptyField = isName(old.resolve(get(oldDict, 'FT')), 'Sig') && get(oldDict, 'V') === undefined;
  if (isEmptyField && isSignedField(current, after)) {
    compareDicts(
      number,
      oldDict,
      newDict,
      (key, a) => ['V', 'AP', 'F', 'MK'].includes(key) || (key === 'P' && a === undefined),
    );
    return;
  }
  throw new ForbiddenChange(number, 'content');
}

/** Every entry that is new must lead into the update: one that leads back revives an object that was replaced before. */
function assertPointsForward(number: number, current: PdfRevision, signedLength: number): void {
  const entry = current.entries.get(number);
  if (entry?.kind === 'offset' && entry.offset < signedLength)
    throw new ForbiddenChange(number, 'older object');
  if (entry?.kind !== 'stream') return;
  const container = current.entries.get(entry.container);
  if (container?.kind !== 'offset' || container.offset < signedLength) {
    throw new ForbiddenChange(number, 'older object');
  }
}

function collectReferences(value: PDFObject | null | undefined, found: Set<number>): void {
  if (value instanceof PDFRef) found.add(value.objectNumber);
  else if (value instanceof PDFStream) collectReferences(value.dict, found);
  else if (value instanceof PDFArray) for (const item of value.asArray()) collectReferences(item, found);
  else if (value instanceof PDFDict) for (const item of value.values()) collectReferences(item, found);
}

/**
 * Numbers that the revision refers to without having them: an update that defines one makes something appear which the signer
 * could not see ("shadow" attack).
 */
function danglingReferences(revision: PdfRevision): Set<number> {
  const found = new Set<number>();
  for (const [number, entry] of revision.entries) {
    if (entry.kind !== 'free') collectReferences(revision.object(number), found);
  }
  return new Set([...found].filter((number) => (revision.entries.get(number)?.kind ?? 'free') === 'free'));
}

/** Compares the document as it is with its revision of the first `signedLength` bytes. */
export function laterChanges(pdf: Uint8Array, signedLength: number): LaterChanges {
  try {
    const old = openRevision(pdf.subarray(0, signedLength));
    const current = openRevision(pdf);
    if (!old.root || old.root !== current.root) {
      return { kind: 'forbidden', objectNumber: current.root?.objectNumber ?? 0, what: 'catalog' };
    }
    const roles = findRoles(old);
    const dangling = danglingReferences(old);
    for (const number of new Set([...old.entries.keys(), ...current.entries.keys()])) {
      if (sameEntry(old.entries.get(number), current.entries.get(number))) continue;
      assertPointsForward(number, current, signedLength);
      if (dangling.has(number)) throw new ForbiddenChange(number, 'missing object');
      judge(number, old, current, roles);
    }
    return { kind: 'permitted' };
  } catch (error) {
    if (error instanceof ForbiddenChange) {
      return { kind: 'forbidden', objectNumber: error.objectNumber, what: error.message };
    }
    return { kind: 'unreadable', why: error instanceof Error ? error.message : String(error) };
  }
}
