import type { Prisma, PrismaClient } from '../../prisma/client/client.ts';

export interface InstanceCounts {
  active: number;
  completed: number;
  /** Active ones with an incident that is not resolved. */
  incident: number;
}

/** By id of the definition, of the instances that satisfy the condition. */
export async function countInstances(
  db: PrismaClient,
  definitionIds: string[],
  condition: Prisma.ProcessInstanceWhereInput,
): Promise<Map<string, InstanceCounts>> {
  const count = (where: Prisma.ProcessInstanceWhereInput) =>
    db.processInstance.groupBy({
      by: ['definitionId'],
      where: { AND: [{ definitionId: { in: definitionIds } }, condition, where] },
      _count: true,
    });
  const rows = await Promise.all([
    count({ state: 'ACTIVE' }),
    count({ state: 'COMPLETED' }),
    count({ state: 'ACTIVE', incidents: { some: { resolvedAt: null } } }),
  ]);
  const [active, completed, incident] = rows.map(
    (groups) => new Map(groups.map(({ definitionId, _count }) => [definitionId, _count])),
  );
  return new Map(
    definitionIds.map((id) => [
      id,
      { active: active?.get(id) ?? 0, completed: completed?.get(id) ?? 0, incident: incident?.get(id) ?? 0 },
    ]),
  );
}
