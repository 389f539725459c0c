import type { Agency, Enterprise, Person } from '../../prisma/client/client.ts';
import { builder } from '../builder.ts';

export const SideType = builder.enumType('Side', { values: ['ENTERPRISE', 'AGENCY', 'SYSTEM'] as const });

export const AgencyType = builder.objectRef<Pick<Agency, 'code' | 'name' | 'nameEn'>>('Agency').implement({
  fields: (t) => ({
    code: t.exposeString('code'),
    name: t.string({ resolve: ({ name, nameEn }, _, { language }) => (language === 'en' && nameEn) || name }),
  }),
});

export const EnterpriseType = builder
  .objectRef<Pick<Enterprise, 'taxCode' | 'name'>>('Enterprise')
  .implement({
    fields: (t) => ({
      taxCode: t.exposeString('taxCode'),
      name: t.exposeString('name'),
    }),
  });

export type PartyRow = Pick<Agency, 'code' | 'name' | 'nameEn'> | Pick<Enterprise, 'taxCode' | 'name'>;

export const PartyType = builder.unionType('Party', {
  types: [AgencyType, EnterpriseType],
  resolveType: (party) => ('taxCode' in party ? 'Enterprise' : 'Agency'),
});

export const ViewerType = builder.objectRef<Person>('Viewer').implement({
  description: 'A person, or a portal.',
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    side: t.expose('side', { type: SideType }),
    roles: t.exposeStringList('roles'),
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
  }),
});
