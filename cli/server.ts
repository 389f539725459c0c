/** The HTTP server: API, sign-in, files of the web interface, health. A child of `congvan up`, or on its own in production. */
import { createServer, type ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { type Client, Connection } from '@temporalio/client';
import { openScanner } from '../activities/antivirus/scanner.ts';
import { type Api, createApi } from '../graphql/server.ts';
import type { PrismaClient } from '../prisma/client/client.ts';
import { openDatabase } from '../prisma/database.ts';
import {
  removeSettled,
  removeUnneededPayloads,
  tellAllDoubtful,
  temporalClient,
} from '../workflows/client/index.ts';
import { type Configuration, ConfigurationError, readConfiguration } from './configuration.ts';
import { removeExpired } from './oidc/adapter.ts';
import { providerPath } from './oidc/provider.ts';
import { openStorage } from './open-storage.ts';
import { createSignIn, type Handler, type SignIn } from './sign-in.ts';
import { createStaticFiles } from './static-files.ts';
import { startTracing } from './tracing.ts';

export interface RunningServer {
  close(): Promise<void>;
}

const interfaceFolder = fileURLToPath(new URL('../admin-ui/dist', import.meta.url));
const apiPaths = ['/graphql', '/files', '/metrics'];
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** How long requests under way may take to be answered at the end. Subscriptions, open for ever, go on at another process at once. */
const closingMs = 8_000;

export async function startServer(configuration: Configuration): Promise<RunningServer> {
  const stopTracing = await startTracing(configuration, 'congvan-api');
  const db = openDatabase(configuration.databaseUrl, { poolSize: 20 });
  const connection = Connection.lazy({ address: configuration.temporalAddress });
  const temporal = temporalClient({
    connection,
    namespace: configuration.temporalNamespace,
    db,
    keys: configuration.payloadKeys,
  });
  const signIn = await createSignIn(db, configuration);
  const api = createApi({
    db,
    temporal,
    timersAreSwept: true,
    databaseUrl: configuration.databaseUrl,
    storage: await openStorage(configuration),
    trustedProxies: configuration.trustedProxies,
    authenticate: signIn.authenticate,
    publicUrl: configuration.publicUrl,
    scan: openScanner({ clamdAddress: configuration.clamdAddress ?? undefined }),
  });
  const handle = createHandler(configuration, { db, temporal, api, signIn });
  const open = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    open.add(response);
    response.once('close', () => open.delete(response));
    handle(request, response).catch((error: unknown) => {
      console.error(error);
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end('Internal error\n');
    });
  });
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen({ port: configuration.port, host: configuration.host }, done);
  });
  // One that died before may have left steps whose workflow task was lost with Temporal.
  tellAllDoubtful(db);
  const retention = configuration.messageRetentionDays * dayMs;
  const clean = () =>
    Promise.all([
      removeExpired(db),
      removeUnneededPayloads(db, temporal),
      removeSettled(db, new Date(Date.now() - retention)),
    ]);
  const cleaning = setInterval(() => void clean().catch(console.error), hourMs);

  return {
    async close() {
      clearInterval(cleaning);
      await api.close();
      const closed = new Promise((done) => server.close(done));
      server.closeIdleConnections();
      for (const response of open) {
        if (isEventStream(response)) response.destroy();
        // A balancer would send its next request by the same connection.
        else if (!response.headersSent) response.setHeader('connection', 'close');
      }
      const cut = setTimeout(() => server.closeAllConnections(), closingMs);
      await closed;
      clearTimeout(cut);
      await connection.close();
      await db.$disconnect();
      await stopTracing();
    },
  };
}

function isEventStream(response: ServerResponse): boolean {
  return String(response.getHeader('content-type')).startsWith('text/event-stream');
}

interface Parts {
  db: PrismaClient;
  temporal: Client;
  api: Api;
  signIn: SignIn;
}

function createHandler({ publicUrl }: Configuration, { db, temporal, api, signIn }: Parts): Handler {
  const { relyingParty, provider } = signIn;
  const staticFiles = createStaticFiles(interfaceFolder);

  return async (request, response) => {
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('referrer-policy', 'same-origin');
    response.setHeader('x-frame-options', 'SAMEORIGIN');
    if (publicUrl.startsWith('https:')) response.setHeader('strict-transport-security', 'max-age=31536000');
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    if (path === '/healthz') return answer(response, 200, { status: 'ok' });
    if (path === '/readyz') return ready(db, temporal, response);
    if (provider && isUnder(path, providerPath)) return provider(request, response);
    if (isUnder(path, '/auth')) return relyingParty(request, response);
    if (apiPaths.some((prefix) => isUnder(path, prefix))) return api.handle(request, response);
    return staticFiles(request, response);
  };
}

function isUnder(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}

// ── Health ─────────────────────────────────────────────────────────────────────────────────────

/** Ready: everything that a request needs answers. */
async function ready(db: PrismaClient, temporal: Client, response: ServerResponse): Promise<void> {
  const [database, server] = await Promise.all([
    works(db.$queryRaw`select 1`),
    works(temporal.workflowService.getSystemInfo({})),
  ]);
  return answer(response, database && server ? 200 : 503, { database, temporal: server });
}

function works(check: Promise<unknown>): Promise<boolean> {
  return check.then(
    () => true,
    () => false,
  );
}

async function answer(response: ServerResponse, status: number, body: unknown): Promise<void> {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

// ── As a process ───────────────────────────────────────────────────────────────────────────────

if (import.meta.main) {
  try {
    const server = await startServer(readConfiguration(process.env));
    process.once('SIGTERM', () => void server.close().then(() => process.exit(0)));
    process.send?.('ready');
  } catch (error) {
    console.error(error instanceof ConfigurationError ? error.message : error);
    process.exit(1);
  }
}
