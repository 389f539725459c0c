/** Who may read a file: its owner, whoever may read a document it is attached to, and whose task shows it. */
import type { Identity } from '../authorisation/identity.ts';
import { readableDocuments, readableFileRoles } from '../authorisation/visibility.ts';
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

async function isOnDocument(context: Context, viewer: Identity, fileId: string): Promise<boolean> {
  const document = readableDocuments(viewer, await context.visibility());
  const parts = [
    context.db.documentFile.count({ where: { AND: [{ fileId, document }, readableFileRoles(viewer)] } }),
    context.db.contract.count({ where: { signedFileId: fileId, document } }),
    context.db.inspection.count({
      where: { document, OR: [{ minutesFileId: fileId }, { conclusionFileId: fileId }] },
    }),
    context.db.inspectionFinding.count({ where: { photoIds: { has: fileId }, inspection: { document } } }),
  ];
  return (await Promise.all(parts)).some((count) => count > 0);
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
