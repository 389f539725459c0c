import type { ContractTemplate } from '../../prisma/client/client.ts';
import { builder } from '../builder.ts';
import { pageArguments } from '../connection.type.ts';
import { DocumentConnectionType } from '../documents/document.type.ts';
import { listDocuments } from '../documents/list-documents.ts';
import { asLanguage } from '../language.ts';

const ContractTemplateType = builder.objectRef<ContractTemplate>('ContractTemplate').implement({
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.string({
      args: { language: t.arg.string({ defaultValue: 'vi' }) },
      resolve: ({ name, nameEn }, { language }) => (asLanguage(language) === 'en' ? nameEn : name),
    }),
    fields: t.expose('fields', { type: 'JSON' }),
    body: t.exposeString('body', { description: 'With {{field}} places, one paragraph a line.' }),
  }),
});

builder.queryFields((t) => ({
  contractTemplates: t.field({
    type: [ContractTemplateType],
    resolve: (_, __, { db }) => db.contractTemplate.findMany({ orderBy: { id: 'asc' } }),
  }),
  contracts: t.field({
    description: 'Documents that are contracts, the newest first.',
    type: DocumentConnectionType,
    args: pageArguments(),
    resolve: (_, page, context) => listDocuments(context, { contract: { isNot: null } }, page),
  }),
}));
