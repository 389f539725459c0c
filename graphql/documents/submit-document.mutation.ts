import type { Document } from '../../prisma/client/client.ts';
import { builder } from '../builder.ts';
import { DocumentType } from './document.ref.ts';
import { submitDocument } from './submit-document.ts';
import { UrgencyType } from './urgency.type.ts';

const SubmitDocumentInputType = builder.inputType('SubmitDocumentInput', {
  fields: (t) => ({
    idempotencyKey: t.string({
      required: true,
      description: 'Chosen by the sender, once for each document.',
    }),
    receiver: t.string({ required: true, description: 'Code of the agency.' }),
    subject: t.string({ required: true }),
    kind: t.string({ required: true, description: 'Code of the document kind.' }),
    urgency: t.field({ type: UrgencyType, defaultValue: 'NORMAL' }),
    originalNumber: t.string({ description: "The sender's own number and symbol." }),
    issuedOn: t.string({ description: 'ISO date on the document.' }),
    fileIds: t.idList({ required: true, description: 'Uploaded before; the document itself first.' }),
    inReplyTo: t.id({
      description:
        'A document answered by this one. When its clock stands still, this is the supplement asked for.',
    }),
    metadata: t.field({
      type: 'JSON',
      description: 'An object. A portal names the enterprise it sends for in `onBehalfOf` (tax code).',
    }),
  }),
});

const SubmitDocumentPayloadType = builder
  .objectRef<{ document: Document }>('SubmitDocumentPayload')
  .implement({
    fields: (t) => ({ document: t.field({ type: DocumentType, resolve: ({ document }) => document }) }),
  });

builder.mutationField('submitDocument', (t) =>
  t.field({
    description: 'Idempotent by idempotencyKey per sender: repeating it returns the same document.',
    type: SubmitDocumentPayloadType,
    args: { input: t.arg({ type: SubmitDocumentInputType, required: true }) },
    resolve: async (_, { input }, context) => ({ document: await submitDocument(context, input) }),
  }),
);
