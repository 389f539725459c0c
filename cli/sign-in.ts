/** Everything that finds out who asks, put together from the configuration and the installation's keys. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createLocalJWKSet } from 'jose';
import type { PrismaClient } from '../prisma/client/client.ts';
import { type Authenticate, createAuthenticate } from './authenticate.ts';
import type { Configuration } from './configuration.ts';
import { providerCookieKey, publicPart, sessionKey, signingKey } from './keys.ts';
import { createEmbeddedProvider } from './oidc/provider.ts';
import { createRelyingParty } from './oidc/relying-party.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface SignIn {
  authenticate: Authenticate;
  /** For what is under /auth. */
  relyingParty: Handler;
  /** For what is under /oidc; null when the issuer is somebody else's. */
  provider: Handler | null;
}

export async function createSignIn(db: PrismaClient, configuration: Configuration): Promise<SignIn> {
  const { keysFolder, oidc } = configuration;
  const cookieKey = await sessionKey(keysFolder);
  const relyingParty = createRelyingParty({ configuration, sessionKey: cookieKey });
  if (!oidc.embedded) {
    return {
      authenticate: createAuthenticate({ db, configuration, sessionKey: cookieKey }),
      relyingParty,
      provider: null,
    };
  }
  const key = await signingKey(keysFolder);
  const provider = { db, configuration, signingKey: key, cookieKey: await providerCookieKey(keysFolder) };
  return {
    authenticate: createAuthenticate({
      db,
      configuration,
      sessionKey: cookieKey,
      keys: createLocalJWKSet({ keys: [publicPart(key)] }),
    }),
    relyingParty,
    provider: createEmbeddedProvider(provider),
  };
}
