import { builder } from '../builder.ts';
import { pageArguments } from '../connection.type.ts';
import { isUuid } from '../files/file-access.ts';
import { SideType } from '../viewer/viewer.type.ts';
import { DocumentType } from './document.ref.ts';
import { DocumentConnectionType } from './document.type.ts';
import { DocumentStatusType } from './document-status.type.ts';
import { findByTrackingCode } from './find-by-tracking-code.ts';
import { filterDocuments, listDocuments, searchDocuments } from './list-documents.ts';

const DocumentFilterType = builder.inputType('DocumentFilter', {
  fields: (t) => ({
    side: t.field({ type: SideType, description: 'The side that sent it.' }),
    statusCodes: t.stringList(),
    kind: t.string({ description: 'Code of the document kind.' }),
    overdue: t.boolean(),
    receivedFrom: t.field({ type: 'DateTime' }),
    receivedTo: t.field({ type: 'DateTime' }),
  }),
});

builder.queryFields((t) => ({
  documentStatus: t.field({
    description:
      'What a sender sees. Null when there is none or the viewer may not see it (never tells which).',
    type: DocumentStatusType,
    nullable: true,
    args: { trackingCode: t.arg.string({ required: true }) },
    resolve: (_, { trackingCode }, context) => findByTrackingCode(context, trackingCode),
  }),
  document: t.field({
    type: DocumentType,
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_, { id }, { load }) => (isUuid(id) ? load.document(id) : null),
  }),
  documents: t.field({
    type: DocumentConnectionType,
    args: { filter: t.arg({ type: DocumentFilterType }), search: t.arg.string(), ...pageArguments() },
    resolve: async (_, { filter, search, ...page }, context) => {
      const filtered = filterDocuments(context, filter ?? {});
      const searched = await searchDocuments(context, search ?? '');
      return listDocuments(context, { AND: [filtered, searched] }, page);
    },
  }),
}));
