/**
 * What changed in the read model, as it happens: Postgres tells every API process over LISTEN (channel `congvan_changes`), and
 * one connection feeds all subscribers of the process. A notice says only where to look: what a subscriber gets is read again,
 * with its own rights.
 */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { z } from 'zod';
import { changesChannel } from '../activities/projection/write.ts';
import { Broadcast } from './event-queue.ts';

const change = z.object({
  instanceId: z.string().nullish(),
  documentId: z.string().nullish(),
  taskIds: z.array(z.string()).nullish(),
});

export interface Change {
  instanceId: string | null;
  documentId: string | null;
  taskIds: readonly string[];
  /** Notices may have been missed while the connection was down: look again whatever you watch. */
  resumed: boolean;
}

export interface ChangeFeed {
  /** Changes from now on, until the signal aborts. Listens when the promise is fulfilled: read the state after that. */
  open(signal: AbortSignal): Promise<AsyncIterable<Change>>;
  close(): Promise<void>;
}

const longestPauseMs = 10_000;
/** Changes that wait for one subscriber. */
const mostWaiting = 1_000;

/** Connects when the first subscriber comes, and again whenever the connection is lost. */
export function openChangeFeed(url: string, log: Logger): ChangeFeed {
  const broadcast = new Broadcast<Change>(mostWaiting, lookAgain);
  const closing = new AbortController();
  let listening: Promise<void> | undefined;
  let client: pg.Client | undefined;

  const listen = async (resumed: boolean): Promise<void> => {
    const fresh = new pg.Client({
      connectionString: url,
      keepAlive: true,
      application_name: 'congvan changes',
    });
    fresh.on('notification', ({ payload }) => publish(broadcast, payload, log));
    fresh.on('error', (error) => log.warn({ error: error.message }, 'change feed'));
    await fresh.connect();
    await fresh.query(`LISTEN ${changesChannel}`);
    fresh.once('end', () => void reconnect());
    client = fresh;
    if (resumed) broadcast.publish(lookAgain);
  };

  const reconnect = async (): Promise<void> => {
    for (let wait = 250; !closing.signal.aborted; wait = Math.min(2 * wait, longestPauseMs)) {
      try {
        await pause(wait, undefined, { signal: closing.signal });
        return await listen(true);
      } catch (error) {
        if (!closing.signal.aborted) log.warn({ error: String(error) }, 'change feed is not connected');
      }
    }
  };

  return {
    async open(signal) {
      listening ??= listen(false);
      await listening.catch((error) => {
        listening = undefined;
        throw error;
      });
      return broadcast.subscribe(AbortSignal.any([signal, closing.signal]));
    },
    async close() {
      closing.abort();
      await listening?.catch(() => undefined);
      await client?.end();
    },
  };
}

// ── Helpers ────────────────────────────────────────────────────────────────────────────────────

const lookAgain: Change = { instanceId: null, documentId: null, taskIds: [], resumed: true };

function publish(broadcast: Broadcast<Change>, payload: string | undefined, log: Logger): void {
  const parsed = change.safeParse(parseJson(payload));
  if (!parsed.success) {
    log.warn({ payload }, 'a notice of change that is not understood');
    return;
  }
  const { instanceId = null, documentId = null, taskIds } = parsed.data;
  broadcast.publish({ instanceId, documentId, taskIds: taskIds ?? [], resumed: false });
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
