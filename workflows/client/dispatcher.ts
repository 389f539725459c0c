/**
 * Delivers what was committed but did not reach Temporal: instances, messages, signals, and steps whose workflow task was lost. A crash
 * between a commit and its delivery so loses nothing. It also starts what timers begin, fires those of instances (due-timers.ts), sends
 * mail, and watches over what does not get on (watcher.ts). Any number of dispatchers may run at once.
 */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Mailer } from '../../activities/mail/mailer.ts';
import { mailChannel, startPostman } from '../../activities/mail/postman.ts';
import {
  messagesToRematch,
  outboxChannel,
  type PublishedMessage,
} from '../../activities/projection/message-matching.ts';
import { isHeld } from '../../activities/starts/suspended-definition.ts';
import { Prisma } from '../../prisma/client/client.ts';
import { DueTimers, untilNextDue as untilNextTimer } from './due-timers.ts';
import { LostSteps } from './lost-steps.ts';
import { deliverBuffered, deliverMessage } from './publish-message.ts';
import { dispatchInstance } from './start-instance.ts';
import { launchBroadcast } from './throw-signal.ts';
import { startNextDue, untilNextDue } from './timer-starts.ts';
import { doubtfulChannel, startWatcher, type WatcherOptions } from './watcher.ts';

export interface DispatcherOptions extends WatcherOptions {
  /** For a connection of its own that listens. */
  databaseUrl: string;
  /** Default: no mail is sent. */
  mailer?: Mailer | null;
  /** Milliseconds between two rounds. */
  interval?: number;
}

export interface Dispatcher {
  /** Ends after the delivery that is under way. */
  stop(): Promise<void>;
}

const defaultInterval = 3_000;
/** How late a timer may be that came to be meanwhile, milliseconds. */
const timerInterval = 1_000;
/** Whoever published or started something delivers it as well: give them time, milliseconds. */
const grace = 2_000;
/** After a notification, a moment in which more may come together. */
const gathering = 50;
/** How much one round takes on. */
const batch = 200;

export function startDispatcher(options: DispatcherOptions): Dispatcher {
  const stopping = new AbortController();
  const { signal } = stopping;
  let wake: () => void = () => undefined;
  let wakeRecovery: () => void = () => undefined;
  /** Instances that nobody else dispatches. */
  const announced = new Set<string>();
  const watcher = startWatcher(options);
  const lostSteps = new LostSteps(options);
  const interval = options.interval ?? defaultInterval;
  const postman = startPostman({
    db: options.db,
    mailer: options.mailer ?? null,
    interval,
    onError: (error) => options.onError(error, 'mail'),
  });
  const hear = (channel: string, instanceId: string): void => {
    if (channel === mailChannel) postman.wake();
    else if (channel === outboxChannel) {
      if (instanceId !== '') announced.add(instanceId);
      wake();
    } else if (instanceId === '') lostSteps.doubtAll();
    else {
      lostSteps.doubt(instanceId);
      watcher.suspect(instanceId);
    }
  };
  // What was said while nobody listened is not known.
  const listener = listen(options, signal, hear, () => lostSteps.doubtAll());

  const recover = async (): Promise<void> => {
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => {
        wakeRecovery = resolve;
      });
      await attempt(options, 'lost steps', async () => {
        await each(await lostSteps.due(), signal, (id) => attempt(options, id, () => lostSteps.makeSure(id)));
      });
      await Promise.race([woken, pause(interval, undefined, { signal }).catch(() => undefined)]);
    }
  };
  const recovering = recover();
  const { db, jobs, onError } = options;
  const dueTimers = new DueTimers({
    ...{ db, onError, ...(jobs ? { jobs } : {}) },
    onMore(instanceId) {
      lostSteps.doubt(instanceId);
      wakeRecovery();
    },
  });
  const sweep = async (): Promise<void> => {
    while (!signal.aborted) {
      let wait = timerInterval;
      await attempt(options, 'due timers', async () => {
        const next = await untilNextTimer(db);
        if (next !== null && next <= 0 && (await dueTimers.fire())) wait = 0;
        else if (next !== null && next > 0) wait = Math.min(next, timerInterval);
      });
      if (wait > 0) await pause(wait, undefined, { signal }).catch(() => undefined);
    }
  };
  const sweeping = sweep();
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const isStarted = await attempt(options, 'timers', () => startDue(options, signal));
      const now = [...announced];
      announced.clear();
      await each(now, signal, (id) => attempt(options, id, () => dispatchInstance(options, id)));
      await attempt(options, 'instances', () => dispatchInstances(options, signal));
      await attempt(options, 'messages', () => deliverMessages(options, signal));
      await attempt(options, 'signals', () => launchBroadcasts(options, signal));
      const due = isStarted ? await untilNextDue(options.db).catch(() => null) : null;
      const wait = Math.max(0, Math.min(interval, due ?? interval));
      await Promise.race([woken, pause(wait, undefined, { signal }).catch(() => undefined)]);
      await pause(gathering, undefined, { signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    async stop() {
      stopping.abort();
      await Promise.all([recovering, sweeping, running, listener, watcher.stop(), postman.stop()]);
    },
  };
}

