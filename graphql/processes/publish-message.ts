import { z } from 'zod';
import type { Variables } from '../../engine/index.ts';
import { publishMessage as publish } from '../../workflows/client/index.ts';
import { readableInstances } from '../authorisation/visibility.ts';
import { type Context, viewerOf } from '../context.ts';
import { badInput, forbidden } from '../errors.ts';
import { isUuid } from '../files/file-access.ts';
import { parseDuration } from './duration.ts';
import { findDefinition } from './find-definition.ts';

export interface MessageInput {
  name: string;
  correlationKey: string;
  messageId?: string | null | undefined;
  timeToLive?: string | null | undefined;
  variables?: unknown;
}

export interface PublishMessagePayload {
  matched: boolean;
  instanceIds: string[];
}

const object = z.record(z.string(), z.unknown());
const longestTimeToLive = 90 * 86_400_000;

export async function publishMessage(context: Context, input: MessageInput): Promise<PublishMessagePayload> {
  const { name, correlationKey, messageId, timeToLive } = input;
  await refuseForeign(context, input);
  return await publish(context, {
    agencyCode: viewerOf(context).agencyCode,
    name,
    correlationKey,
    ...(messageId ? { messageId } : {}),
    timeToLive: readTimeToLive(timeToLive),
    variables: readVariables(input.variables),
  });
}

/**
 * Nobody reaches into another agency's work: neither into what waits now, nor into a process of its own that would begin, nor by a
 * document's id into what may wait later.
 */
async function refuseForeign(context: Context, { name, correlationKey }: MessageInput): Promise<void> {
  const { db, load } = context;
  const waiting = await db.messageSubscription.findMany({
    where: { name, correlationKey },
    select: { instanceId: true },
  });
  const ids = [...new Set(waiting.map(({ instanceId }) => instanceId))];
  const visible = await db.processInstance.count({
    where: { AND: [{ id: { in: ids } }, readableInstances(viewerOf(context))] },
  });
  if (visible < ids.length || (await startsForeign(context, name))) throw forbidden();
  if (!isUuid(correlationKey) || (await load.document(correlationKey))) return;
  if ((await db.document.count({ where: { id: correlationKey } })) > 0) throw forbidden();
}

/** Whether the message begins a process that other agencies alone have. */
async function startsForeign(context: Context, name: string): Promise<boolean> {
  const { agencyCode } = viewerOf(context);
  const starts = await context.db.startSubscription.findMany({
    where: { kind: 'MESSAGE', name, NOT: { OR: [{ agencyCode: null }, { agencyCode }] } },
    distinct: ['processId'],
    select: { processId: true },
  });
  for (const { processId } of starts) if (!(await findDefinition(context, { key: processId }))) return true;
  return false;
}

function readTimeToLive(text: string | null | undefined): number {
  if (!text) return 0;
  const duration = parseDuration(text);
  if (duration !== null && duration <= longestTimeToLive) return duration;
  throw badInput('input.timeToLive', {
    vi: 'Thời gian chờ phải theo ISO 8601, ví dụ PT1H, tối đa 90 ngày.',
    en: 'A duration of ISO 8601 is needed, like PT1H, of 90 days at most.',
  });
}

export function readVariables(variables: unknown, path = 'input.variables'): Variables {
  const parsed = object.safeParse(variables ?? {});
  if (parsed.success) return parsed.data;
  throw badInput(path, { vi: 'Phải là một đối tượng.', en: 'An object is needed.' });
}
