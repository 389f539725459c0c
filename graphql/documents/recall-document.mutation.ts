import { builder } from '../builder.ts';
import { DocumentType } from './document.ref.ts';
import { recallDocument } from './recall-document.ts';

builder.mutationField('recallDocument', (t) =>
  t.field({
    description: 'Status 13: the sender asks to take the document back.',
    type: DocumentType,
    args: {
      id: t.arg.id({ required: true }),
      reason: t.arg.string({ required: true }),
      idempotencyKey: t.arg.string({
        description: 'Repeating the request with the same key asks once, and answers as the first time.',
      }),
    },
    resolve: (_, { id, ...recall }, context) => recallDocument(context, id, recall),
  }),
);
