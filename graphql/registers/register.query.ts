import { builder } from '../builder.ts';
import { connectionType, pageArguments } from '../connection.type.ts';
import { DocumentType } from '../documents/document.ref.ts';
import { listEntries, type RegisterEntryRow } from './list-entries.ts';

const RegisterKindType = builder.enumType('RegisterKind', { values: ['INCOMING', 'OUTGOING'] as const });

const RegisterEntryType = builder.objectRef<RegisterEntryRow>('RegisterEntry').implement({
  description: 'A line of a register: Decree 30/2020/NĐ-CP, art. 15, 16 and 22.',
  fields: (t) => ({
    number: t.exposeInt('number'),
    year: t.exposeInt('year'),
    symbol: t.exposeString('symbol', { description: 'As written on the document: "05/CV-SKHĐT".' }),
    registeredAt: t.expose('registeredAt', { type: 'DateTime' }),
    document: t.field({ type: DocumentType, resolve: ({ document }) => document }),
  }),
});

const RegisterEntryConnectionType = connectionType('RegisterEntry', RegisterEntryType);

builder.queryField('register', (t) =>
  t.field({
    description: "A register of the viewer's agency, the last number first. The present year unless said.",
    type: RegisterEntryConnectionType,
    args: {
      kind: t.arg({ type: RegisterKindType, required: true }),
      year: t.arg.int(),
      search: t.arg.string(),
      ...pageArguments(),
    },
    resolve: (_, { kind, year, search, ...page }, context) =>
      listEntries(context, { kind, year, search }, page),
  }),
);
