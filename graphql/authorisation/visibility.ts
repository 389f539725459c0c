/**
 * Which rows a viewer sees, as conditions of queries: what is not seen is not found.
 * - Agency staff: documents and instances of their own agency, and documents on which one of their groups was given a task.
 * - Enterprises: what they sent, what was delivered to them, and the documents of their own tasks.
 * - Portals: what they sent on behalf of others, and the replies to it.
 */
import type { Prisma, PrismaClient } from '../../prisma/client/client.ts';
import type { Identity } from './identity.ts';

/** Conditions that no row satisfies. */
const none = { id: { in: [] as string[] } };

export interface Visibility {
  /** Ids of the documents that are seen only because a task on them was given to the viewer. */
  documentsOfTasks: readonly string[];
}

/** Read once a request. */
export async function readVisibility(db: PrismaClient, viewer: Identity | null): Promise<Visibility> {
  if (!viewer || viewer.side === 'SYSTEM') return { documentsOfTasks: [] };
  const foreign: Prisma.ProcessInstanceWhereInput =
    viewer.side === 'AGENCY'
      ? { OR: [{ agencyCode: null }, { agencyCode: { not: viewer.agencyCode } }] }
      : {};
  const rows = await db.task.findMany({
    where: { AND: [workableTasks(viewer), { documentId: { not: null }, instance: foreign }] },
    distinct: ['documentId'],
    select: { documentId: true },
  });
  return { documentsOfTasks: rows.flatMap(({ documentId }) => documentId ?? []) };
}

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

/** An outgoing document has no tax code until it is delivered: before that it is nobody's outside the agency. */
export function readableDocuments(viewer: Identity, visibility: Visibility): Prisma.DocumentWhereInput {
  const ofTasks = { id: { in: [...visibility.documentsOfTasks] } };
  if (viewer.side === 'AGENCY' && viewer.agencyCode)
    return { OR: [{ agencyCode: viewer.agencyCode }, ofTasks] };
  if (viewer.side === 'ENTERPRISE' && viewer.taxCode) return { OR: [{ taxCode: viewer.taxCode }, ofTasks] };
  if (viewer.side === 'SYSTEM' && viewer.roles.includes('PORTAL')) {
    const own = { submittedById: viewer.id };
    return { OR: [own, { taxCode: { not: null }, inReplyTo: own }] };
  }
  return none;
}

export function readableNotifications(viewer: Identity): Prisma.NotificationWhereInput {
  return { OR: [{ personId: viewer.id }, { group: { in: [...viewer.groups] } }] };
}

/** Drafts stay inside the agency. */
export function readableFileRoles(viewer: Identity): Prisma.DocumentFileWhereInput {
  return viewer.side === 'AGENCY' ? {} : { role: { not: 'DRAFT' } };
}
