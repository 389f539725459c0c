import { builder } from '../builder.ts';
import { pageArguments } from '../connection.type.ts';
import { listNotifications } from './list-notifications.ts';
import { NotificationConnectionType } from './notification.type.ts';

builder.queryField('notifications', (t) =>
  t.field({
    description: "The viewer's own and those of its groups, the newest first.",
    type: NotificationConnectionType,
    args: pageArguments(),
    resolve: (_, page, context) => listNotifications(context, page),
  }),
);
