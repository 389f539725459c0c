/**
 * Verifies every signature of a PDF in the terms of ETSI EN 319 102-1: passed, failed, or not to be decided, with the reason in
 * words (Circular 15/2025/TT-BKHCN asks for the signer, the authority, the time, integrity, and validity at the time).
 */
import { createHash } from 'node:crypto';
import * as asn1js from 'asn1js';
import {
  type Attribute,
  Certificate,
  ContentInfo,
  getCrypto,
  IssuerAndSerialNumber,
  SignedData,
  type SignerInfo,
} from 'pkijs';
import type { Bilingual } from '../job.ts';
import {
  allowsUse,
  derOf,
  findPath,
  parseRevocationLists,
  revocationStatus,
  serialNumber,
} from './certificate-path.ts';
import { objectIdentifiers } from './cms.ts';
import { readAttribute } from './distinguished-name.ts';
import { laterChanges } from './later-changes.ts';
import { type FileProblem, type FoundSignature, findSignatures } from './signed-ranges.ts';

export interface VerifyOptions {
  /** DER certificates. */
  trustedRoots: readonly Uint8Array[];
  /** DER. Without a current list of each issuer on the path the verdict stays INDETERMINATE. */
  crls?: readonly Uint8Array[];
  /**
   * 'skip': do without revocation lists, and pass a signature although its certificate may be revoked (`revoked` is then
   * `null`). Default: 'require'.
   */
  revocation?: 'require' | 'skip';
  /**
   * The moment by which the file is proven to have existed, e.g. its registered arrival: expiry and revocation after it do no
   * harm. Default: now.
   */
  validationTime?: Date;
}

export type Verdict = 'TOTAL_PASSED' | 'INDETERMINATE' | 'TOTAL_FAILED';

/** ETSI EN 319 102-1, 5.1.3, and one of ours: DOCUMENT_CHANGED, for updates that change what was signed. */
export type SubIndication =
  | 'FORMAT_FAILURE'
  | 'HASH_FAILURE'
  | 'SIG_CRYPTO_FAILURE'
  | 'DOCUMENT_CHANGED'
  | 'REVOKED'
  | 'EXPIRED'
  | 'NOT_YET_VALID'
  | 'NO_SIGNING_CERTIFICATE_FOUND'
  | 'NO_CERTIFICATE_CHAIN_FOUND'
  | 'CHAIN_CONSTRAINTS_FAILURE'
  | 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE'
  | 'REVOKED_NO_POE'
  | 'OUT_OF_BOUNDS_NO_POE'
  | 'TRY_LATER'
  | 'SIG_CONSTRAINTS_FAILURE'
  | 'GENERIC';

export interface SignatureReport {
  /** `null`: no field of the document shows this signature. */
  fieldName: string | null;
  /** Common name of the certificate. */
  signerName: string | null;
  organisation: string | null;
  /** E.g. "VATVN-0101234567" (tax code) or "GO:VN-H26.01" (agency code). */
  organisationIdentifier: string | null;
  /** The signer's own number in the certificate: staff or citizen number, tax or agency code. */
  identifier: string | null;
  /** Serial number of the certificate, hexadecimal. */
  serial: string | null;
  /** Common name of the issuing authority. */
  issuer: string | null;
  /** As the signer states it; not proven by a time stamp. */
  signedAt: Date | null;
  reasonGiven: string | null;
  location: string | null;
  /** What was signed is there unchanged, and nothing but signatures was added since. */
  integrity: boolean;
  /** Nothing at all was added since. */
  coversWholeDocument: boolean;
  chain: 'trusted' | 'untrusted';
  /** The certificates on the path were within their periods of validity at `signedAt`. */
  validAtSigning: boolean;
  /** `null`: not known, for want of a current revocation list. */
  revoked: boolean | null;
  /** DER of the certificates from the signer's to the root, to be kept with the file; empty when there is no path. */
  certificatePath: Uint8Array[];
  verdict: Verdict;
  /** `null` when passed. */
  subIndication: SubIndication | null;
  reason: Bilingual;
}

export interface VerificationReport {
  /** The file itself cannot be read; there may be signatures even so. */
  problem: { code: FileProblem; message: Bilingual } | null;
  /** In the order of signing. */
  signatures: SignatureReport[];
  /** The worst of all; `null` without signatures. */
  verdict: Verdict | null;
}

// ------------------------------------------------------------------------------------------------------------ messages

