/** Reading and taking tasks. A claim shows at once on its own row and blocks no other. */
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useNotify } from 'ra-core';
import { useState } from 'react';
import { request } from '../api/client.ts';
import { claimTask, listTasks, type TaskFilter, unclaimTask } from '../api/operations.ts';
import { nodes, type TaskRow } from '../api/types.ts';
import { useText } from '../i18n/provider.ts';
import { noCount } from '../parts/count-text.ts';
import { useErrorText } from '../parts/QueryState.tsx';

const perPage = 30;

export function useTasks(filter: TaskFilter) {
  const query = useInfiniteQuery({
    queryKey: ['tasks', 'list', filter],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam }) =>
      (await request(listTasks, { filter, first: perPage, after: pageParam })).tasks,
    getNextPageParam: (last) => (last.pageInfo.hasNextPage ? last.pageInfo.endCursor : undefined),
  });
  return {
    query,
    tasks: query.data?.pages.flatMap(nodes) ?? [],
    count: query.data?.pages[0] ?? noCount,
  };
}

export type Claiming = {
  /** Rows with a claim or return under way. */
  pending: ReadonlySet<string>;
  claim: (task: Pick<TaskRow, 'id' | 'name'>) => Promise<boolean>;
  unclaim: (task: Pick<TaskRow, 'id' | 'name'>) => Promise<boolean>;
};

export function useClaiming(): Claiming {
  const t = useText();
  const notify = useNotify();
  const words = useErrorText();
  const queryClient = useQueryClient();
  const [pending, setPending] = useState<ReadonlySet<string>>(new Set());

  function mark(id: string, isPending: boolean): void {
    setPending((before) => {
      const next = new Set(before);
      if (isPending) next.add(id);
      else next.delete(id);
      return next;
    });
  }

  async function run(id: string, act: () => Promise<unknown>, done: string): Promise<boolean> {
    mark(id, true);
    try {
      await act();
      notify(done, { type: 'success' });
      return true;
    } catch (error) {
      notify(words(error), { type: 'error' });
      return false;
    } finally {
      await queryClient.invalidateQueries({ queryKey: ['tasks'] });
      mark(id, false);
    }
  }

  return {
    pending,
    claim: ({ id }) => run(id, () => request(claimTask, { id }), t('task.claimed')),
    unclaim: ({ id }) => run(id, () => request(unclaimTask, { id }), t('task.unclaimed')),
  };
}

export function taskPath(id: string): string {
  return `/tasks/${encodeURIComponent(id)}`;
}
