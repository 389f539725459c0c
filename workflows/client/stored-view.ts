import type { PrismaClient } from '../../prisma/client/client.ts';
import type { InstanceView } from '../messages.ts';
import { WorkError } from './work-error.ts';

/** Where an instance stands as the read model has it. @throws WorkError NOT_FOUND */
export async function storedView(db: PrismaClient, instanceId: string): Promise<InstanceView> {
  const instance = await db.processInstance.findUnique({
    where: { id: instanceId },
    include: { tasks: { where: { state: 'OPEN' } }, incidents: { where: { resolvedAt: null } } },
  });
  if (instance === null) throw new WorkError('NOT_FOUND', `There is no instance ${instanceId}.`);
  return {
    state: states[instance.state],
    sequence: instance.sequence,
    openTasks: instance.tasks
      .sort((a, b) => Number(a.key) - Number(b.key))
      .map(({ key, elementId, name, assigneeId, candidateGroups }) => ({
        key,
        elementId,
        name,
        assignee: assigneeId,
        candidateGroups,
      })),
    activeElements: instance.activeElements,
    incidents: instance.incidents.map(({ key, elementId, code, message }) => ({
      key,
      elementId,
      code,
      message,
    })),
  };
}

const states = { ACTIVE: 'active', COMPLETED: 'completed', TERMINATED: 'terminated' } as const;
