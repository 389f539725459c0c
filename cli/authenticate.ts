/**
 * Who a request comes from: a bearer token (RFC 6750; a JWT access token, RFC 9068) or the web interface's session cookie.
 * What the principal may do is the API's business.
 */
import { createRemoteJWKSet, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Principal } from '../graphql/authorisation/identity.ts';
import type { PrismaClient } from '../prisma/client/client.ts';
import type { Configuration } from './configuration.ts';
import { parseCookies, readSession } from './session.ts';

export interface AuthenticateOptions {
  db: PrismaClient;
  configuration: Pick<Configuration, 'oidc' | 'publicUrl'>;
  sessionKey: Uint8Array;
  /** Keys that sign access tokens; by default fetched from the issuer when first needed. */
  keys?: JWTVerifyGetKey;
}

/** Null: nobody that we know, or a request that another site made the browser send. */
export type Authenticate = (request: Request) => Promise<Principal | null>;

export function createAuthenticate(options: AuthenticateOptions): Authenticate {
  const keys = options.keys ?? issuerKeys(options.configuration.oidc.issuer);
  return async (request) => {
    const bearer = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
    if (bearer) return principalOfToken(options, keys, bearer);
    if (isForged(request, options.configuration.publicUrl)) return null;
    const session = await readSession(options.sessionKey, parseCookies(request.headers.get('cookie')));
    return session && findPerson(options.db, session.subject);
  };
}

// ── Bearer tokens ──────────────────────────────────────────────────────────────────────────────

async function principalOfToken(
  { db, configuration }: AuthenticateOptions,
  keys: JWTVerifyGetKey,
  token: string,
): Promise<Principal | null> {
  const payload = await verify(token, keys, configuration.oidc);
  if (!payload?.sub) return null;
  // A client that acts for itself is its own subject (RFC 9068, section 2.2).
  if (payload.sub === payload.client_id) return { clientId: payload.sub };
  return findPerson(db, payload.sub);
}

async function verify(
  token: string,
  keys: JWTVerifyGetKey,
  { issuer, audience }: Configuration['oidc'],
): Promise<JWTPayload | null> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
      requiredClaims: ['exp', 'sub'],
    });
    return payload;
  } catch {
    return null;
  }
}

async function findPerson(db: PrismaClient, username: string): Promise<Principal | null> {
  const person = await db.person.findUnique({
    where: { username },
    select: { id: true, active: true, side: true },
  });
  return person?.active && person.side !== 'SYSTEM' ? { personId: person.id } : null;
}

/** Where the issuer publishes its keys is in its discovery document (OpenID Connect Discovery 1.0, section 4). */
function issuerKeys(issuer: string): JWTVerifyGetKey {
  let found: Promise<JWTVerifyGetKey> | undefined;
  const discover = async (): Promise<JWTVerifyGetKey> => {
    const response = await fetch(`${issuer}/.well-known/openid-configuration`);
    const { jwks_uri } = (await response.json()) as { jwks_uri: string };
    return createRemoteJWKSet(new URL(jwks_uri));
  };
  return async (header, token) => {
    found ??= discover();
    try {
      return await (await found)(header, token);
    } catch (error) {
      found = undefined;
      throw error;
    }
  };
}

// ── Cookies ────────────────────────────────────────────────────────────────────────────────────

/**
 * Cross-site request forgery: a browser adds the cookie to a request that another site's page makes. A request that changes
 * something counts only when it comes from our own page (its Origin is ours), or carries the header that no other site can add
 * without our leave (it makes the browser ask first, and we never allow it).
 */
function isForged(request: Request, publicUrl: string): boolean {
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return false;
  const origin = request.headers.get('origin');
  if (origin !== null) return origin !== new URL(publicUrl).origin && origin !== ownOrigin(request);
  return request.headers.get('x-congvan-csrf') !== '1';
}

/** The address that the browser itself used. */
function ownOrigin(request: Request): string {
  const host = request.headers.get('host');
  return host ? `${new URL(request.url).protocol}//${host}` : new URL(request.url).origin;
}
