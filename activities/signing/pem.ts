/** RFC 7468: DER in base64 between two lines. */

/** @example encodePem('CERTIFICATE', der) */
export function encodePem(label: 'CERTIFICATE' | 'X509 CRL', der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/** Every block of a file, whatever its label. */
export function decodePem(text: string): Uint8Array[] {
  const blocks = text.matchAll(/-----BEGIN [A-Z0-9 ]+-----([A-Za-z0-9+/=\s]+)-----END [A-Z0-9 ]+-----/g);
  return [...blocks].map(([, base64 = '']) => new Uint8Array(Buffer.from(base64, 'base64')));
}
