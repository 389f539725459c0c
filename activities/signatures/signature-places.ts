/** Places that a document keeps free for signatures, and whether it has one. */
import { PDFDocument, PDFName, PDFSignature } from '@cantoo/pdf-lib';
import { personalFieldName, sealFieldName } from '../rendering/index.ts';

export interface SignaturePlaces {
  /** Names of fields that nobody has signed in. */
  empty: ReadonlySet<string>;
  isSigned: boolean;
}

/** None for a file that cannot be read: whoever signs says what is wrong with it. */
export async function readSignaturePlaces(pdf: Uint8Array): Promise<SignaturePlaces> {
  const empty = new Set<string>();
  let isSigned = false;
  try {
    const document = await PDFDocument.load(pdf, { updateMetadata: false, ignoreEncryption: true });
    for (const field of document.getForm().getFields()) {
      if (!(field instanceof PDFSignature)) continue;
      if (field.acroField.dict.has(PDFName.of('V'))) isSigned = true;
      else empty.add(field.getName());
    }
  } catch {
    return { empty: new Set(), isSigned: false };
  }
  return { empty, isSigned };
}

/** The field that is kept for that organisation. */
export function placeFor(
  places: SignaturePlaces,
  kind: 'personal' | 'seal',
  organisation: string | null,
): string | undefined {
  if (!organisation) return undefined;
  const name = kind === 'personal' ? personalFieldName(organisation) : sealFieldName(organisation);
  return places.empty.has(name) ? name : undefined;
}
