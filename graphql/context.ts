/** What resolvers work with: the services of the process, and who asks in which language. */
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Scanner } from '../activities/antivirus/scanner.ts';
import type { ObjectStorage } from '../activities/environment.ts';
import type { PrismaClient } from '../prisma/client/client.ts';
import type { Identity } from './authorisation/identity.ts';
import type { ChangeFeed } from './change-feed.ts';
import { unauthenticated } from './errors.ts';
import type { Exchange } from './exchange.ts';

import type { Language } from './language.ts';
import { type Loaders, openLoaders } from './loaders.ts';
import type { NotificationFeed } from './notifications/notification-feed.ts';

/** Shared by all requests of the process. */
export interface Services {
  db: PrismaClient;
  temporal: Client;
  timersAreSwept?: boolean;
  storage: ObjectStorage;
  scan: Scanner;
  changes: ChangeFeed;
  notifications: NotificationFeed;
  /** Address of the web interface, without a slash at the end. */
  publicUrl: string;
  log: Logger;
}

export interface Context extends Services {
  viewer: Identity | null;
  language: Language;
  /** Aborted when the client is gone. */
  signal: AbortSignal;
  /** The moment of the request: everything in one answer is overdue, or not, by the same clock. */
  now: Date;
  load: Loaders;
}

export function openContext(services: Services, { viewer, language, signal }: Exchange): Context {
  return { ...services, viewer, language, signal, ...openReadings(services, viewer) };
}

/** Forgets what was read: before each event of a subscription, which outlives every reading. */
export function renewReadings(context: Context): void {
  Object.assign(context, openReadings(context, context.viewer));
}

function openReadings({ db }: Services, viewer: Identity | null): Pick<Context, 'now' | 'load'> {
  return { now: new Date(), load: openLoaders(db, viewer) };
}

/** The viewer of an operation that is not open to anyone. */
export function viewerOf(context: Pick<Context, 'viewer'>): Identity {
  if (context.viewer) return context.viewer;
  throw unauthenticated();
}
