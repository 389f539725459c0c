/**
 * Which rows a viewer sees, as conditions of queries: what is not seen is not found.
 * - Agency staff: documents and instances of their own agency, and documents on which one of their groups was given a task.
 * - Enterprises: what they sent, what was delivered to them, and the documents of their own tasks.
 * - Portals: what they sent on behalf of others, and the replies to it.
 */
import type { Document, Prisma, PrismaClient } from '../../prisma/client/client.ts';
import type { Identity } from './identity.ts';

/** Conditions that no row satisfies. */
const none = { id: { in: [] as string[] } };

/** Tasks that the viewer may claim and complete. */
export function workableTasks(viewer: Identity): Prisma.TaskWhereInput {
  return { OR: [{ assigneeId: viewer.id }, { candidateGroups: { hasSome: [...viewer.groups] } }] };
}

/** Tasks that the viewer may read: also all of an agency's, for its staff. */
export function readableTasks(viewer: Identity): Prisma.TaskWhereInput {
  if (viewer.side !== 'AGENCY') return workableTasks(viewer);
  return { OR: [workableTasks(viewer), { instance: readableInstances(viewer) }] };
}

export function readableInstances(viewer: Identity): Prisma.ProcessInstanceWhereInput {
  if (viewer.side !== 'AGENCY' || !viewer.agencyCode) return none;
  return { OR: [{ agencyCode: viewer.agencyCode }, { startedById: viewer.id }] };
}

/** The city's standard processes and the agency's own. */
export function readableDefinitions(viewer: Identity): Prisma.ProcessDefinitionWhereInput {
  if (viewer.side !== 'AGENCY') return none;
  return { OR: [{ agencyCode: null }, { agencyCode: viewer.agencyCode }] };
}

/**
 * Documents of the viewer's own side. An outgoing document has no tax code until it is delivered: before that it is nobody's
 * outside the agency.
 */
export function ownDocuments(viewer: Identity): Prisma.DocumentWhereInput {
  if (viewer.side === 'AGENCY' && viewer.agencyCode) return { agencyCode: viewer.agencyCode };
  if (viewer.side === 'ENTERPRISE' && viewer.taxCode) return { taxCode: viewer.taxCode };
  if (viewer.side === 'SYSTEM' && viewer.roles.includes('PORTAL')) {
    const own = { submittedById: viewer.id };
    return { OR: [own, { taxCode: { not: null }, inReplyTo: own }] };
  }
  return none;
}

/** Of these documents those that may be read: one's own, and those on which one was ever given a task. */
export async function findReadableDocuments(
  db: PrismaClient,
  viewer: Identity | null,
  ids: string[],
): Promise<Document[]> {
  if (!viewer) return [];
  const own = await db.document.findMany({ where: { AND: [{ id: { in: ids } }, ownDocuments(viewer)] } });
  const found = new Set(own.map(({ id }) => id));
  const others = ids.filter((id) => !found.has(id));
  if (others.length === 0 || viewer.side === 'SYSTEM') return own;
  const ofTasks = await documentsOf(db, { AND: [workableTasks(viewer), { documentId: { in: others } }] });
  return ofTasks.length === 0
    ? own
    : [...own, ...(await db.document.findMany({ where: { id: { in: ofTasks } } }))];
}

/**
 * What lists of documents show: one's own, and those of others while a task on them is open to the viewer. After that they are
 * still found by their id: a list over all tasks that there ever were would grow slower from year to year.
 */
export async function listedDocuments(
  db: PrismaClient,
  viewer: Identity,
): Promise<Prisma.DocumentWhereInput> {
  const own = ownDocuments(viewer);
  if (viewer.side === 'SYSTEM') return own;
  const foreign: Prisma.ProcessInstanceWhereInput =
    viewer.side === 'AGENCY' ? { NOT: { agencyCode: viewer.agencyCode } } : {};
  const open = await documentsOf(db, { AND: [workableTasks(viewer), { state: 'OPEN', instance: foreign }] });
  return open.length === 0 ? own : { OR: [own, { id: { in: open } }] };
}

async function documentsOf(db: PrismaClient, condition: Prisma.TaskWhereInput): Promise<string[]> {
  const rows = await db.task.findMany({
    where: { AND: [condition, { documentId: { not: null } }] },
    distinct: ['documentId'],
    select: { documentId: true },
  });
  return rows.flatMap(({ documentId }) => documentId ?? []);
}

export function readableNotifications(viewer: Identity): Prisma.NotificationWhereInput {
  return { OR: [{ personId: viewer.id }, { group: { in: [...viewer.groups] } }] };
}

/** Drafts stay inside the agency. */
export function readableFileRoles(viewer: Identity): Prisma.DocumentFileWhereInput {
  return viewer.side === 'AGENCY' ? {} : { role: { not: 'DRAFT' } };
}
