/** Managers change who a task is for, and until when. */
import type { UserTaskChanges } from '../../engine/index.ts';
import type { Task } from '../../prisma/client/client.ts';
import { updateTask as update } from '../../workflows/client/index.ts';
import { readableInstances } from '../authorisation/visibility.ts';
import { type Context, viewerOf } from '../context.ts';
import { badInput, names, notFound } from '../errors.ts';
import { isUuid } from '../files/file-access.ts';
import { taskNotOpen } from './claim-task.ts';

/** What is left out stays; null takes a date or an assignee away. */
export interface TaskUpdate {
  id: string;
  assignee?: string | null | undefined;
  candidateGroups?: string[] | null | undefined;
  candidateUsers?: string[] | null | undefined;
  dueAt?: Date | null | undefined;
  followUpAt?: Date | null | undefined;
  priority?: number | null | undefined;
}

export async function updateTask(context: Context, input: TaskUpdate): Promise<Task> {
  const { id } = input;
  const { db } = context;
  const viewer = viewerOf(context);
  const task = await db.task.findFirst({ where: { id, instance: readableInstances(viewer) } });
  if (!task) throw notFound(names.task);
  if (task.state !== 'OPEN') throw taskNotOpen();
  const changes = await changesOf(context, input);
  if (Object.keys(changes).length > 0) await update(context, { taskId: id, changes, actorId: viewer.id });
  return db.task.findUniqueOrThrow({ where: { id } });
}

/** @throws BAD_USER_INPUT */
async function changesOf(context: Context, input: TaskUpdate): Promise<UserTaskChanges> {
  const { assignee, candidateGroups, candidateUsers, dueAt, followUpAt, priority } = input;
  if (assignee) await expectPeople(context, 'input.assignee', [assignee]);
  if (candidateUsers) await expectPeople(context, 'input.candidateUsers', candidateUsers);
  if (candidateGroups?.some((group) => !groupPattern.test(group)))
    throw badInput('input.candidateGroups', {
      vi: 'Nhóm phải có dạng “clerk” hoặc “clerk@H26.01”.',
      en: 'A group is expected as “clerk” or “clerk@H26.01”.',
    });
  if (typeof priority === 'number' && (priority < 0 || priority > 100))
    throw badInput('input.priority', { vi: 'Độ ưu tiên từ 0 đến 100.', en: 'A priority is from 0 to 100.' });
  return {
    ...(assignee === undefined ? {} : { assignee }),
    ...(candidateGroups ? { candidateGroups } : {}),
    ...(candidateUsers ? { candidateUsers } : {}),
    ...(dueAt === undefined ? {} : { dueAt: dueAt?.getTime() ?? null }),
    ...(followUpAt === undefined ? {} : { followUpAt: followUpAt?.getTime() ?? null }),
    ...(typeof priority === 'number' ? { priority } : {}),
  };
}

const groupPattern = /^[a-z][a-z-]*(@[\w.-]+)?$/;

async function expectPeople({ db }: Context, path: string, ids: string[]): Promise<void> {
  const known = await db.person.count({ where: { id: { in: ids.filter(isUuid) }, active: true } });
  if (known === new Set(ids).size) return;
  throw badInput(path, { vi: 'Không có người này.', en: 'There is no such person.' });
}
