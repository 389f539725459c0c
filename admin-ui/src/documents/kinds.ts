import { useQuery } from '@tanstack/react-query';
import { request } from '../api/client.ts';
import { listKinds } from '../api/operations.ts';
import { language } from '../i18n/provider.ts';

export function useKinds() {
  return useQuery({
    queryKey: ['reference', 'kinds', language()],
    queryFn: async () => (await request(listKinds, { language: language() })).documentKinds,
    staleTime: 60 * 60_000,
  });
}

/** The name of a kind of document; its code until the names are there. */
export function useKindName(): (code: string) => string {
  const kinds = useKinds().data;
  return (code) => kinds?.find((kind) => kind.code === code)?.name ?? code;
}
