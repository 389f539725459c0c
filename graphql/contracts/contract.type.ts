import type { ContractParty } from '../../prisma/client/client.ts';
import { builder } from '../builder.ts';
import { StoredFileType } from '../files/stored-file.type.ts';
import type { ContractRow } from '../loaders.ts';
import { AgencyType, EnterpriseType, ViewerType } from '../viewer/viewer.type.ts';

const ContractPartyType = builder.objectRef<ContractParty>('ContractParty').implement({
  fields: (t) => ({
    position: t.exposeInt('position', { description: 'In the order of signing, from 1.' }),
    name: t.exposeString('name'),
    agency: t.field({
      type: AgencyType,
      nullable: true,
      resolve: ({ agencyCode }, _, { load }) => (agencyCode ? load.agency(agencyCode) : null),
    }),
    enterprise: t.field({
      type: EnterpriseType,
      nullable: true,
      resolve: ({ taxCode }, _, { load }) => (taxCode ? load.enterprise(taxCode) : null),
    }),
    signer: t.field({
      description: 'Who signed for the party: their name is on the contract, for every party to see.',
      type: ViewerType,
      nullable: true,
      resolve: ({ signerId }, _, { load }) => (signerId ? load.person(signerId) : null),
    }),
    signedAt: t.expose('signedAt', { type: 'DateTime', nullable: true }),
    declinedAt: t.expose('declinedAt', { type: 'DateTime', nullable: true }),
  }),
});

export const ContractType = builder.objectRef<ContractRow>('Contract').implement({
  fields: (t) => ({
    templateId: t.exposeString('templateId'),
    values: t.expose('values', { type: 'JSON' }),
    signedFile: t.field({
      type: StoredFileType,
      nullable: true,
      resolve: ({ signedFileId }, _, { load }) => (signedFileId ? load.file(signedFileId) : null),
    }),
    parties: t.field({ type: [ContractPartyType], resolve: ({ parties }) => parties }),
    sealedAt: t.expose('sealedAt', { type: 'DateTime', nullable: true }),
  }),
});
