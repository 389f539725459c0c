import { builder } from '../builder.ts';
import { DocumentType } from './document.ref.ts';
import { recallDocument } from './recall-document.ts';

builder.mutationField('recallDocument', (t) =>
  t.field({
    description: 'Status 13: the sender asks to take the document back.',
    type: DocumentType,
    args: { id: t.arg.id({ required: true }), reason: t.arg.string({ required: true }) },
    resolve: (_, { id, reason }, context) => recallDocument(context, id, reason),
  }),
);
