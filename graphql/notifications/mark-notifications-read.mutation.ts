import { readableNotifications } from '../authorisation/visibility.ts';
import { builder } from '../builder.ts';
import { viewerOf } from '../context.ts';
import { isUuid } from '../files/file-access.ts';

builder.mutationField('markNotificationsRead', (t) =>
  t.int({
    description: 'Answers how many were unread. One that went to a group is read for the whole group.',
    args: { ids: t.arg.idList({ required: true }) },
    resolve: async (_, { ids }, context) => {
      const known = { id: { in: ids.filter(isUuid) }, readAt: null };
      const where = { AND: [known, readableNotifications(viewerOf(context))] };
      const { count } = await context.db.notification.updateMany({ where, data: { readAt: context.now } });
      return count;
    },
  }),
);
