import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useDataProvider } from 'ra-core';
import { language } from '../i18n/provider.ts';

/**
 * One record in full. Kept apart from react-admin's getOne cache, which lists fill with their shorter rows.
 */
export function useRecord<T>(resource: string, id: string): UseQueryResult<T> {
  const dataProvider = useDataProvider();
  return useQuery({
    queryKey: [resource, 'detail', id, language()],
    queryFn: async () => (await dataProvider.getOne(resource, { id })).data as T,
    enabled: id !== '',
  });
}
