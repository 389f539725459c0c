import type { Notification } from '../../prisma/client/client.ts';
import { builder } from '../builder.ts';
import type { Connection } from '../connection.ts';
import { connectionType } from '../connection.type.ts';
import { asLanguage } from '../language.ts';

export const NotificationType = builder.objectRef<Notification>('Notification').implement({
  fields: (t) => ({
    id: t.exposeID('id'),
    title: t.string({
      args: { language: t.arg.string({ defaultValue: 'vi' }) },
      resolve: ({ titleVi, titleEn }, { language }) => (asLanguage(language) === 'en' ? titleEn : titleVi),
    }),
    body: t.exposeString('body'),
    at: t.expose('at', { type: 'DateTime' }),
    readAt: t.expose('readAt', { type: 'DateTime', nullable: true }),
    documentId: t.exposeID('documentId', { nullable: true }),
  }),
});

/** `unread` counts all of the viewer's, not only those of the page. */
export type NotificationConnection = Connection<Notification> & { unread: () => Promise<number> };

export const NotificationConnectionType = connectionType<Notification, NotificationConnection>(
  'Notification',
  NotificationType,
);

builder.objectField(NotificationConnectionType, 'unread', (t) =>
  t.int({ resolve: ({ unread }) => unread() }),
);
