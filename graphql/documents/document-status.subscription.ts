import { builder } from '../builder.ts';
import { DocumentStatusType } from './document-status.type.ts';
import { watchStatus } from './watch-status.ts';

builder.subscriptionField('documentStatus', (t) =>
  t.field({
    description: 'The status now, and again whenever something of it changes.',
    type: DocumentStatusType,
    args: { trackingCode: t.arg.string({ required: true }) },
    subscribe: (_, { trackingCode }, context) => watchStatus(context, trackingCode),
    resolve: (document) => document,
  }),
);
