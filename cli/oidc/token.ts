import { randomUUID } from 'node:crypto';
import { importJWK, type JWK, SignJWT } from 'jose';

/** Client under which `congvan token` hands out access tokens. */
const commandLineClient = 'congvan-cli';

/**
 * An access token as the embedded provider issues them (RFC 9068), signed with its key from the data folder: whoever can read
 * that file could do so anyway.
 * @param subject user name, or client id for a token of that client itself
 */
export async function mintToken(options: {
  key: JWK & { kid: string };
  issuer: string;
  audience: string;
  subject: string;
  client?: string;
  /** Default 8 hours. */
  seconds?: number;
}): Promise<string> {
  const { key, issuer, audience, subject, client = commandLineClient, seconds = 8 * 3600 } = options;
  return new SignJWT({ client_id: client, scope: 'api' })
    .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: key.kid })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(subject)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime(`${seconds}s`)
    .sign(await importJWK(key, 'RS256'));
}