// rounds //////////////////////////////////////////////////////////////////////////////////////////

async function dispatchInstances(options: DispatcherOptions, signal: AbortSignal): Promise<void> {
  const rows = await options.db.$queryRaw<{ id: string }[]>`
    SELECT i."id" FROM "ProcessInstance" i
    WHERE i."dispatchedAt" IS NULL AND i."startedAt" < ${new Date(Date.now() - grace)} AND NOT ${isHeld(Prisma.sql`i`)}
    ORDER BY i."startedAt" LIMIT ${batch}`;
  await each(rows, signal, ({ id }) => attempt(options, id, () => dispatchInstance(options, id)));
}

async function deliverMessages(options: DispatcherOptions, signal: AbortSignal): Promise<void> {
  const open = { deliveredAt: null, subscriptionKey: { not: null } };
  const matched = await options.db.publishedMessage.findMany({
    where: { deliveries: { some: open } },
    orderBy: { publishedAt: 'asc' },
    take: batch,
    include: { deliveries: { where: open } },
  });
  await each(matched, signal, (message) =>
    attempt(options, message.id, () => deliverMessage(options, message as PublishedMessage)),
  );
  const waiting = await messagesToRematch(options.db, batch);
  await each(waiting, signal, (message) =>
    attempt(options, message.id, () => deliverBuffered(options, message)),
  );
}

async function launchBroadcasts(options: DispatcherOptions, signal: AbortSignal): Promise<void> {
  const rows = await options.db.signalBroadcast.findMany({
    where: { dispatchedAt: null, completedAt: null },
    orderBy: { thrownAt: 'asc' },
    select: { id: true },
    take: batch,
  });
  await each(rows, signal, ({ id }) => attempt(options, id, () => launchBroadcast(options, id)));
}

/** Not more in one round than others can wait for: after a long time without a dispatcher many may be due. */
async function startDue(options: DispatcherOptions, signal: AbortSignal): Promise<void> {
  for (let started = 0; started < batch && !signal.aborted; started++) {
    const due = await startNextDue(options.db);
    if (due === null) return;
    const { instanceId } = due;
    if (instanceId !== null) await attempt(options, instanceId, () => dispatchInstance(options, instanceId));
  }
}

// helpers /////////////////////////////////////////////////////////////////////////////////////////

/** A few at a time, in order. */
async function each<T>(
  items: T[] | Generator<T>,
  signal: AbortSignal,
  act: (item: T) => Promise<unknown>,
): Promise<void> {
  const queue = Array.isArray(items) ? items.values() : items;
  const lane = async () => {
    for (const item of queue) {
      if (signal.aborted) return;
      await act(item);
    }
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
}

/** Whether it has succeeded. */
async function attempt(
  options: DispatcherOptions,
  what: string,
  act: () => Promise<unknown>,
): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    options.onError(error, what);
    return false;
  }
}

/** Listens until the signal aborts; connects again whenever the connection is lost, and tells so when it listens again. */
async function listen(
  options: DispatcherOptions,
  signal: AbortSignal,
  onNotice: (channel: string, payload: string) => void,
  onReturn: () => void,
): Promise<void> {
  let wasLost = false;
  while (!signal.aborted) {
    const client = new pg.Client({ connectionString: options.databaseUrl, keepAlive: true });
    try {
      await client.connect();
      client.on('notification', ({ channel, payload }) => onNotice(channel, payload ?? ''));
      await client.query(`LISTEN ${outboxChannel}`);
      await client.query(`LISTEN ${doubtfulChannel}`);
      await client.query(`LISTEN ${mailChannel}`);
      if (wasLost) onReturn();
      wasLost = true;
      await new Promise<void>((resolve, reject) => {
        client.once('error', reject);
        client.once('end', resolve);
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    } catch (error) {
      options.onError(error, 'listening');
    } finally {
      client.on('error', () => undefined);
      await client.end().catch(() => undefined);
    }
    await pause(1_000, undefined, { signal }).catch(() => undefined);
  }
}
