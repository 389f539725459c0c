import type { ProcessInstance } from '../../prisma/client/client.ts';
import { cancelInstance as cancel } from '../../workflows/client/index.ts';
import { type Context, viewerOf } from '../context.ts';
import { expectReason } from '../reason.ts';
import { requireInstance } from './find-instance.ts';

export async function cancelInstance(context: Context, id: string, reason: string): Promise<ProcessInstance> {
  const why = expectReason(reason);
  await requireInstance(context, id);
  await cancel(context, { instanceId: id, reason: why, actorId: viewerOf(context).id });
  return requireInstance(context, id);
}
