/**
 * New notifications for all subscribers of the process. Jobs write them, and the change feed tells when jobs have been at work:
 * then one query for everybody looks what is new.
 */
import type { Logger } from 'pino';
import type { Notification, PrismaClient } from '../../prisma/client/client.ts';
import type { ChangeFeed } from '../change-feed.ts';
import { Broadcast } from '../event-queue.ts';

export interface NotificationFeed {
  /** New ones from now on, until the signal aborts. */
  open(signal: AbortSignal): Promise<AsyncIterable<Notification>>;
}

/** Changes come in bursts. */
const quietMs = 200;
/** Notifications that wait for one subscriber. */
const mostWaiting = 200;
/** A notification has the time of its process, which lies behind the clock by as long as its job took. */
const lookBackMs = 10 * 60_000;

export function openNotificationFeed(db: PrismaClient, changes: ChangeFeed, log: Logger): NotificationFeed {
  const broadcast = new Broadcast<Notification>(mostWaiting);
  const forever = new AbortController().signal;
  let running: Promise<void> | undefined;
  let seen = new Set<string>();

  const read = async () => {
    const recent = await db.notification.findMany({
      where: { at: { gt: new Date(Date.now() - lookBackMs) } },
      orderBy: [{ at: 'asc' }, { id: 'asc' }],
    });
    const fresh = recent.filter(({ id }) => !seen.has(id));
    seen = new Set(recent.map(({ id }) => id));
    return fresh;
  };

  const run = async () => {
    const notices = await changes.open(forever);
    await read();
    let timer: NodeJS.Timeout | undefined;
    const look = async () => {
      timer = undefined;
      for (const notification of await read()) broadcast.publish(notification);
    };
    void (async () => {
      for await (const _ of notices) {
        timer ??= setTimeout(
          () => look().catch((error) => log.warn({ error: String(error) }, 'notifications')),
          quietMs,
        );
      }
      clearTimeout(timer);
    })();
  };

  return {
    async open(signal) {
      running ??= run();
      await running.catch((error) => {
        running = undefined;
        throw error;
      });
      return broadcast.subscribe(signal);
    },
  };
}
