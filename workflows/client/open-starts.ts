import { rematchForStarts } from '../../activities/projection/message-matching.ts';
import { type ExecutableGraph, type StartSubscription, startSubscriptions } from '../../engine/index.ts';
import { Prisma, type ProcessDefinition } from '../../prisma/client/client.ts';

type EventStart = Extract<StartSubscription, { elementId: string }>;

/**
 * What begins instances of this version from now on, in place of the versions that it replaces; in the deploying transaction. Timers begin
 * to run at `now`, epoch milliseconds. Nothing is changed where that has been done before.
 */
export async function openStarts(
  tx: Prisma.TransactionClient,
  definition: ProcessDefinition,
  graph: ExecutableGraph,
  now: number,
): Promise<void> {
  const { id: definitionId, key: processId, agencyCode } = definition;
  const starts = startSubscriptions(graph, processId, now).filter(
    (it): it is EventStart => 'elementId' in it,
  );
  if (starts.length > 0 && (await tx.startSubscription.count({ where: { definitionId } })) > 0) return;
  // A new standard of the city is in force for agencies that had one of their own.
  const replaced = agencyCode === null ? { processId } : { processId, agencyCode };
  await tx.startSubscription.deleteMany({ where: replaced });
  const elements = [...new Set(starts.map(({ elementId }) => elementId))];
  await tx.metStartTrigger.deleteMany({ where: { ...replaced, elementId: { notIn: elements } } });
  await tx.startSubscription.createMany({
    data: starts.map((start, position) => ({
      ...{ definitionId, processId, agencyCode, position, elementId: start.elementId },
      ...columnsOf(start),
      timeZone: graph.timeZone ?? null,
      part: start.part?.index ?? null,
      parts: start.part?.of ?? null,
    })),
  });
  const messages = starts.flatMap((start) => (start.kind === 'message' ? [start.name] : []));
  if (messages.length > 0) await rematchForStarts(tx, processId, messages);
}

// helpers ////////////////////////////////////////////////////////////

function columnsOf(start: EventStart) {
  switch (start.kind) {
    case 'message':
      return { kind: 'MESSAGE' as const, name: start.name };
    case 'signal':
      return { kind: 'SIGNAL' as const, name: start.name };
    case 'timer':
      return {
        kind: 'TIMER' as const,
        dueAt: new Date(start.dueAt),
        repeat: start.repeat ? { ...start.repeat } : Prisma.DbNull,
      };
    case 'condition':
      return { kind: 'CONDITION' as const, condition: start.condition };
  }
}
