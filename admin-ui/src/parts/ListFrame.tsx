import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import type { ReactNode } from 'react';
import { useText } from '../i18n/provider.ts';
import { EmptyState } from './EmptyState.tsx';
import { Pager } from './Pager.tsx';
import { Panel } from './Panel.tsx';
import { LoadError, RowSkeletons } from './QueryState.tsx';
import type { PagedList, Params } from './use-paged-list.ts';

type Props = {
  list: PagedList<unknown>;
  params?: Params;
  empty: ReactNode;
  children: ReactNode;
};

/** What surrounds the rows of a list: outline, failure, emptiness (of the whole, or under the filters), pages. */
export function ListFrame({ list, params, empty, children }: Props) {
  const t = useText();
  return (
    <>
      <Panel flush>
        <Box sx={{ position: 'relative' }} aria-busy={list.isFetching}>
          {list.isFetching && !list.isPending && (
            <LinearProgress
              aria-hidden
              sx={{ position: 'absolute', insetInline: 0, top: 0, height: 2, zIndex: 1 }}
            />
          )}
          {list.error !== null ? (
            <LoadError error={list.error} retry={list.retry} />
          ) : list.isPending ? (
            <RowSkeletons rows={8} height={48} />
          ) : list.rows.length > 0 ? (
            children
          ) : params?.isFiltered === true ? (
            <EmptyState
              title={t('list.none')}
              hint={t('list.noneHint')}
              action={
                <Button variant="outlined" onClick={params.clear}>
                  {t('action.clearFilters')}
                </Button>
              }
            />
          ) : (
            empty
          )}
        </Box>
      </Panel>
      <Pager list={list} />
    </>
  );
}
