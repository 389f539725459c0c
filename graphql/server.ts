/**
 * The API as one handler of Node's HTTP server: /graphql (operations, uploads by the multipart convention, subscriptions over
 * Server-Sent Events), /files/:id and /metrics. Who a request comes from is found out by the caller's `authenticate`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Client } from '@temporalio/client';
import { GraphQLError } from 'graphql/index.js';
import { createYoga, type YogaServerInstance } from 'graphql-yoga';
import { type Logger, pino } from 'pino';
import type { Scanner } from '../activities/antivirus/scanner.ts';
import type { ObjectStorage } from '../activities/environment.ts';
import { type Span, traced } from '../activities/tracing.ts';
import type { PrismaClient } from '../prisma/client/client.ts';
import { type Identity, identify, type Principal } from './authorisation/identity.ts';
import { openChangeFeed } from './change-feed.ts';
import { clientAddress } from './client-address.ts';
import { openContext, type Services } from './context.ts';
import type { Exchange, Report, ServerContext } from './exchange.ts';
import { download } from './files/download.ts';
import { maximumFileBytes } from './files/upload-file.ts';
import { type Language, preferredLanguage } from './language.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { send, signalOf, toRequest } from './node-http.ts';
import { openNotificationFeed } from './notifications/notification-feed.ts';
import { translateErrors } from './plugins/translate-error.ts';
import {
  type ComplexityLimits,
  defaultComplexityLimits,
  useComplexityLimit,
} from './plugins/use-complexity-limit.ts';
import { useErrorTranslation } from './plugins/use-error-translation.ts';
import { defaultRateLimits, type RateLimits, useRateLimit } from './plugins/use-rate-limit.ts';
import { useReport } from './plugins/use-report.ts';
import { defaultSubscriptionLimit, useSubscriptionLimit } from './plugins/use-subscription-limit.ts';
import { defaultTimeoutMs, useTimeout } from './plugins/use-timeout.ts';
import { schema } from './schema.ts';
import { createSystemMetrics } from './system-metrics.ts';

export type { Identity, Principal };

export interface ApiOptions {
  db: PrismaClient;
  temporal: Client;
  /** Whether workers with dispatchers are there (WorkContext). Default: no. */
  timersAreSwept?: boolean;
  storage: ObjectStorage;
  /** Null for nobody that is known. */
  authenticate: (request: Request) => Promise<Principal | null>;
  /** Address of the web interface, e.g. "http://127.0.0.1:8080". */
  publicUrl: string;
  scan: Scanner;
  /** Addresses and networks of proxies whose `X-Forwarded-For` is believed. Default: none. */
  trustedProxies?: readonly string[];
  /** For the connection that listens for changes. Default: the environment's DATABASE_URL. */
  databaseUrl?: string;
  log?: Logger;
  rateLimits?: RateLimits;
  complexityLimits?: ComplexityLimits;
  /** Subscriptions that one caller may have open. */
  subscriptionLimit?: number;
  timeoutMs?: number;
}

export interface Api {
  /** Answers a request to one of the API's paths; anything else gets 404. */
  handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void>;
  /** The same without Node's HTTP. */
  fetch(request: Request, address?: string): Promise<Response>;
  /** Ends every subscription and the connection that listens. */
  close(): Promise<void>;
}

/** The multipart envelope around the largest file. */
const envelopeBytes = 64 * 1024;

/** @example createServer((request, response) => void api.handle(request, response)).listen(8080, '127.0.0.1') */
export function createApi(options: ApiOptions): Api {
  const { db } = options;
  const publicUrl = options.publicUrl.replace(/\/+$/, '');
  const log = options.log ?? pino({ name: 'api' });
  const metrics = createMetrics();
  const changes = openChangeFeed(options.databaseUrl ?? process.env.DATABASE_URL ?? '', log);
  const notifications = openNotificationFeed(db, changes, log);
  const addressOf = clientAddress(options.trustedProxies ?? []);
  const services: Services = { ...options, publicUrl, log, changes, notifications };
  const yoga = openYoga(services, options);
  const systemMetrics = createSystemMetrics({ db, temporal: options.temporal, log });

  const findViewer = async (request: Request): Promise<Identity | null> => {
    const principal = await options.authenticate(request);
    return principal && identify(db, principal);
  };

  const route = async (request: Request, address: string): Promise<Response> => {
    const { pathname } = new URL(request.url);
    if (pathname === '/metrics' && isReading(request)) return metricsOf(metrics, await systemMetrics());
    const file = /^\/files\/([^/]+)$/.exec(pathname)?.[1];
    if (pathname !== '/graphql' && !(file && isReading(request))) return new Response(null, { status: 404 });
    const exchange: Exchange = {
      viewer: await findViewer(request),
      language: languageOf(request),
      address,
      signal: request.signal,
      report: { kind: 'none', operation: null, code: 'OK' },
    };
    if (file) return download(openContext(services, exchange), request, file);
    return traced('operation', { kind: 'server' }, (span) =>
      answer(yoga, request, { exchange, span, metrics, log }),
    );
  };

  const fetch = async (request: Request, address = 'unknown'): Promise<Response> => {
    try {
      return await route(request, address);
    } catch (error) {
      return failure(error, languageOf(request), log);
    }
  };

  return {
    fetch,
    async handle(incoming, outgoing) {
      const request = toRequest(incoming, publicUrl, signalOf(outgoing));
      await send(await fetch(request, addressOf(incoming)), outgoing);
    },
    close: () => changes.close(),
  };
}

