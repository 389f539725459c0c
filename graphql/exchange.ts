/** One request and its answer, from when it is known who asks. */
import type { Identity } from './authorisation/identity.ts';
import type { Language } from './language.ts';

export interface Exchange {
  viewer: Identity | null;
  language: Language;
  /** Network address of the caller. */
  address: string;
  /** Aborted when the client is gone, or has everything. */
  signal: AbortSignal;
  /** Filled in on the way, for log and metrics. */
  report: Report;
}

export interface Report {
  kind: 'query' | 'mutation' | 'subscription' | 'none';
  /** Name that the client gave its operation. */
  operation: string | null;
  /** "OK", or the code of the first error. */
  code: string;
}

/** What the server hands to yoga, where plugins find it. */
export interface ServerContext {
  exchange: Exchange;
}
