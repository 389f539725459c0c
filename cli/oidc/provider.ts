/**
 * The embedded OpenID provider of the default installation: oidc-provider under /oidc, its state in PostgreSQL, the demo
 * accounts, no consent (the clients are our own). Served on loopback only; production sets OIDC_ISSUER.
 */
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JWK } from 'jose';
import Provider, {
  type KoaContextWithOIDC,
  type Configuration as ProviderConfiguration,
} from 'oidc-provider';
import type { PrismaClient } from '../../prisma/client/client.ts';
import type { Configuration } from '../configuration.ts';
import { databaseAdapter } from './adapter.ts';
import {
  contentSecurityPolicy,
  faultPage,
  fonts,
  languageOf,
  signedOutPage,
  signInPage,
  signOutPage,
} from './pages.ts';

export interface EmbeddedProviderOptions {
  db: PrismaClient;
  configuration: Pick<Configuration, 'publicUrl' | 'oidc'>;
  signingKey: JWK;
  cookieKey: string;
}

export const providerPath = '/oidc';
/** The portal's demo client: its secret is its name, like the demo accounts' passwords. */
export const portalClient = 'portal';

const hour = 3600;
const sessionSeconds = 8 * hour;

/** @returns a handler for everything under /oidc */
export function createEmbeddedProvider(
  options: EmbeddedProviderOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { configuration } = options;
  const provider = new Provider(configuration.oidc.issuer, providerConfiguration(options));
  const callback = provider.callback();
  const { host } = new URL(configuration.publicUrl);

  return async (request, response) => {
    response.setHeader('content-security-policy', contentSecurityPolicy);
    const path = (request.url ?? '').slice(providerPath.length);
    if (path.startsWith('/fonts/')) return serveFont(path.slice('/fonts/'.length), response);
    if (path.startsWith('/interaction/')) return signIn(provider, options.db, request, response);
    // The provider writes its addresses from the request: as mounted, and by the public name.
    Object.assign(request, { originalUrl: request.url });
    request.url = path;
    request.headers.host = host;
    await callback(request, response);
  };
}

function providerConfiguration(options: EmbeddedProviderOptions): ProviderConfiguration {
  const { db, configuration, signingKey, cookieKey } = options;
  const { publicUrl, oidc } = configuration;
  const resource = `${publicUrl}/graphql`;
  return {
    adapter: databaseAdapter(db),
    jwks: { keys: [signingKey] },
    cookies: { keys: [cookieKey], long: { signed: true }, short: { signed: true } },
    clients: [
      {
        client_id: oidc.clientId,
        client_name: 'Công văn',
        token_endpoint_auth_method: 'none',
        redirect_uris: [`${publicUrl}/auth/callback`],
        post_logout_redirect_uris: [`${publicUrl}/`],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
      {
        client_id: portalClient,
        client_secret: portalClient,
        token_endpoint_auth_method: 'client_secret_basic',
        redirect_uris: [],
        grant_types: ['client_credentials'],
        response_types: [],
      },
    ],
    scopes: ['openid', 'profile'],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    findAccount: async (_ctx, subject) => {
      const person = await db.person.findUnique({ where: { username: subject } });
      if (!person?.active || person.side === 'SYSTEM') return undefined;
      return {
        accountId: subject,
        claims: () => ({ sub: subject, name: person.name, preferred_username: subject }),
      };
    },
    loadExistingGrant: (ctx) => grantWithoutAsking(ctx, resource),
    interactions: { url: (_ctx, interaction) => `${providerPath}/interaction/${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          ctx.type = 'html';
          ctx.body = signOutPage(languageOf(ctx.oidc.params?.ui_locales as string | undefined), form);
        },
        postLogoutSuccessSource: (ctx) => {
          ctx.type = 'html';
          ctx.body = signedOutPage('vi', publicUrl);
        },
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: 'api',
          audience: oidc.audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: hour,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    ttl: {
      AccessToken: hour,
      ClientCredentials: hour,
      AuthorizationCode: 60,
      IdToken: hour,
      Interaction: hour,
      Grant: sessionSeconds,
      Session: sessionSeconds,
    },
    renderError: (ctx, out) => {
      ctx.type = 'html';
      ctx.body = faultPage('vi', publicUrl, out.error);
    },
  };
}

/** Our own clients need no consent: the grant is made when there is none. */
async function grantWithoutAsking(ctx: KoaContextWithOIDC, resource: string) {
  const { session, client, provider } = ctx.oidc;
  if (!session?.accountId || !client) return undefined;
  const existing = session.grantIdFor(client.clientId);
  const found = existing ? await provider.Grant.find(existing) : undefined;
  if (found) return found;
  const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
  grant.addOIDCScope('openid profile');
  grant.addResourceScope(resource, 'api');
  await grant.save();
  return grant;
}

// ── Sign-in ────────────────────────────────────────────────────────────────────────────────────

async function signIn(
  provider: Provider,
  db: PrismaClient,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '', 'http://localhost');
  const interaction = await provider.interactionDetails(request, response).catch(() => undefined);
  const language = languageOf(
    url.searchParams.get('lang'),
    interaction?.params.ui_locales as string | undefined,
  );
  if (!interaction) return html(response, 400, faultPage(language, '/', 'invalid_request'));

  const form = { language, action: url.pathname };
  if (request.method !== 'POST')
    return html(response, 200, signInPage({ ...form, username: '', failed: false }));

  const entered = await readForm(request);
  const username = (entered.get('username') ?? '').trim().toLowerCase();
  if (!(await isRight(db, username, entered.get('password') ?? '')))
    return html(response, 401, signInPage({ ...form, username, failed: true }));
  await provider.interactionFinished(request, response, { login: { accountId: username } });
}

/** The demo accounts' passwords are their names (configuration.ts keeps them on loopback). */
async function isRight(db: PrismaClient, username: string, password: string): Promise<boolean> {
  const person = await db.person.findUnique({ where: { username } });
  return person?.active === true && person.side !== 'SYSTEM' && password === username;
}

const formLimit = 10_000;

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let body = '';
  for await (const chunk of request) {
    body += chunk;
    if (body.length > formLimit) break;
  }
  return new URLSearchParams(body);
}

function html(response: ServerResponse, status: number, body: string): void {
  response
    .writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
    .end(body);
}

async function serveFont(name: string, response: ServerResponse): Promise<void> {
  const font = fonts.find((known) => `${known}.woff2` === name);
  if (!font) {
    response.writeHead(404).end();
    return;
  }
  const file = new URL(
    import.meta.resolve(`@fontsource/be-vietnam-pro/files/be-vietnam-pro-${font}-normal.woff2`),
  );
  response
    .writeHead(200, { 'content-type': 'font/woff2', 'cache-control': 'public, max-age=31536000, immutable' })
    .end(await readFile(file));
}
