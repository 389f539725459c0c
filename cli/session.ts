/** What a browser holds after sign-in: an encrypted cookie that says who it is and until when. Nothing is kept on the server. */
import { EncryptJWT, jwtDecrypt } from 'jose';

export const sessionCookie = 'congvan_session';
export const sessionSeconds = 8 * 60 * 60;

export interface Session {
  /** OpenID subject. */
  subject: string;
  /** For the provider's sign-out. */
  idToken: string;
}

/** @param purpose bound into the token, so that one kind of cookie cannot pass for another */
export async function seal(
  key: Uint8Array,
  purpose: string,
  content: Record<string, unknown>,
  seconds: number,
): Promise<string> {
  return new EncryptJWT(content)
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .setAudience(purpose)
    .setIssuedAt()
    .setExpirationTime(`${seconds}s`)
    .encrypt(key);
}

/** Null for what is not ours, was changed, or is over. */
export async function unseal(
  key: Uint8Array,
  purpose: string,
  token: string | undefined,
): Promise<Record<string, unknown> | null> {
  if (!token) return null;
  try {
    const { payload } = await jwtDecrypt(token, key, {
      audience: purpose,
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
    return payload;
  } catch {
    return null;
  }
}

export async function readSession(key: Uint8Array, cookies: Map<string, string>): Promise<Session | null> {
  const content = await unseal(key, sessionCookie, cookies.get(sessionCookie));
  if (typeof content?.subject !== 'string' || typeof content.idToken !== 'string') return null;
  return { subject: content.subject, idToken: content.idToken };
}

/** Cookies by name (RFC 6265, section 4.2.1). */
export function parseCookies(header: string | null | undefined): Map<string, string> {
  const pairs = (header ?? '').split(';').flatMap((part): [string, string][] => {
    const at = part.indexOf('=');
    return at < 0 ? [] : [[part.slice(0, at).trim(), part.slice(at + 1).trim()]];
  });
  return new Map(pairs);
}

/** A `Set-Cookie` value that scripts cannot read and other sites' requests do not carry. */
export function cookie(
  name: string,
  value: string,
  options: { path: string; seconds: number; secure: boolean },
): string {
  const parts = [
    `${name}=${value}`,
    `Path=${options.path}`,
    `Max-Age=${options.seconds}`,
    'HttpOnly',
    'SameSite=Lax',
  ];
  return [...parts, ...(options.secure ? ['Secure'] : [])].join('; ');
}
