/**
 * Subscriptions over Server-Sent Events (GraphQL over SSE, distinct connections), read from a fetch stream. A browser keeps six
 * connections to a host open under HTTP/1.1, in all its tabs together: a hidden tab therefore lets go of its own after a while
 * and takes them up again when it is looked at, at which point `onReconnect` says that something may have been missed.
 */
import { requestHeaders } from './client.ts';
import type { Operation } from './operation.ts';

export type LiveState = 'live' | 'connecting' | 'offline';

const hiddenFor = 20_000;
const waits = [500, 1_000, 2_000, 5_000, 10_000, 20_000];

// ── How the connections of this tab are, for the dot in the top bar ────────────────────────────

const states = new Map<symbol, LiveState>();
const watchers = new Set<() => void>();

function report(id: symbol, state: LiveState | null): void {
  if (state === null) states.delete(id);
  else states.set(id, state);
  for (const watcher of watchers) watcher();
}

export function liveState(): LiveState {
  const all = [...states.values()];
  if (all.includes('offline')) return 'offline';
  return all.length === 0 || all.includes('connecting') ? 'connecting' : 'live';
}

export function watchLiveState(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

// ── Reading one stream ─────────────────────────────────────────────────────────────────────────

type StreamEvent = { name: string; data: string };

/** Events of a text/event-stream, as they arrive (HTML standard, 9.2.6). */
export async function* readEvents(stream: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    rest += decoder.decode(value, { stream: true });
    const blocks = rest.split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      let name = 'message';
      const data: string[] = [];
      for (const line of block.split(/\r?\n/)) {
        if (line.startsWith('event:')) name = line.slice(6).trim();
        else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
      }
      if (data.length > 0 || name === 'complete') yield { name, data: data.join('\n') };
    }
  }
}

/** Runs until the returned function is called. */
export function subscribe<Result, Variables>(
  { text }: Operation<Result, Variables>,
  variables: Variables,
  onNext: (result: Result) => void,
  onReconnect: () => void,
): () => void {
  const id = Symbol();
  let abort: AbortController | null = null;
  let stopped = false;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let missed = false;

  async function connect(): Promise<void> {
    const mine = new AbortController();
    abort = mine;
    report(id, failures > 2 ? 'offline' : 'connecting');
    try {
      const response = await fetch('/graphql', {
        method: 'POST',
        credentials: 'same-origin',
        headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...requestHeaders() },
        body: JSON.stringify({ query: text, variables }),
        signal: mine.signal,
      });
      const type = response.headers.get('content-type') ?? '';
      if (!response.ok || response.body === null || !type.startsWith('text/event-stream')) {
        throw new Error('no event stream');
      }
      failures = 0;
      report(id, 'live');
      if (missed) onReconnect();
      missed = false;
      for await (const event of readEvents(response.body)) {
        if (event.name === 'complete') break;
        if (event.data === '') continue;
        const answer = JSON.parse(event.data) as { data?: Result | null };
        if (answer.data) onNext(answer.data);
      }
    } catch {
      // a lost connection and a refused one end the same way: later again
    }
    if (stopped || mine.signal.aborted) return;
    missed = true;
    const wait = waits[Math.min(failures, waits.length - 1)] ?? 20_000;
    failures += 1;
    report(id, failures > 2 ? 'offline' : 'connecting');
    timer = setTimeout(() => void connect(), wait);
  }

  function onVisibility(): void {
    clearTimeout(timer);
    if (document.visibilityState === 'hidden') {
      timer = setTimeout(() => {
        abort?.abort();
        abort = null;
        missed = true;
      }, hiddenFor);
    } else if (abort === null || missed) {
      abort?.abort();
      void connect();
    }
  }

  document.addEventListener('visibilitychange', onVisibility);
  void connect();
  return () => {
    stopped = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', onVisibility);
    abort?.abort();
    report(id, null);
  };
}