const problems: Record<FileProblem, Bilingual> = {
  NOT_A_PDF: { vi: 'Tệp không phải là PDF.', en: 'The file is not a PDF.' },
  ENCRYPTED: {
    vi: 'Tệp PDF được đặt mật khẩu, không kiểm tra được.',
    en: 'The PDF is encrypted and cannot be checked.',
  },
  DAMAGED: { vi: 'Tệp PDF bị hỏng, không đọc được.', en: 'The PDF is damaged and cannot be read.' },
};

type Outcome = Pick<SignatureReport, 'verdict' | 'subIndication' | 'reason'>;

function failed(subIndication: SubIndication, vi: string, en: string): Outcome {
  return { verdict: 'TOTAL_FAILED', subIndication, reason: { vi, en } };
}

function undecided(subIndication: SubIndication, vi: string, en: string): Outcome {
  return { verdict: 'INDETERMINATE', subIndication, reason: { vi, en } };
}

const outcomes = {
  passed: {
    verdict: 'TOTAL_PASSED',
    subIndication: null,
    reason: { vi: 'Chữ ký số hợp lệ.', en: 'The signature is valid.' },
  },
  passedUnchecked: {
    verdict: 'TOTAL_PASSED',
    subIndication: null,
    reason: {
      vi: 'Chữ ký số hợp lệ; chưa kiểm tra việc thu hồi chứng thư số.',
      en: 'The signature is valid; whether its certificate was revoked has not been checked.',
    },
  },
  badRange: failed(
    'FORMAT_FAILURE',
    'Vùng dữ liệu được ký không hợp lệ.',
    'The range of signed bytes is malformed.',
  ),
  badContents: failed('FORMAT_FAILURE', 'Dữ liệu chữ ký số bị hỏng.', 'The signature itself is malformed.'),
  noField: failed(
    'FORMAT_FAILURE',
    'Chữ ký số không còn gắn với ô chữ ký nào của văn bản.',
    'The signature no longer belongs to any field of the document.',
  ),
  badDigest: failed(
    'HASH_FAILURE',
    'Văn bản đã bị thay đổi sau khi ký.',
    'The document was changed after it was signed.',
  ),
  badSignature: failed(
    'SIG_CRYPTO_FAILURE',
    'Chữ ký số không khớp với chứng thư số của người ký.',
    "The signature does not match the signer's certificate.",
  ),
  changed: failed(
    'DOCUMENT_CHANGED',
    'Nội dung văn bản đã được cập nhật sau khi ký, không chỉ bằng việc ký thêm.',
    'The document was updated after it was signed, and not only by further signatures.',
  ),
  changesUnreadable: undecided(
    'GENERIC',
    'Không xác định được những thay đổi sau khi ký vì cấu trúc tệp PDF không chuẩn.',
    'What was changed after signing cannot be told, because the structure of the PDF is irregular.',
  ),
  unsupported: undecided(
    'GENERIC',
    'Định dạng chữ ký số chưa được hỗ trợ kiểm tra.',
    'Signatures of this format cannot be checked yet.',
  ),
  noCertificate: undecided(
    'NO_SIGNING_CERTIFICATE_FOUND',
    'Không tìm thấy đúng chứng thư số của người ký trong chữ ký.',
    "The signer's certificate is not in the signature, or not the one that was signed with.",
  ),
  weak: undecided(
    'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
    'Chữ ký dùng thuật toán băm hoặc độ dài khóa không còn an toàn.',
    'The signature uses a digest algorithm or a key length that is no longer safe.',
  ),
  untrusted: undecided(
    'NO_CERTIFICATE_CHAIN_FOUND',
    'Chứng thư số không do cơ quan chứng thực được tin cậy cấp.',
    'The certificate was not issued by a trusted authority.',
  ),
  wrongUse: undecided(
    'CHAIN_CONSTRAINTS_FAILURE',
    'Chứng thư số không được cấp để ký số.',
    'The certificate was not issued for signing.',
  ),
  noTime: undecided(
    'GENERIC',
    'Chữ ký không ghi thời điểm ký.',
    'The signature does not state when it was made.',
  ),
  future: undecided(
    'SIG_CONSTRAINTS_FAILURE',
    'Thời điểm ký ghi trong chữ ký nằm ở tương lai.',
    'The stated time of signing lies in the future.',
  ),
  notYetValid: failed(
    'NOT_YET_VALID',
    'Chứng thư số chưa có hiệu lực tại thời điểm ký.',
    'The certificate was not yet valid at the time of signing.',
  ),
  expired: failed(
    'EXPIRED',
    'Chứng thư số đã hết hạn tại thời điểm ký.',
    'The certificate had expired at the time of signing.',
  ),
  expiredSince: undecided(
    'OUT_OF_BOUNDS_NO_POE',
    'Chứng thư số đã hết hạn và không có bằng chứng chữ ký được tạo trước đó.',
    'The certificate has expired since, and nothing proves that the signature was made before.',
  ),
  revoked: failed(
    'REVOKED',
    'Chứng thư số đã bị thu hồi trước thời điểm ký.',
    'The certificate had been revoked before the time of signing.',
  ),
  revokedSince: undecided(
    'REVOKED_NO_POE',
    'Chứng thư số đã bị thu hồi và không có bằng chứng chữ ký được tạo trước đó.',
    'The certificate has been revoked since, and nothing proves that the signature was made before.',
  ),
  unknownStatus: undecided(
    'TRY_LATER',
    'Không có danh sách thu hồi còn hiệu lực để kiểm tra chứng thư số.',
    'There is no current revocation list to check the certificate against.',
  ),
} as const satisfies Record<string, Outcome>;

