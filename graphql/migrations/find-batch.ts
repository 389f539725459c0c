import type { Batch, BatchItem, BatchItemState } from '../../prisma/client/client.ts';
import { type Connection, connect, type PageArguments } from '../connection.ts';
import { type Context, viewerOf } from '../context.ts';
import { names, notFound } from '../errors.ts';

/** Those of the viewer's own agency. Null also for one that may not be seen. */
export async function findBatch(context: Context, id: string): Promise<Batch | null> {
  const { agencyCode } = viewerOf(context);
  if (!agencyCode || !isUuid(id)) return null;
  return await context.db.batch.findFirst({ where: { id, agencyCode } });
}

/** Does it with a batch that the viewer may see. */
export async function onBatch(
  context: Context,
  id: string,
  act: (context: Context, id: string) => Promise<Batch>,
): Promise<Batch> {
  if (!(await findBatch(context, id))) throw notFound(names.batch);
  return await act(context, id);
}

export function listItems(
  { db }: Context,
  batchId: string,
  state: BatchItemState | null,
  page: PageArguments,
): Promise<Connection<BatchItem>> {
  const where = { batchId, ...(state === null ? {} : { state }) };
  return connect<BatchItem>(
    page,
    [{ field: 'instanceId', direction: 'asc' }],
    ({ after, orderBy, take }) => db.batchItem.findMany({ where: { AND: [where, after] }, orderBy, take }),
    (take) => db.batchItem.count({ where, take }),
  );
}

// helpers ////////////////////////////////////////////////////////////

const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
