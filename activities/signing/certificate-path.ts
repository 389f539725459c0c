/** From a signer's certificate to a trusted root (RFC 5280, 6), and whether one on the way was revoked. */

import * as asn1js from 'asn1js';
import { BasicConstraints, type Certificate, CertificateRevocationList, type Extension } from 'pkijs';

const pathLimit = 8;

const extensionTypes = {
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
} as const;

/** A critical extension that is not understood makes a certificate unusable (RFC 5280, 4.2). */
const understoodExtensions = new Set([
  extensionTypes.keyUsage,
  extensionTypes.basicConstraints,
  '2.5.29.14',
  '2.5.29.17',
  '2.5.29.31',
  '2.5.29.32',
  '2.5.29.35',
  '2.5.29.37',
  '1.3.6.1.5.5.7.1.3',
]);

/** Bits of RFC 5280, 4.2.1.3. */
export type KeyUsage = 'digitalSignature' | 'nonRepudiation' | 'keyCertSign' | 'cRLSign';
const keyUsageBits: Record<KeyUsage, number> = {
  digitalSignature: 0x80,
  nonRepudiation: 0x40,
  keyCertSign: 0x04,
  cRLSign: 0x02,
};

function extensionOf(certificate: Certificate, type: string): Extension | undefined {
  return certificate.extensions?.find(({ extnID }) => extnID === type);
}

/** Without the extension every use is allowed. */
export function allowsUse(certificate: Certificate, ...uses: KeyUsage[]): boolean {
  const extension = extensionOf(certificate, extensionTypes.keyUsage);
  if (!extension) return true;
  const { result } = asn1js.fromBER(extension.extnValue.valueBlock.valueHexView);
  const bits = result instanceof asn1js.BitString ? (result.valueBlock.valueHexView[0] ?? 0) : 0;
  return uses.some((use) => (bits & keyUsageBits[use]) !== 0);
}

export function derOf(certificate: Certificate): Buffer {
  return Buffer.from(certificate.toSchema().toBER());
}

function isUnderstood(certificate: Certificate): boolean {
  return (certificate.extensions ?? []).every(
    ({ critical, extnID }) => !critical || understoodExtensions.has(extnID),
  );
}

/** `below`: how many authorities stand between this one and the signer. */
function mayIssue(certificate: Certificate, below: number): boolean {
  const parsed = extensionOf(certificate, extensionTypes.basicConstraints)?.parsedValue;
  if (!(parsed instanceof BasicConstraints) || !parsed.cA) return false;
  const limit = parsed.pathLenConstraint;
  const isShortEnough =
    limit === undefined ||
    Number(limit instanceof asn1js.Integer ? limit.valueBlock.valueDec : limit) >= below;
  return isShortEnough && allowsUse(certificate, 'keyCertSign') && isUnderstood(certificate);
}

async function isIssuedBy(certificate: Certificate, issuer: Certificate): Promise<boolean> {
  if (!certificate.issuer.isEqual(issuer.subject)) return false;
  try {
    return await certificate.verify(issuer);
  } catch {
    // An algorithm or a key that cannot be used verifies nothing.
    return false;
  }
}

/**
 * The certificates from the signer's to a trusted root, both included; `null` when there is no such path. Validity periods are
 * not looked at: they are a question of time, not of trust.
 */
export async function findPath(
  signer: Certificate,
  others: readonly Certificate[],
  trustedRoots: readonly Certificate[],
): Promise<Certificate[] | null> {
  const roots = new Set(trustedRoots.map((root) => derOf(root).toString('base64')));
  const isRoot = (certificate: Certificate) => roots.has(derOf(certificate).toString('base64'));
  const candidates = [...trustedRoots, ...others];

  async function extend(path: Certificate[]): Promise<Certificate[] | null> {
    const last = path.at(-1);
    if (!last) return null;
    if (isRoot(last)) return path;
    if (path.length >= pathLimit) return null;
    for (const issuer of candidates) {
      if (path.includes(issuer) || !mayIssue(issuer, path.length - 1)) continue;
      if (!(await isIssuedBy(last, issuer))) continue;
      const found = await extend([...path, issuer]);
      if (found) return found;
    }
    return null;
  }
  return isUnderstood(signer) ? extend([signer]) : null;
}

export type RevocationStatus =
  | { kind: 'good' }
  | { kind: 'revoked'; at: Date }
  /** No list that is signed by the issuer and still current at that time. */
  | { kind: 'unknown' };

/** Only complete lists of an issuer itself: no delta lists, no indirect or partial ones. Those say so in critical extensions. */
async function isUsable(list: CertificateRevocationList, issuer: Certificate, time: Date): Promise<boolean> {
  if (!list.issuer.isEqual(issuer.subject) || !allowsUse(issuer, 'cRLSign')) return false;
  if (list.crlExtensions?.extensions.some(({ critical }) => critical)) return false;
  if (!list.nextUpdate || list.nextUpdate.value < time) return false;
  try {
    return await list.verify({ issuerCertificate: issuer });
  } catch {
    return false;
  }
}

function serialOf(serial: asn1js.Integer): string {
  return Buffer.from(serial.valueBlock.valueHexView)
    .toString('hex')
    .replace(/^(00)+/, '')
    .toUpperCase();
}

/** Upper-case hexadecimal without leading zeros. */
export function serialNumber(certificate: Certificate): string {
  return serialOf(certificate.serialNumber);
}

/** The worst of the certificates below the root: revoked at the earliest moment, else unknown, else good. */
export async function revocationStatus(
  path: readonly Certificate[],
  lists: readonly CertificateRevocationList[],
  time: Date,
): Promise<RevocationStatus> {
  let worst: RevocationStatus = { kind: 'good' };
  for (const [index, certificate] of path.slice(0, -1).entries()) {
    const issuer = path[index + 1];
    if (!issuer) break;
    const usable: CertificateRevocationList[] = [];
    for (const list of lists) if (await isUsable(list, issuer, time)) usable.push(list);
    const serial = serialNumber(certificate);
    const entries = usable.flatMap((list) =>
      (list.revokedCertificates ?? []).filter((entry) => serialOf(entry.userCertificate) === serial),
    );
    for (const { revocationDate } of entries) {
      const at = revocationDate.value;
      if (worst.kind !== 'revoked' || at < worst.at) worst = { kind: 'revoked', at };
    }
    if (usable.length === 0 && worst.kind === 'good') worst = { kind: 'unknown' };
  }
  return worst;
}

/** Unreadable lists are left out: their absence shows as an unknown status. */
export function parseRevocationLists(lists: readonly Uint8Array[]): CertificateRevocationList[] {
  return lists.flatMap((der) => {
    try {
      return [CertificateRevocationList.fromBER(new Uint8Array(der))];
    } catch {
      return [];
    }
  });
}