// ----------------------------------------------------------------------------------------------------------------- CMS

const supportedFormats = new Set(['ETSI.CAdES.detached', 'adbe.pkcs7.detached']);
/** Of other construction: digests of SHA-1 inside, a bare RSA value, or a time stamp of the whole document. */
const otherFormats = new Set(['adbe.pkcs7.sha1', 'adbe.x509.rsa_sha1', 'ETSI.RFC3161']);

/** Digests that may carry a signature, with their names in Node. SHA-1 and older may not. */
const digestNames: Record<string, { node: string; web: string }> = {
  [objectIdentifiers.sha256]: { node: 'sha256', web: 'SHA-256' },
  '2.16.840.1.101.3.4.2.2': { node: 'sha384', web: 'SHA-384' },
  '2.16.840.1.101.3.4.2.3': { node: 'sha512', web: 'SHA-512' },
};
/** Bits of an RSA modulus. */
const shortestRsaKey = 2048;

interface ParsedSignature {
  signedData: SignedData;
  signerInfo: SignerInfo;
  certificates: Certificate[];
}

/** Elements of an ASN.1 SEQUENCE; empty for anything else. */
function elementsOf(value: unknown): unknown[] {
  return value instanceof asn1js.Sequence ? value.valueBlock.value : [];
}

/** `null` unless it is SignedData of exactly one signer, followed by zeros only. */
function parseContents(contents: Uint8Array): ParsedSignature | null {
  try {
    const bytes = new Uint8Array(contents);
    const { offset, result } = asn1js.fromBER(bytes);
    if (offset <= 0 || bytes.subarray(offset).some((byte) => byte !== 0)) return null;
    if (elementsOf(result).length !== 2) return null;
    const contentInfo = new ContentInfo({ schema: result });
    if (contentInfo.contentType !== objectIdentifiers.signedData) return null;
    const signedData = new SignedData({ schema: contentInfo.content });
    const [signerInfo, another] = signedData.signerInfos;
    if (!signerInfo || another || signedData.encapContentInfo.eContent) return null;
    const certificates = (signedData.certificates ?? []).filter((item) => item instanceof Certificate);
    return { signedData, signerInfo, certificates };
  } catch {
    return null;
  }
}

function attributeOf(signerInfo: SignerInfo, type: string): Attribute | undefined {
  return signerInfo.signedAttrs?.attributes.find((attribute) => attribute.type === type);
}

function octetsOf(value: unknown): Buffer | null {
  return value instanceof asn1js.OctetString ? Buffer.from(value.valueBlock.valueHexView) : null;
}

/**
 * The certificate that the signature names, if the signing-certificate attribute confirms it. PAdES demands that attribute; the
 * older `adbe.pkcs7.detached` does not.
 */
function signerCertificate(
  { signerInfo, certificates }: ParsedSignature,
  isPades: boolean,
): Certificate | null {
  const { sid } = signerInfo;
  const found = certificates.find(
    (certificate) =>
      sid instanceof IssuerAndSerialNumber &&
      certificate.issuer.isEqual(sid.issuer) &&
      certificate.serialNumber.isEqual(sid.serialNumber),
  );
  if (!found) return null;
  const attribute = attributeOf(signerInfo, objectIdentifiers.signingCertificateV2);
  if (!attribute) return isPades ? null : found;
  const [identifiers] = elementsOf(attribute.values[0]);
  const [identifier] = elementsOf(identifiers);
  const parts = elementsOf(identifier);
  const [algorithm] = elementsOf(parts[0]);
  const name =
    algorithm instanceof asn1js.ObjectIdentifier
      ? digestNames[algorithm.valueBlock.toString()]
      : digestNames[objectIdentifiers.sha256];
  const expected = parts.map(octetsOf).find((octets) => octets !== null);
  if (!name || !expected) return null;
  return createHash(name.node).update(derOf(found)).digest().equals(expected) ? found : null;
}

