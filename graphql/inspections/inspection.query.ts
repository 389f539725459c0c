import { builder } from '../builder.ts';
import { pageArguments } from '../connection.type.ts';
import { DocumentConnectionType } from '../documents/document.type.ts';
import { listDocuments } from '../documents/list-documents.ts';

builder.queryField('inspections', (t) =>
  t.field({
    description: 'Documents that open an inspection, the newest first.',
    type: DocumentConnectionType,
    args: pageArguments(),
    resolve: (_, page, context) => listDocuments(context, { inspection: { isNot: null } }, page),
  }),
);
