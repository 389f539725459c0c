/**
 * Who can sign. A key in a file is one way; a USB token (PKCS#11), an HSM or a remote signing service (CSC API) are others:
 * each only has to keep this interface, so that no code which makes signatures knows where the key lives.
 */
import { createPrivateKey, type KeyObject, sign as signWithKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { decodePem } from './pem.ts';

/** What CAdES puts into `signatureAlgorithm`. Both hash with SHA-256. */
export type SignatureAlgorithm = 'RSA-SHA256' | 'ECDSA-SHA256';

export interface Signer {
  /** DER certificates: the signer's first, then each issuer in turn; the root may be left out. */
  readonly certificateChain: readonly Uint8Array[];
  readonly signatureAlgorithm: SignatureAlgorithm;
  /**
   * Signs `data` (the DER of the CMS signed attributes, some 150 bytes). A service that takes only digests (CSC
   * `signatures/signHash`) hashes it with SHA-256 first. RSA answers PKCS#1 v1.5, ECDSA the DER form of RFC 3279.
   */
  sign(data: Uint8Array): Promise<Uint8Array>;
}

const algorithmsOfKeys: Record<string, SignatureAlgorithm> = { rsa: 'RSA-SHA256', ec: 'ECDSA-SHA256' };

/** A signer from a private key in memory, RSA or elliptic curve. */
export function keySigner(privateKey: KeyObject, certificateChain: readonly Uint8Array[]): Signer {
  const signatureAlgorithm = algorithmsOfKeys[privateKey.asymmetricKeyType ?? ''];
  if (!signatureAlgorithm) {
    throw new Error(
      `Expected an RSA or EC private key, but got ${privateKey.asymmetricKeyType ?? 'a secret key'}.`,
    );
  }
  return {
    certificateChain,
    signatureAlgorithm,
    sign: (data) =>
      new Promise((resolve, reject) => {
        // With a callback Node signs on its thread pool, so that a worker goes on with other activities.
        signWithKey('sha256', data, privateKey, (error, signature) =>
          error ? reject(error) : resolve(new Uint8Array(signature)),
        );
      }),
  };
}

/**
 * A signer from two PEM files: a PKCS#8 private key and the certificate chain (signer's first).
 * Rejects when a file is missing or unreadable.
 */
export async function keyFileSigner(files: { keyFile: string; certificateFile: string }): Promise<Signer> {
  const [key, certificates] = await Promise.all([
    readFile(files.keyFile, 'utf8'),
    readFile(files.certificateFile, 'utf8'),
  ]);
  return keySigner(createPrivateKey(key), decodePem(certificates));
}
