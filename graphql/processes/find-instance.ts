import type { ProcessInstance } from '../../prisma/client/client.ts';
import { readableInstances } from '../authorisation/visibility.ts';
import { type Context, viewerOf } from '../context.ts';
import { names, notFound } from '../errors.ts';

/** Null when there is none, and when the viewer may not see it. */
export function findInstance(context: Context, id: string): Promise<ProcessInstance | null> {
  return context.db.processInstance.findFirst({
    where: { AND: [{ id }, readableInstances(viewerOf(context))] },
  });
}

export async function requireInstance(context: Context, id: string): Promise<ProcessInstance> {
  const instance = await findInstance(context, id);
  if (!instance) throw notFound(names.instance);
  return instance;
}
