import type { Notification } from '../../prisma/client/client.ts';
import { readableNotifications } from '../authorisation/visibility.ts';
import { connect, type PageArguments, type SortKey } from '../connection.ts';
import { type Context, viewerOf } from '../context.ts';
import type { NotificationConnection } from './notification.type.ts';

const newestFirst: readonly SortKey<Notification>[] = [
  { field: 'at', direction: 'desc' },
  { field: 'id', direction: 'desc' },
];

export async function listNotifications(
  context: Context,
  page: PageArguments,
): Promise<NotificationConnection> {
  const { db } = context;
  const where = readableNotifications(viewerOf(context));
  const connection = await connect(
    page,
    newestFirst,
    ({ after, orderBy, take }) => db.notification.findMany({ where: { AND: [where, after] }, orderBy, take }),
    (take) => db.notification.count({ where, take }),
  );
  return {
    ...connection,
    unread: () => db.notification.count({ where: { AND: [where, { readAt: null }] } }),
  };
}
