import { useSyncExternalStore } from 'react';

/** One clock for the whole page: the words "3 minutes ago" all move together, once a minute. */
const tick = 60_000;
let current = Date.now();
const watchers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  timer ??= setInterval(() => {
    current = Date.now();
    for (const each of watchers) each();
  }, tick);
  return () => {
    watchers.delete(watcher);
    if (watchers.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** Epoch milliseconds, exact to the minute. */
export function useNow(): number {
  return useSyncExternalStore(watch, () => current);
}
