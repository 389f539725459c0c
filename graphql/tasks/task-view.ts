/** How a task looks to its viewer. Those outside an agency see nobody inside it. */
import { personPrefix } from '../../activities/projection/candidate-groups.ts';
import type { Person, ProcessInstance, Task } from '../../prisma/client/client.ts';
import type { Context } from '../context.ts';
import { isUuid } from '../files/file-access.ts';

export function isOverdue({ state, dueAt }: Task, now: Date): boolean {
  return state === 'OPEN' && dueAt !== null && dueAt < now;
}

export async function shownAssignee({ load, viewer }: Context, { assigneeId }: Task): Promise<Person | null> {
  const assignee = assigneeId ? await load.person(assigneeId) : null;
  const isColleague = assignee !== null && assignee.taxCode !== null && assignee.taxCode === viewer?.taxCode;
  return viewer?.side === 'AGENCY' || isColleague ? assignee : null;
}

export function shownGroups({ viewer }: Context, { candidateGroups }: Task): string[] {
  const groups = candidateGroups.filter((group) => !group.startsWith(personPrefix));
  if (viewer?.side === 'AGENCY') return groups;
  return groups.filter((group) => viewer?.groups.includes(group));
}

/** Those who are named, not by their groups. */
export async function shownCandidates({ db, viewer }: Context, task: Task): Promise<Person[]> {
  const users = task.candidateGroups.flatMap((group) =>
    group.startsWith(personPrefix) ? [group.slice(personPrefix.length)] : [],
  );
  if (users.length === 0) return [];
  const persons = await db.person.findMany({
    where: { OR: [{ id: { in: users.filter(isUuid) } }, { username: { in: users } }] },
    orderBy: { username: 'asc' },
  });
  if (viewer?.side === 'AGENCY') return persons;
  return persons.filter(({ taxCode }) => taxCode !== null && taxCode === viewer?.taxCode);
}

export async function readInstance({ load }: Context, { instanceId }: Task): Promise<ProcessInstance> {
  const instance = await load.instance(instanceId);
  if (!instance) throw new Error(`Expected the instance ${instanceId} of a task, but there is none.`);
  return instance;
}
