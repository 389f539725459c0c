import type { Notification } from '../../prisma/client/client.ts';
import { builder } from '../builder.ts';
import { type Context, viewerOf } from '../context.ts';
import { NotificationType } from './notification.type.ts';

builder.subscriptionField('notifications', (t) =>
  t.field({
    description: 'New ones, as they come.',
    type: NotificationType,
    subscribe: (_, __, context) => ownNotifications(context),
    resolve: (notification) => notification,
  }),
);

/** From the moment on at which the promise is fulfilled. */
async function ownNotifications(context: Context): Promise<AsyncIterable<Notification>> {
  return own(context, await context.notifications.open(context.signal));
}

async function* own(
  context: Context,
  notifications: AsyncIterable<Notification>,
): AsyncGenerator<Notification> {
  const { id, groups } = viewerOf(context);
  for await (const notification of notifications) {
    const { personId, group } = notification;
    if (personId === id || (group !== null && groups.includes(group))) yield notification;
  }
}
