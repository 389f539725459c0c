import type { ProcessInstance } from '../../prisma/client/client.ts';
import { cancelInstance as cancel } from '../../workflows/client/index.ts';
import { type Context, viewerOf } from '../context.ts';
import { badInput } from '../errors.ts';
import { requireInstance } from './find-instance.ts';

export async function cancelInstance(context: Context, id: string, reason: string): Promise<ProcessInstance> {
  if (reason.trim() === '') throw badInput('reason', { vi: 'Cần nêu lý do.', en: 'A reason is needed.' });
  await requireInstance(context, id);
  await cancel(context, { instanceId: id, reason: reason.trim(), actorId: viewerOf(context).id });
  return requireInstance(context, id);
}
