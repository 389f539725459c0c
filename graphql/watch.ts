/** How a subscriber follows the change feed: before each change it gets fresh readings, and now and then fresh rights. */
import { identify } from './authorisation/identity.ts';
import type { Change } from './change-feed.ts';
import { type Context, renewReadings, viewerOf } from './context.ts';

/** A person who is deactivated, or given another role, keeps old rights in an open subscription for this long at most. */
const rightsLastMs = 30_000;

/** Listens when the promise is fulfilled. Ends when the client is gone or the viewer is no longer active. */
export async function watch(context: Context): Promise<AsyncIterable<Change>> {
  const changes = await context.changes.open(context.signal);
  return (async function* () {
    let readAt = context.now.getTime();
    for await (const change of changes) {
      if (Date.now() - readAt > rightsLastMs) {
        const viewer = await identify(context.db, { personId: viewerOf(context).id });
        if (!viewer) return;
        context.viewer = viewer;
        readAt = Date.now();
      }
      renewReadings(context);
      yield change;
    }
  })();
}
