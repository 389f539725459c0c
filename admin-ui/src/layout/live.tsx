/** What is kept up to date everywhere: tasks and notifications. One subscription each, and everything that shows them asks again. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useLocaleState, useNotify } from 'ra-core';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { request } from '../api/client.ts';
import { countTasks, listNotifications, watchNotifications, watchTasks } from '../api/operations.ts';
import { type LiveState, liveState, subscribe, watchLiveState } from '../api/subscribe.ts';
import { language } from '../i18n/provider.ts';

/** Several changes at once (a step that closes one task and opens two) cost one reading. */
const gatherFor = 250;

export function useLiveState(): LiveState {
  return useSyncExternalStore(watchLiveState, liveState);
}

export function useLiveUpdates(): void {
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [locale] = useLocaleState();
  const latestNotify = useRef(notify);
  latestNotify.current = notify;

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stale = new Set<string>();
    function refresh(...keys: string[]): void {
      for (const key of keys) stale.add(key);
      clearTimeout(timer);
      timer = setTimeout(() => {
        for (const key of stale) void queryClient.invalidateQueries({ queryKey: [key] });
        stale.clear();
      }, gatherFor);
    }
    const everything = () => refresh('tasks', 'documents', 'notifications', 'instances', 'register');
    const stopTasks = subscribe(watchTasks, {}, () => refresh('tasks'), everything);
    const stopNotices = subscribe(
      watchNotifications,
      { language: locale },
      ({ notifications }) => {
        refresh('notifications', 'documents');
        latestNotify.current(notifications.title, { type: 'info' });
      },
      () => refresh('notifications'),
    );
    return () => {
      clearTimeout(timer);
      stopTasks();
      stopNotices();
    };
  }, [queryClient, locale]);
}

export type Counts = { tasks: number; overdue: number; notifications: number };

export function useTaskCounts() {
  return useQuery({ queryKey: ['tasks', 'counts'], queryFn: () => request(countTasks, {}) }).data;
}

/** The latest notifications and how many are unread. */
export function useNotices() {
  return useQuery({
    queryKey: ['notifications', 'latest'],
    queryFn: async () =>
      (await request(listNotifications, { first: 12, after: null, language: language() })).notifications,
  });
}

export function useCounts(): Counts {
  const tasks = useTaskCounts();
  const notices = useNotices();
  return {
    tasks: tasks?.groups.totalCount ?? 0,
    overdue: tasks?.overdue.totalCount ?? 0,
    notifications: notices.data?.unread ?? 0,
  };
}