/** The `signing-time` attribute of older signatures; PAdES has the time in the dictionary instead. */
function attributeTime(signerInfo: SignerInfo): Date | null {
  const value: unknown = attributeOf(signerInfo, objectIdentifiers.signingTime)?.values[0];
  return value instanceof asn1js.UTCTime || value instanceof asn1js.GeneralizedTime ? value.toDate() : null;
}

function isStrong(certificate: Certificate): boolean {
  const key = certificate.subjectPublicKeyInfo.parsedKey;
  if (!key || !('modulus' in key)) return true;
  const modulus = Buffer.from(key.modulus.valueBlock.valueHexView)
    .toString('hex')
    .replace(/^(00)+/, '');
  return modulus.length * 4 >= shortestRsaKey;
}

/** Whether the signed attributes state this digest of the content, as CMS demands (RFC 5652, 5.6). */
function statesDigest(signerInfo: SignerInfo, digest: Buffer): boolean {
  const stated = octetsOf(attributeOf(signerInfo, objectIdentifiers.messageDigest)?.values[0]);
  return stated?.equals(digest) ?? false;
}

async function matchesKey(
  { signerInfo }: ParsedSignature,
  certificate: Certificate,
  signedBytes: Uint8Array<ArrayBuffer>,
  digestName: string,
): Promise<boolean> {
  try {
    return await getCrypto(true).verifyWithPublicKey(
      signedBytes,
      signerInfo.signature,
      certificate.subjectPublicKeyInfo,
      signerInfo.signatureAlgorithm,
      digestName,
    );
  } catch {
    return false;
  }
}

// ------------------------------------------------------------------------------------------------------------- verdict

interface Anchors {
  trustedRoots: Certificate[];
  crls: ReturnType<typeof parseRevocationLists>;
  revocation: 'require' | 'skip';
  validationTime: Date;
}

/** Clocks of signers may be ahead by that much. */
const clockTolerance = 5 * 60_000;

async function judgeCertificate(
  certificate: Certificate,
  others: readonly Certificate[],
  signedAt: Date | null,
  anchors: Anchors,
): Promise<Outcome & Pick<SignatureReport, 'chain' | 'validAtSigning' | 'revoked' | 'certificatePath'>> {
  const path = await findPath(certificate, others, anchors.trustedRoots);
  const isWithin = (moment: Date) =>
    (path ?? [certificate]).every(
      ({ notBefore, notAfter }) => notBefore.value <= moment && moment <= notAfter.value,
    );
  const validAtSigning = signedAt !== null && isWithin(signedAt);
  const { validationTime } = anchors;
  const status = path
    ? await revocationStatus(path, anchors.crls, validationTime)
    : { kind: 'unknown' as const };
  const facts = {
    chain: path ? ('trusted' as const) : ('untrusted' as const),
    validAtSigning,
    revoked: status.kind === 'unknown' ? null : status.kind === 'revoked' && status.at <= validationTime,
    certificatePath: (path ?? []).map((item) => new Uint8Array(derOf(item))),
  };
  const outcome = (): Outcome => {
    if (!path) return outcomes.untrusted;
    if (!allowsUse(certificate, 'digitalSignature', 'nonRepudiation')) return outcomes.wrongUse;
    if (!isStrong(certificate)) return outcomes.weak;
    if (!signedAt) return outcomes.noTime;
    if (signedAt.getTime() > validationTime.getTime() + clockTolerance) return outcomes.future;
    if (!validAtSigning) {
      return path.some(({ notBefore }) => signedAt < notBefore.value)
        ? outcomes.notYetValid
        : outcomes.expired;
    }
    if (status.kind === 'revoked' && status.at <= signedAt) return outcomes.revoked;
    if (status.kind === 'revoked' && status.at <= validationTime) return outcomes.revokedSince;
    if (!isWithin(validationTime)) return outcomes.expiredSince;
    if (status.kind !== 'unknown') return outcomes.passed;
    return anchors.revocation === 'skip' ? outcomes.passedUnchecked : outcomes.unknownStatus;
  };
  return { ...facts, ...outcome() };
}

