/** The files of a document that the viewer may see, in order, and the signatures on them. Drafts stay inside the agency. */
import type { Document, SignatureRecord } from '../../prisma/client/client.ts';
import type { Context } from '../context.ts';
import type { FileRow } from '../loaders.ts';

export async function shownFiles({ load, viewer }: Context, documentId: string): Promise<FileRow[]> {
  const files = await load.documentFiles(documentId);
  return files.filter(({ role }) => viewer?.side === 'AGENCY' || role !== 'DRAFT').map(({ file }) => file);
}

/**
 * In order of signing. A signature is recorded on the file as it was then: the next one made a new file of it, and the
 * recipients' copies have the files of the last.
 */
export async function readSignatures(context: Context, document: Document): Promise<SignatureRecord[]> {
  const { load } = context;
  const files = await shownFiles(context, document.id);
  const found = await Promise.all([
    load.signaturesOfDocument(document.id),
    document.issuedFromId ? load.signaturesOfDocument(document.issuedFromId) : [],
    ...files.map(({ id }) => load.signaturesOnFile(id)),
  ]);
  const distinct = new Map(found.flat().map((record) => [record.id, record]));
  return [...distinct.values()].sort((a, b) => a.signedAt.getTime() - b.signedAt.getTime());
}
