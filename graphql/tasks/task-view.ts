/** How a task looks to its viewer. Those outside an agency see nobody inside it. */
import type { Person, ProcessInstance, Task } from '../../prisma/client/client.ts';
import type { Context } from '../context.ts';

export function isOverdue({ state, dueAt }: Task, now: Date): boolean {
  return state === 'OPEN' && dueAt !== null && dueAt < now;
}

export async function shownAssignee({ load, viewer }: Context, { assigneeId }: Task): Promise<Person | null> {
  const assignee = assigneeId ? await load.person(assigneeId) : null;
  const isColleague = assignee !== null && assignee.taxCode !== null && assignee.taxCode === viewer?.taxCode;
  return viewer?.side === 'AGENCY' || isColleague ? assignee : null;
}

export function shownGroups({ viewer }: Context, { candidateGroups }: Task): string[] {
  if (viewer?.side === 'AGENCY') return candidateGroups;
  return candidateGroups.filter((group) => viewer?.groups.includes(group));
}

export async function readInstance({ load }: Context, { instanceId }: Task): Promise<ProcessInstance> {
  const instance = await load.instance(instanceId);
  if (!instance) throw new Error(`Expected the instance ${instanceId} of a task, but there is none.`);
  return instance;
}
