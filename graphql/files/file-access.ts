/** Who may read a file: its owner, whoever may read a document it is attached to, and whose task shows it. */

import type { Prisma } from '../../prisma/client/client.ts';
import type { Identity } from '../authorisation/identity.ts';
import { readableFileRoles } from '../authorisation/visibility.ts';
import type { Context } from '../context.ts';
import type { FileRow } from '../loaders.ts';
import { shownVariables } from '../tasks/shown-variables.ts';

/** Null when there is no such file, or not for this viewer. */
export async function findReadableFile(context: Context, id: string): Promise<FileRow | null> {
  const { viewer, load } = context;
  const file = viewer && isUuid(id) ? await load.file(id) : null;
  if (!viewer || !file) return null;
  const isReadable =
    isOwn(viewer, file) || (await isOnDocument(context, viewer, id)) || (await isOnTask(context, viewer, id));
  return isReadable ? file : null;
}

/** Files of one's own: what one may attach to something. */
export function isOwn(
  viewer: Identity,
  file: Pick<FileRow, 'uploadedById' | 'ownerAgency' | 'ownerTaxCode'>,
): boolean {
  return (
    file.uploadedById === viewer.id ||
    (file.ownerAgency !== null && file.ownerAgency === viewer.agencyCode) ||
    (file.ownerTaxCode !== null && file.ownerTaxCode === viewer.taxCode)
  );
}

async function isOnDocument({ db, load }: Context, viewer: Identity, fileId: string): Promise<boolean> {
  const documentId = { documentId: true };
  const places = await Promise.all([
    db.documentFile.findMany({ where: { AND: [{ fileId }, readableFileRoles(viewer)] }, select: documentId }),
    db.contract.findMany({ where: { signedFileId: fileId }, select: documentId }),
    db.inspection.findMany({ where: { OR: inspectionFiles(viewer, fileId) }, select: documentId }),
  ]);
  const ids = new Set(places.flat().map((place) => place.documentId));
  const documents = await Promise.all([...ids].map((id) => load.document(id)));
  return documents.some((document) => document !== null);
}

/** A conclusion is for the inspected side once it is published. */
function inspectionFiles(viewer: Identity, fileId: string): Prisma.InspectionWhereInput[] {
  const published = viewer.side === 'AGENCY' ? {} : { publishedAt: { not: null } };
  return [
    { minutesFileId: fileId },
    { conclusionFileId: fileId, ...published },
    { findings: { some: { photoIds: { has: fileId } } } },
  ];
}

/** A draft that somebody is asked to sign is attached to nothing yet. */
async function isOnTask(context: Context, viewer: Identity, fileId: string): Promise<boolean> {
  const ids = await context.db.$queryRaw<{ id: string }[]>`
    SELECT id FROM "Task"
    WHERE state = 'OPEN' AND ("assigneeId" = ${viewer.id}::uuid OR "candidateGroups" && ${[...viewer.groups]}::text[])
      AND strpos(variables::text, ${fileId}) > 0`;
  const tasks = await context.db.task.findMany({ where: { id: { in: ids.map(({ id }) => id) } } });
  const shown = await Promise.all(tasks.map((task) => shownVariables(context, task)));
  return shown.some((variables) => JSON.stringify(variables).includes(fileId));
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Postgres refuses a query with a malformed uuid: what is not one is simply not there. */
export function isUuid(text: string): boolean {
  return uuid.test(text);
}
