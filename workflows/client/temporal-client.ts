import { Client, type ConnectionLike } from '@temporalio/client';
import type { PrismaClient } from '../../prisma/client/client.ts';
import { clientDataConverter } from './data-converter.ts';
import { HistoryCodec } from './history-codec.ts';
import { largePayloads } from './large-payloads.ts';
import { noKeys, type PayloadKeys } from './payload-keys.ts';
import { tracedMessages } from './traced-messages.ts';

export interface TemporalClientOptions {
  connection: ConnectionLike;
  /** Default: `default`. */
  namespace?: string;
  db: PrismaClient;
  /** Default: nothing is encrypted. */
  keys?: PayloadKeys;
}

/** The client that talks to instances: it reads and writes payloads as the workers do. */
export function temporalClient({ connection, namespace, db, keys = noKeys }: TemporalClientOptions): Client {
  const codec = new HistoryCodec({ store: largePayloads(db), keys });
  return new Client({
    connection,
    namespace: namespace ?? 'default',
    dataConverter: clientDataConverter(codec),
    interceptors: { workflow: [tracedMessages] },
  });
}
