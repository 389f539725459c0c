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

async function* ownNotifications(context: Context): AsyncGenerator<Notification> {
  const { id, groups } = viewerOf(context);
  for await (const notification of await context.notifications.open(context.signal)) {
    const { personId, group } = notification;
    if (personId === id || (group !== null && groups.includes(group))) yield notification;
  }
}
