/** What the instances of the running system did, from its read model. */
import type { PrismaClient } from '../../prisma/client/client.ts';
import type { HistoryLine } from './history.ts';

/** The latest ones say most about tomorrow. */
const instancesAtMost = 20_000;

interface Row {
  instance: string;
  at: Date;
  event: string;
  element: string;
  key: string | null;
}

/** Of all versions of the process. */
export async function readSystemHistory(db: PrismaClient, processId: string): Promise<HistoryLine[]> {
  const rows = await db.$queryRaw<Row[]>`
    WITH latest AS (
      SELECT i."id" FROM "ProcessInstance" i
      JOIN "ProcessDefinition" d ON d."id" = i."definitionId"
      WHERE d."key" = ${processId}
      ORDER BY i."startedAt" DESC LIMIT ${instancesAtMost}
    )
    SELECT e."instanceId" AS "instance", e."at", e."event", e."elementId" AS "element", e."elementKey" AS "key"
    FROM "InstanceEvent" e JOIN latest ON latest."id" = e."instanceId"
    WHERE e."event" IN ('activated', 'completed', 'taken', 'userTaskAssigned')
    ORDER BY e."instanceId", e."sequence"`;
  const lives = new Map<string, Extract<HistoryLine, { element: string }>>();
  const taken = new Map<string, number>();
  for (const { instance, at, event, element, key } of rows) {
    const life = lives.get(`${instance} ${key}`);
    if (event === 'taken') taken.set(element, (taken.get(element) ?? 0) + 1);
    else if (event === 'activated') lives.set(`${instance} ${key}`, { element, startedAt: at.getTime() });
    else if (life && event === 'completed') life.completedAt = at.getTime();
    // who is given a task last is taken to begin then
    else if (life) life.claimedAt = at.getTime();
  }
  return [...lives.values(), ...[...taken].map(([flow, count]) => ({ flow, count }))];
}
