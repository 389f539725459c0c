/**
 * How the web interface signs people in: /auth/login sends the browser to the OpenID provider (authorization code with PKCE),
 * /auth/callback turns the answer into the session cookie, /auth/logout ends both.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as client from 'openid-client';
import type { Configuration } from '../configuration.ts';
import {
  cookie,
  parseCookies,
  readSession,
  seal,
  sessionCookie,
  sessionSeconds,
  unseal,
} from '../session.ts';

export interface RelyingPartyOptions {
  configuration: Pick<Configuration, 'publicUrl' | 'oidc'>;
  sessionKey: Uint8Array;
}

/** Between leaving for the provider and coming back; one cookie for each attempt, so that tabs do not disturb one another. */
const attemptCookie = 'congvan_login';
const attemptSeconds = 600;

/** @returns a handler for /auth/login?returnTo=PATH, /auth/callback and /auth/logout */
export function createRelyingParty(
  options: RelyingPartyOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { publicUrl, oidc } = options.configuration;
  const secure = publicUrl.startsWith('https:');
  const callbackUrl = `${publicUrl}/auth/callback`;
  let discovered: Promise<client.Configuration> | undefined;

  /** Asked when first needed: the embedded provider answers on this very server. */
  const provider = async (): Promise<client.Configuration> => {
    discovered ??= discover(oidc);
    try {
      return await discovered;
    } catch (error) {
      discovered = undefined;
      throw error;
    }
  };

  async function login(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    // The cookies belong to the public name: who came by another (localhost) goes on under that.
    const { host } = new URL(publicUrl);
    if (request.headers.host !== host) return redirect(response, `${publicUrl}${url.pathname}${url.search}`);
    const verifier = client.randomPKCECodeVerifier();
    const state = client.randomState();
    const nonce = client.randomNonce();
    const returnTo = safePath(url.searchParams.get('returnTo'));
    const language = url.searchParams.get('lang');
    const target = client.buildAuthorizationUrl(await provider(), {
      redirect_uri: callbackUrl,
      scope: 'openid profile',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
      ...(language ? { ui_locales: language } : {}),
      ...(url.searchParams.has('switch') ? { prompt: 'login' } : {}),
    });
    const attempt = await seal(
      options.sessionKey,
      attemptCookie,
      { verifier, state, nonce, returnTo },
      attemptSeconds,
    );
    response.appendHeader(
      'set-cookie',
      cookie(attemptName(state), attempt, { path: '/auth', seconds: attemptSeconds, secure }),
    );
    redirect(response, target.href);
  }

  async function callback(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const name = attemptName(url.searchParams.get('state') ?? '');
    const attempt = await unseal(
      options.sessionKey,
      attemptCookie,
      parseCookies(request.headers.cookie).get(name),
    );
    // Too late, or the second use of the same answer: a new attempt, which a living session at the provider makes short.
    if (!attempt) return redirect(response, '/auth/login?returnTo=/');
    const tokens = await client
      .authorizationCodeGrant(await provider(), new URL(`${callbackUrl}${url.search}`), {
        pkceCodeVerifier: String(attempt.verifier),
        expectedState: String(attempt.state),
        expectedNonce: String(attempt.nonce),
        idTokenExpected: true,
      })
      .catch((error: unknown) => {
        console.error(`Sign-in refused: ${(error as Error).message}`);
        return undefined;
      });
    response.appendHeader('set-cookie', cookie(name, '', { path: '/auth', seconds: 0, secure }));
    const subject = tokens?.claims()?.sub;
    if (!subject || !tokens.id_token) {
      response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' });
      response.end('Đăng nhập không thành công. Vui lòng thử lại. / Sign-in failed. Please try again.\n');
      return;
    }
    const content = { subject, idToken: tokens.id_token };
    const session = await seal(options.sessionKey, sessionCookie, content, sessionSeconds);
    response.appendHeader(
      'set-cookie',
      cookie(sessionCookie, session, { path: '/', seconds: sessionSeconds, secure }),
    );
    redirect(response, safePath(String(attempt.returnTo)));
  }

  async function logout(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const session = await readSession(options.sessionKey, parseCookies(request.headers.cookie));
    response.appendHeader('set-cookie', cookie(sessionCookie, '', { path: '/', seconds: 0, secure }));
    const configuration = await provider();
    if (!session || !configuration.serverMetadata().end_session_endpoint) return redirect(response, '/');
    const target = client.buildEndSessionUrl(configuration, {
      id_token_hint: session.idToken,
      post_logout_redirect_uri: `${publicUrl}/`,
    });
    redirect(response, target.href);
  }

  return async (request, response) => {
    const url = new URL(request.url ?? '/', publicUrl);
    response.setHeader('cache-control', 'no-store');
    if (url.pathname === '/auth/login') return login(request, response, url);
    if (url.pathname === '/auth/callback') return callback(request, response, url);
    if (url.pathname === '/auth/logout') return logout(request, response);
    response.writeHead(404).end();
  };
}

async function discover(oidc: Configuration['oidc']): Promise<client.Configuration> {
  const issuer = new URL(oidc.issuer);
  return client.discovery(
    issuer,
    oidc.clientId,
    undefined,
    oidc.clientSecret ? client.ClientSecretBasic(oidc.clientSecret) : client.None(),
    issuer.protocol === 'http:' ? { execute: [client.allowInsecureRequests] } : {},
  );
}

function attemptName(state: string): string {
  return `${attemptCookie}_${state.replace(/[^A-Za-z0-9_-]/g, '').slice(0, 16)}`;
}

/** Back to a page of ours, never to another site ("//evil.example", "/\evil.example"). */
export function safePath(path: string | null): string {
  if (!path || !/^\/(?![/\\])/.test(path)) return '/';
  const url = new URL(path, 'http://localhost');
  return url.host === 'localhost' ? `${url.pathname}${url.search}${url.hash}` : '/';
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location }).end();
}
