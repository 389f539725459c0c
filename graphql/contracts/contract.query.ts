import type { ContractTemplate, Prisma } from '../../prisma/client/client.ts';
import type { Identity } from '../authorisation/identity.ts';
import { builder } from '../builder.ts';
import { pageArguments } from '../connection.type.ts';
import { viewerOf } from '../context.ts';
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
    resolve: (_, page, context) => listDocuments(context, contractsFor(viewerOf(context)), page),
  }),
}));

/** The agency keeps the contract itself; the other parties have it to sign, and then a sealed copy of their own. */
function contractsFor({ side }: Identity): Prisma.DocumentWhereInput {
  const contract = { contract: { isNot: null } };
  return side === 'AGENCY' ? contract : { OR: [contract, { issuedFrom: contract }] };
}
