/** Which files a document consists of, and in which order. */
import type { Prisma } from '../../prisma/client/client.ts';
import type { FileRole } from '../../prisma/client/enums.ts';

/** Adds files behind those that are there; a file that is attached already keeps its place and role. */
export async function attachFiles(
  tx: Prisma.TransactionClient,
  documentId: string,
  files: readonly { fileId: string; role: FileRole }[],
): Promise<void> {
  const known = await tx.storedFile.count({ where: { id: { in: files.map(({ fileId }) => fileId) } } });
  if (known !== new Set(files.map(({ fileId }) => fileId)).size) {
    throw new Error(`Document ${documentId} cannot have a file that was never uploaded.`);
  }
  const last = await tx.documentFile.aggregate({ where: { documentId }, _max: { position: true } });
  const next = (last._max.position ?? 0) + 1;
  await tx.documentFile.createMany({
    data: files.map(({ fileId, role }, index) => ({ documentId, fileId, role, position: next + index })),
    skipDuplicates: true,
  });
}

/** Of files handed over together the first is the document itself, the others its annexes (Decree 30/2020, art. 8). */
export function mainAndAnnexes(fileIds: readonly string[]): { fileId: string; role: FileRole }[] {
  return fileIds.map((fileId, index) => ({ fileId, role: index === 0 ? 'MAIN' : 'ANNEX' }));
}
