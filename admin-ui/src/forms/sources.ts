/** Choices that come from the API: `properties.source` of a form's field. */
import { useQuery } from '@tanstack/react-query';
import { request } from '../api/client.ts';
import { listAgencies, listEnterprises, listKinds, listPeople, listTemplates } from '../api/operations.ts';
import { language } from '../i18n/provider.ts';
import type { Option } from './schema.ts';

async function read(source: string): Promise<Option[]> {
  const [name, role] = source.split(':');
  switch (name) {
    case 'agencies':
    case 'units':
      return (await request(listAgencies, {})).agencies.map(({ code, name: label }) => ({
        value: code,
        label,
      }));
    case 'enterprises':
      return (await request(listEnterprises, { search: null })).enterprises.map((each) => ({
        value: each.taxCode,
        label: `${each.name} (${each.taxCode})`,
      }));
    case 'people':
      return (await request(listPeople, { role: role ?? null })).people.map(({ id, name: label }) => ({
        value: id,
        label,
      }));
    case 'document-kinds':
      return (await request(listKinds, { language: language() })).documentKinds.map(
        ({ code, name: label }) => ({ value: code, label }),
      );
    case 'contract-templates':
      return (await request(listTemplates, { language: language() })).contractTemplates.map(
        ({ id, name: label }) => ({
          value: id,
          label,
        }),
      );
    default:
      return [];
  }
}

/** Nothing is asked for a field without a source. */
export function useSource(source: string | null) {
  return useQuery({
    queryKey: ['reference', 'source', source, language()],
    queryFn: () => read(source ?? ''),
    enabled: source !== null,
    staleTime: 5 * 60_000,
  });
}
