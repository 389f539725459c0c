/** The history of an instance: what contract/conformance.md calls its trace, and who completed its user tasks. */
import type { InstanceEvent } from '../../prisma/client/client.ts';
import { type Connection, connect, maximumEventPageSize, type PageArguments } from '../connection.ts';
import type { Context } from '../context.ts';

export type InstanceEventRow = Pick<
  InstanceEvent,
  'commit' | 'sequence' | 'at' | 'event' | 'elementId' | 'type' | 'actorId'
>;

const trace = ['activated', 'completed', 'terminated', 'taken', 'incident', 'variable'];
/** What people did to steer the instance, or to put it right. */
const repairs = [
  'adHocActivated',
  'modified',
  'incidentsRetried',
  'jobRetried',
  'suspended',
  'resumed',
  'elementSuspended',
  'elementResumed',
  'userTaskReopened',
  'migrated',
];
const columns = {
  commit: true,
  sequence: true,
  at: true,
  event: true,
  elementId: true,
  type: true,
  actorId: true,
} as const;

export async function listEvents(
  { db }: Context,
  instanceId: string,
  page: PageArguments,
): Promise<Connection<InstanceEventRow>> {
  const where = { instanceId, event: { in: [...trace, ...repairs] } };
  const connection = await connect<InstanceEventRow>(
    page,
    [
      { field: 'commit', direction: 'asc' },
      { field: 'sequence', direction: 'asc' },
    ],
    ({ after, orderBy, take }) =>
      db.instanceEvent.findMany({ where: { AND: [where, after] }, orderBy, take, select: columns }),
    // a view has no key by which it could be cut off without an order
    (take) => db.instanceEvent.count({ where, take, orderBy: { commit: 'asc' } }),
    { largestPage: maximumEventPageSize },
  );
  const completed = connection.edges.map(({ node }) => node).filter(isCompletedTask);
  if (completed.length === 0) return connection;
  const closings = await db.instanceEvent.findMany({
    where: {
      instanceId,
      event: 'userTaskClosed',
      elementId: { in: completed.map(({ elementId }) => elementId) },
    },
    select: columns,
    orderBy: { sequence: 'asc' },
  });
  const edges = connection.edges.map(({ cursor, node }) => ({ cursor, node: withActor(node, closings) }));
  return { ...connection, edges };
}

function isCompletedTask({ event, type }: InstanceEventRow): boolean {
  return event === 'completed' && type === 'userTask';
}

/** The engine tells who closed the task just before it tells that the element is completed. */
function withActor(event: InstanceEventRow, closings: readonly InstanceEventRow[]): InstanceEventRow {
  if (!isCompletedTask(event)) return event;
  const closing = closings.findLast(
    ({ elementId, sequence }) => elementId === event.elementId && sequence < event.sequence,
  );
  return { ...event, actorId: closing?.actorId ?? null };
}
