/** What only a running instance itself knows. */
import type { ProcessInstance } from '../../prisma/client/client.ts';
import { viewInstance } from '../../workflows/client/index.ts';
import type { Context } from '../context.ts';
import { isUuid } from '../files/file-access.ts';

export interface Suspensions {
  isSuspended: boolean;
  elements: string[];
}

export async function findSuspensions(
  context: Context,
  { id, state }: ProcessInstance,
): Promise<Suspensions> {
  if (state !== 'ACTIVE') return { isSuspended: false, elements: [] };
  const { isSuspended = false, suspendedElements = [] } = await viewInstance(context, id);
  return { isSuspended, elements: suspendedElements };
}

export interface UnknownAssignee {
  taskId: string;
  assignee: string;
}

/** People are named by their id or, by a model, by the name by which they sign in. */
export async function findUnknownAssignees(
  context: Context,
  { id, state }: ProcessInstance,
): Promise<UnknownAssignee[]> {
  if (state !== 'ACTIVE') return [];
  const { openTasks } = await viewInstance(context, id);
  const named = openTasks.flatMap(({ key, assignee }) =>
    assignee === null || isUuid(assignee) ? [] : [{ taskId: `${id}:${key}`, assignee }],
  );
  if (named.length === 0) return [];
  const people = await context.db.person.findMany({
    where: { username: { in: named.map(({ assignee }) => assignee) } },
    select: { username: true },
  });
  const known = new Set(people.map(({ username }) => username));
  return named.filter(({ assignee }) => !known.has(assignee));
}