// ── Operations ─────────────────────────────────────────────────────────────────────────────────

type Yoga = YogaServerInstance<ServerContext, object>;

function openYoga(services: Services, options: ApiOptions): Yoga {
  return createYoga<ServerContext, object>({
    schema,
    context: ({ exchange }) => openContext(services, exchange),
    // biome-ignore lint/correctness/useHookAtTopLevel: yoga names its plugins like hooks of React; they are none
    plugins: usePlugins(services, options),
    fetchAPI: { Request, Response, Headers, FormData, File, Blob, ReadableStream, TextEncoder, URL },
    maxRequestBodySize: maximumFileBytes + envelopeBytes,
    // The error translation masks, in the caller's language.
    maskedErrors: false,
    // The web interface has the same origin, portals are no browsers.
    cors: false,
    graphiql: false,
    landingPage: false,
    logging: false,
  });
}

function usePlugins({ log }: Services, options: ApiOptions) {
  const { rateLimits, complexityLimits, subscriptionLimit, timeoutMs } = options;
  return [
    useErrorTranslation(log),
    useReport(),
    useRateLimit(rateLimits ?? defaultRateLimits),
    useComplexityLimit(complexityLimits ?? defaultComplexityLimits),
    useSubscriptionLimit(subscriptionLimit ?? defaultSubscriptionLimit),
    useTimeout(timeoutMs ?? defaultTimeoutMs),
  ];
}

async function answer(
  yoga: Yoga,
  request: Request,
  { exchange, span, metrics, log }: { exchange: Exchange; span: Span; metrics: Metrics; log: Logger },
): Promise<Response> {
  const start = performance.now();
  const response = await yoga.fetch(request, { exchange });
  const { report, viewer } = exchange;
  const seconds = (performance.now() - start) / 1000;
  metrics.countOperation(report.kind, report.code, seconds);
  const { traceId } = span;
  const seen = {
    viewer: viewer?.username ?? null,
    ms: Math.round(seconds * 1000),
    ...(traceId ? { traceId } : {}),
  };
  log.info({ ...report, ...seen }, 'operation');
  nameOperation(span, report);
  if (report.kind === 'subscription' && response.body) {
    metrics.openSubscriptions(1);
    exchange.signal.addEventListener('abort', () => metrics.openSubscriptions(-1), { once: true });
  }
  return response;
}

/** The name that a client gives its operation is as long as it likes. */
function nameOperation(span: Span, { kind, operation, code }: Report): void {
  const name = operation?.slice(0, 80);
  span.rename(['GraphQL', kind, name].filter(Boolean).join(' '));
  span.set({ 'graphql.operation.type': kind, ...(name ? { 'graphql.operation.name': name } : {}) });
  if (code !== 'OK') span.fail(code);
}

// ── Other answers ──────────────────────────────────────────────────────────────────────────────

function isReading({ method }: Request): boolean {
  return method === 'GET' || method === 'HEAD';
}

function languageOf(request: Request): Language {
  return preferredLanguage(request.headers.get('accept-language'));
}

function metricsOf(metrics: Metrics, ofSystem: string): Response {
  return new Response(metrics.print() + ofSystem, {
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
  });
}

/** Before any operation: nobody could be asked who this is. */
function failure(error: unknown, language: Language, log: Logger): Response {
  const original = error instanceof Error ? error : new Error(String(error));
  const translated = translateErrors(new GraphQLError('', { originalError: original }), language, log);
  const errors = translated.map(({ message, extensions: { code } }) => ({ message, extensions: { code } }));
  return Response.json({ errors }, { status: 503, headers: { 'retry-after': '5' } });
}
