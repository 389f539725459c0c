import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiError } from '../api/client.ts';
import { useText } from '../i18n/provider.ts';
import { EmptyState } from './EmptyState.tsx';

/** The words for what went wrong. The server's own words where they concern what the user entered. */
export function useErrorText(): (error: unknown) => string {
  const t = useText();
  return (error) => {
    if (!(error instanceof ApiError)) return t('error.INTERNAL');
    const isSpecific =
      error.code === 'BAD_USER_INPUT' || error.code === 'CONFLICT' || error.code === 'FORBIDDEN';
    return isSpecific && error.message !== '' ? error.message : t(`error.${error.code}`);
  };
}

export function LoadError({
  error,
  retry,
  dense = false,
}: {
  error: unknown;
  retry: () => void;
  dense?: boolean;
}) {
  const t = useText();
  const words = useErrorText();
  return (
    <Box role="alert">
      <EmptyState
        dense={dense}
        title={t('error.title')}
        hint={words(error)}
        action={
          <Button variant="outlined" onClick={retry}>
            {t('action.retry')}
          </Button>
        }
      />
    </Box>
  );
}

type Props<T> = { query: UseQueryResult<T>; skeleton?: ReactNode; children: (data: T) => ReactNode };

/** What a query has come to: its outline, its failure, or its data. */
export function QueryState<T>({ query, skeleton, children }: Props<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <LoadError error={query.error} retry={() => void query.refetch()} />;
  return <>{skeleton ?? <RowSkeletons />}</>;
}

export function RowSkeletons({ rows = 5, height = 56 }: { rows?: number; height?: number }) {
  const t = useText();
  return (
    <Box role="status" aria-label={t('list.loading')} sx={{ p: 2 }}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never move
        <Skeleton key={row} variant="rounded" height={height} sx={{ mb: 1 }} />
      ))}
    </Box>
  );
}
