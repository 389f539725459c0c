/** Secrets of one installation, made on first use and kept in the data folder, readable by its owner alone. */
import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';

/** Signs the embedded provider's tokens (RS256). */
export async function signingKey(folder: string): Promise<JWK & { kid: string }> {
  const text = await secret(folder, 'oidc-signing.jwk', async () => {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    const jwk = await exportJWK(privateKey);
    return JSON.stringify({ ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'RS256', use: 'sig' });
  });
  return JSON.parse(text);
}

/** What others may know of it: what its signatures are checked with. */
export function publicPart({ kty, n, e, kid, alg, use }: JWK): JWK {
  return { kty, n, e, kid, alg, use } as JWK;
}

/** Encrypts the session cookies: 32 bytes. */
export async function sessionKey(folder: string): Promise<Uint8Array> {
  return Buffer.from(await secret(folder, 'session.key', randomSecret), 'base64url');
}

/** Signs the embedded provider's own cookies. */
export async function providerCookieKey(folder: string): Promise<string> {
  return secret(folder, 'oidc-cookie.key', randomSecret);
}

/** Password of the embedded PostgreSQL. */
export async function databasePassword(folder: string): Promise<string> {
  return secret(folder, 'postgres.password', randomSecret);
}

/** What our own storage server is asked with. */
export async function storageSecret(folder: string): Promise<string> {
  return secret(folder, 'storage.secret', randomSecret);
}

async function randomSecret(): Promise<string> {
  return randomBytes(32).toString('base64url');
}

/** Written beside and linked into place: of two processes that start at once, both get what one of them made. */
async function secret(folder: string, name: string, make: () => Promise<string>): Promise<string> {
  const file = join(folder, name);
  const existing = await readFile(file, 'utf8').catch(() => undefined);
  if (existing) return existing;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;
  await writeFile(draft, await make(), { mode: 0o600 });
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(draft);
  return readFile(file, 'utf8');
}
