/** The files of a document that the viewer may see, in order, and the signatures on them. Drafts stay inside the agency. */
import type { SignatureRecord } from '../../prisma/client/client.ts';
import type { Context } from '../context.ts';
import type { FileRow } from '../loaders.ts';

export async function shownFiles({ load, viewer }: Context, documentId: string): Promise<FileRow[]> {
  const files = await load.documentFiles(documentId);
  return files.filter(({ role }) => viewer?.side === 'AGENCY' || role !== 'DRAFT').map(({ file }) => file);
}

export async function readSignatures(context: Context, documentId: string): Promise<SignatureRecord[]> {
  const files = await shownFiles(context, documentId);
  return (await Promise.all(files.map(({ id }) => context.load.signatures(id)))).flat();
}
