/** A list whose filter, search and page live in the URL, so that a link is a view and Back goes back. */
import { useGetList } from 'ra-core';
import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { Count } from '../api/types.ts';

export const perPage = 25;

export type PagedList<Row> = {
  rows: Row[];
  count: Count;
  hasNextPage: boolean;
  page: number;
  setPage: (page: number) => void;
  isPending: boolean;
  isFetching: boolean;
  error: unknown;
  retry: () => void;
};

export type Params = {
  get: (name: string) => string;
  /** Empty text takes the parameter away. Any change goes back to the first page. */
  set: (changes: Record<string, string>) => void;
  clear: () => void;
  isFiltered: boolean;
};

export function useListParams(): Params {
  const [params, setParams] = useSearchParams();
  return {
    get: (name) => params.get(name) ?? '',
    set: (changes) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          next.delete('page');
          for (const [name, value] of Object.entries(changes)) {
            if (value === '') next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace: true },
      ),
    clear: () => setParams({}, { replace: true }),
    isFiltered: [...params.keys()].some((name) => name !== 'page'),
  };
}

export function usePagedList<Row>(resource: string, filter: Record<string, unknown> = {}): PagedList<Row> {
  const [params, setParams] = useSearchParams();
  const page = Math.max(1, Number.parseInt(params.get('page') ?? '1', 10) || 1);
  const result = useGetList(
    resource,
    { pagination: { page, perPage }, filter, sort: { field: 'id', order: 'DESC' } },
    { placeholderData: (before: unknown) => before as never },
  );
  return {
    rows: (result.data ?? []) as Row[],
    count: {
      totalCount: result.total ?? 0,
      totalCountExceeded: result.meta?.totalCountExceeded === true,
    },
    hasNextPage: result.pageInfo?.hasNextPage === true,
    page,
    setPage: (next) =>
      setParams((before) => {
        const changed = new URLSearchParams(before);
        if (next <= 1) changed.delete('page');
        else changed.set('page', String(next));
        return changed;
      }),
    isPending: result.isPending,
    isFetching: result.isFetching,
    error: result.error ?? null,
    retry: () => void result.refetch(),
  };
}

/** Text that follows the typing at once and settles a moment later: what a search field needs. */
export function useSettledText(
  value: string,
  settle: (text: string) => void,
): [string, (text: string) => void] {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => settle(text), 300);
    return () => clearTimeout(timer);
  }, [text, value, settle]);
  return [text, setText];
}
