import type { Deadline, Document } from '../../prisma/client/client.ts';
import { builder } from '../builder.ts';
import { daysLeft } from './deadline.ts';

export const DeadlineType = builder.objectRef<Deadline & { document: Document }>('Deadline').implement({
  fields: (t) => ({
    dueAt: t.expose('dueAt', { type: 'DateTime' }),
    warnAt: t.expose('warnAt', { type: 'DateTime' }),
    pausedAt: t.expose('pausedAt', { type: 'DateTime', nullable: true }),
    extensions: t.exposeInt('extensions'),
    workingDaysLeft: t.float({
      nullable: true,
      resolve: ({ document }, _, context) => daysLeft(context, document),
    }),
  }),
});
