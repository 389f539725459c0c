/** The signature fields of a document: which there are, on which page, signed or not. */
import {
  PDFArray,
  type PDFContext,
  PDFDict,
  type PDFDocument,
  PDFHexString,
  PDFName,
  type PDFPage,
  PDFRef,
  PDFString,
} from '@cantoo/pdf-lib';
import { readRect } from './page-geometry.ts';

export interface SignatureField {
  /** Fully qualified: names of the field tree joined by dots (ISO 32000-1, 12.7.3.2). */
  name: string;
  ref: PDFRef;
  dict: PDFDict;
  /** The signature dictionary, if signed. */
  value: PDFDict | null;
  /** It refers to a signature that is not there, or cannot be read. */
  isBroken: boolean;
  /** As in the file; `null` when the field has no widget of its own. */
  rect: [number, number, number, number] | null;
}

const depthLimit = 32;

export function textOf(value: unknown): string | null {
  return value instanceof PDFString || value instanceof PDFHexString ? value.decodeText() : null;
}

function collect(
  context: PDFContext,
  entries: PDFArray,
  parent: { name: string; type: unknown; value: unknown },
  seen: Set<PDFRef>,
  depth: number,
): SignatureField[] {
  const found: SignatureField[] = [];
  for (const entry of entries.asArray()) {
    if (!(entry instanceof PDFRef) || seen.has(entry) || depth > depthLimit) continue;
    seen.add(entry);
    const dict = context.lookup(entry);
    if (!(dict instanceof PDFDict)) continue;
    const partial = textOf(dict.lookup(PDFName.of('T')));
    const name = partial === null ? parent.name : parent.name ? `${parent.name}.${partial}` : partial;
    const type = dict.lookup(PDFName.of('FT')) ?? parent.type;
    const value = dict.lookup(PDFName.of('V')) ?? parent.value;
    const kids = dict.lookup(PDFName.of('Kids'));
    if (type === PDFName.of('Sig')) {
      found.push({
        name,
        ref: entry,
        dict,
        value: value instanceof PDFDict ? value : null,
        isBroken: dict.has(PDFName.of('V')) && !(value instanceof PDFDict),
        rect: readRect(dict),
      });
    }
    if (kids instanceof PDFArray)
      found.push(...collect(context, kids, { name, type, value }, seen, depth + 1));
  }
  return found;
}

export function signatureFields(document: PDFDocument): SignatureField[] {
  const form = document.catalog.lookup(PDFName.of('AcroForm'));
  const fields = form instanceof PDFDict ? form.lookup(PDFName.of('Fields')) : undefined;
  if (!(fields instanceof PDFArray)) return [];
  return collect(
    document.context,
    fields,
    { name: '', type: undefined, value: undefined },
    new Set<PDFRef>(),
    0,
  );
}

/** The page whose annotations contain the field; `null` when none does. */
export function pageOfField(document: PDFDocument, field: SignatureField): PDFPage | null {
  return (
    document.getPages().find((page) => {
      const annotations = page.node.lookup(PDFName.of('Annots'));
      return annotations instanceof PDFArray && annotations.indexOf(field.ref) !== undefined;
    }) ?? null
  );
}

/**
 * What a certifying author allows later (ISO 32000-1, 12.8.2.2): 1 nothing, 2 forms and signatures, 3 comments too; `null`
 * without certification.
 */
export function certifiedPermission(document: PDFDocument): number | null {
  const permissions = document.catalog.lookup(PDFName.of('Perms'));
  if (!(permissions instanceof PDFDict)) return null;
  const certification = permissions.lookup(PDFName.of('DocMDP'));
  if (!(certification instanceof PDFDict)) return null;
  const references = certification.lookup(PDFName.of('Reference'));
  if (!(references instanceof PDFArray)) return 2;
  const [reference] = references.asArray().map((_, index) => references.lookup(index));
  const parameters =
    reference instanceof PDFDict ? reference.lookup(PDFName.of('TransformParams')) : undefined;
  const permission = parameters instanceof PDFDict ? parameters.lookup(PDFName.of('P')) : undefined;
  return permission === undefined ? 2 : Number(permission.toString());
}
