/** The demo authority of the embedded default, opened once in a process. */
import { type CertificateAuthority, openCertificateAuthority } from '../signing/index.ts';

const opened = new Map<string, Promise<CertificateAuthority>>();

/** Its certificates are valid since the beginning of last year, for documents of the past. */
export function demoAuthority(folder: string): Promise<CertificateAuthority> {
  const validFrom = new Date(Date.UTC(new Date().getUTCFullYear() - 1, 0, 1));
  const authority = opened.get(folder) ?? openCertificateAuthority(folder, { validFrom });
  opened.set(folder, authority);
  // What failed is tried again by whoever asks next.
  authority.catch(() => opened.delete(folder));
  return authority;
}
