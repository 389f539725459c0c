import type { ProcessInstance } from '../../prisma/client/client.ts';
import type { Context } from '../context.ts';
import { watch } from '../watch.ts';
import { findInstance, requireInstance } from './find-instance.ts';

/** Ends when the viewer may no longer see the instance. */
export async function* watchInstance(context: Context, id: string): AsyncGenerator<ProcessInstance> {
  const changes = await watch(context);
  let known = await requireInstance(context, id);
  yield known;
  for await (const { instanceId, resumed } of changes) {
    if (instanceId !== id && !resumed) continue;
    const present = await findInstance(context, id);
    if (!present) return;
    // what was there already may be announced late
    if (present.sequence === known.sequence) continue;
    known = present;
    yield present;
  }
}