async function judgeSignature(
  pdf: Uint8Array,
  found: FoundSignature,
  anchors: Anchors,
): Promise<SignatureReport> {
  const end = found.byteRange ? found.byteRange[2] + found.byteRange[3] : 0;
  const blank: Omit<SignatureReport, keyof Outcome> = {
    fieldName: found.fieldName,
    signerName: found.name,
    organisation: null,
    organisationIdentifier: null,
    identifier: null,
    serial: null,
    issuer: null,
    signedAt: found.claimedTime,
    reasonGiven: found.reason,
    location: found.location,
    integrity: false,
    coversWholeDocument: found.contents !== null && end === pdf.length,
    chain: 'untrusted',
    validAtSigning: false,
    revoked: null,
    certificatePath: [],
  };
  if (!found.byteRange || !found.contents) return { ...blank, ...outcomes.badRange };
  if (otherFormats.has(found.subFilter ?? '')) return { ...blank, ...outcomes.unsupported };
  const parsed = parseContents(found.contents);
  if (!parsed) return { ...blank, ...outcomes.badContents };

  const certificate = signerCertificate(parsed, found.subFilter === 'ETSI.CAdES.detached');
  const named: typeof blank = certificate
    ? {
        ...blank,
        signerName: readAttribute(certificate.subject, 'commonName') ?? found.name,
        organisation: readAttribute(certificate.subject, 'organisation'),
        organisationIdentifier: readAttribute(certificate.subject, 'organisationIdentifier'),
        identifier: readAttribute(certificate.subject, 'serialNumber'),
        serial: serialNumber(certificate),
        issuer: readAttribute(certificate.issuer, 'commonName'),
      }
    : blank;
  const { signerInfo } = parsed;
  const digestName = digestNames[signerInfo.digestAlgorithm.algorithmId];
  if (!digestName) return { ...named, ...outcomes.weak };
  const [start, length, next, rest] = found.byteRange;
  const content = [pdf.subarray(start, start + length), pdf.subarray(next, next + rest)];
  const digest = createHash(digestName.node);
  for (const part of content) digest.update(part);
  if (signerInfo.signedAttrs && !statesDigest(signerInfo, digest.digest())) {
    return { ...named, ...outcomes.badDigest };
  }
  if (!certificate) return { ...named, ...outcomes.noCertificate };
  const signedBytes = signerInfo.signedAttrs
    ? new Uint8Array(signerInfo.signedAttrs.encodedValue)
    : new Uint8Array(Buffer.concat(content));
  if (!(await matchesKey(parsed, certificate, signedBytes, digestName.web))) {
    return { ...named, ...outcomes.badSignature };
  }

  named.signedAt ??= attributeTime(signerInfo);
  const judged = await judgeCertificate(certificate, parsed.certificates, named.signedAt, anchors);
  if (found.fieldName === null) return { ...named, ...judged, ...outcomes.noField };
  if (!supportedFormats.has(found.subFilter ?? '')) return { ...named, ...judged, ...outcomes.unsupported };
  const changes = blank.coversWholeDocument ? ({ kind: 'permitted' } as const) : laterChanges(pdf, end);
  if (changes.kind === 'forbidden') return { ...named, ...judged, ...outcomes.changed };
  if (changes.kind === 'unreadable') return { ...named, ...judged, ...outcomes.changesUnreadable };
  return { ...named, ...judged, integrity: true };
}

function worst(verdicts: readonly Verdict[]): Verdict | null {
  const order: Verdict[] = ['TOTAL_FAILED', 'INDETERMINATE', 'TOTAL_PASSED'];
  return order.find((verdict) => verdicts.includes(verdict)) ?? null;
}

// -------------------------------------------------------------------------------------------------------------- public

/**
 * Verifies all signatures of a file. Never throws on what the file contains: a file that is no PDF has a `problem`, a damaged
 * signature a verdict.
 *
 * @example
 * const { verdict, signatures } = await verifyPdf(pdf, await authority.trust());
 */
export async function verifyPdf(pdf: Uint8Array, options: VerifyOptions): Promise<VerificationReport> {
  const anchors: Anchors = {
    trustedRoots: options.trustedRoots.map((der) => Certificate.fromBER(new Uint8Array(der))),
    crls: parseRevocationLists(options.crls ?? []),
    revocation: options.revocation ?? 'require',
    validationTime: options.validationTime ?? new Date(),
  };
  const found = await findSignatures(pdf);
  const signatures: SignatureReport[] = [];
  for (const signature of found.signatures) signatures.push(await judgeSignature(pdf, signature, anchors));
  return {
    problem: found.problem && { code: found.problem, message: problems[found.problem] },
    signatures,
    verdict: worst(signatures.map(({ verdict }) => verdict)),
  };
}
