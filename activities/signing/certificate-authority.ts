/**
 * The demo authority ("Cơ quan chứng thực demo"): a root, an issuing authority below it, and certificates for persons,
 * agencies (their seal) and enterprises, so that every signature of a demo or a test is a real one. It has no value in law:
 * production uses certificates of a licensed authority through the same {@link Signer}.
 *
 * Layout of the folder: `root/`, `issuing/` and `holders/<kind>-<hash>-<n>/`, each with `key.pem` (PKCS#8, mode 0600) and
 * `certificate.pem` (own certificate first, then the issuer's); `revoked/<serial>.json`. Each of these folders is written
 * under another name and then renamed, so that several processes may open one authority at the same time.
 */
import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as asn1js from 'asn1js';
import {
  AccessDescription,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  CertificateRevocationList,
  CRLDistributionPoints,
  DistributionPoint,
  Extension,
  Extensions,
  GeneralName,
  InfoAccess,
  RevokedCertificate,
  Time,
} from 'pkijs';
import { z } from 'zod';
import {
  type NameEntry,
  organisationName,
  type PersonIdentity,
  personName,
  toName,
} from './distinguished-name.ts';
import { decodePem, encodePem } from './pem.ts';
import { keyFileSigner, type Signer } from './signer.ts';

const day = 86_400_000;
const year = 365 * day;

const keyAlgorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
} as const;

export interface AuthorityOptions {
  /**
   * Where `root.crl`, `issuing.crl`, `root.crt` and `issuing.crt` will be served, without a slash at the end. Certificates
   * carry these addresses only if it is given: a verifier that cannot reach a named address reports an error.
   */
  publicUrl?: string;
  /** Certificates made now are valid from then on: for demo documents of the past. Default: a day ago. */
  validFrom?: Date;
  /** Default: the system clock. */
  now?: () => Date;
}

/** RFC 5280, 5.3.1, the reasons that make sense for a holder. */
export type RevocationReason =
  | 'unspecified'
  | 'keyCompromise'
  | 'affiliationChanged'
  | 'superseded'
  | 'cessationOfOperation';

/** A holder's key and certificate. */
export interface Credential {
  /** Hexadecimal, upper case, as {@link verifyPdf} reports it. */
  serial: string;
  /** DER. */
  certificate: Uint8Array;
  validFrom: Date;
  validTo: Date;
  signer: Signer;
}

export interface CertificateAuthority {
  readonly folder: string;
  /** DER. */
  readonly rootCertificate: Uint8Array;
  /** DER. */
  readonly issuingCertificate: Uint8Array;
  /**
   * The holder's credential, made on first use; the same identity gets the same one, until it is revoked or runs out: then a
   * new one. A changed name or title is another identity, hence another certificate.
   */
  person(identity: PersonIdentity): Promise<Credential>;
  /** An agency's seal. */
  agency(identity: { name: string; agencyCode: string }): Promise<Credential>;
  /** An enterprise's seal. */
  enterprise(identity: { name: string; taxCode: string }): Promise<Credential>;
  /** Takes effect in the next list. Revoking again changes nothing: the first moment counts. */
  revoke(serial: string, revocation?: { at?: Date; reason?: RevocationReason }): Promise<void>;
  /** Certificate revocation lists as of now, DER: the root's, then the issuing authority's. Valid for 7 days. */
  revocationLists(): Promise<{ root: Uint8Array; issuing: Uint8Array }>;
  /** What {@link verifyPdf} needs to trust this authority. */
  trust(): Promise<{ trustedRoots: Uint8Array[]; crls: Uint8Array[] }>;
}

// ---------------------------------------------------------------------------------------------------------------- keys

interface Authority {
  key: CryptoKey;
  certificate: Certificate;
  der: Uint8Array;
}

interface Issue {
  subject: readonly NameEntry[];
  /** `null`: signs itself. */
  issuer: Authority | null;
  role: 'root' | 'issuing' | 'holder';
  validFrom: Date;
  validTo: Date;
  publicUrl: string | undefined;
}

function extension(extnID: string, critical: boolean, value: { toBER(): ArrayBuffer }): Extension {
  return new Extension({ extnID, critical, extnValue: value.toBER() });
}

/** Bits of RFC 5280, 4.2.1.3, from the left. */
const keyUsage = {
  authority: new asn1js.BitString({ valueHex: new Uint8Array([0b0000_0110]).buffer, unusedBits: 1 }),
  holder: new asn1js.BitString({ valueHex: new Uint8Array([0b1100_0000]).buffer, unusedBits: 6 }),
};

function distributionPoint(url: string): Extension {
  const names = [new GeneralName({ type: 6, value: url })];
  const points = new CRLDistributionPoints({
    distributionPoints: [new DistributionPoint({ distributionPoint: names })],
  });
  return extension('2.5.29.31', false, points.toSchema());
}

function issuerAddress(url: string): Extension {
  const access = new InfoAccess({
    accessDescriptions: [
      new AccessDescription({
        accessMethod: '1.3.6.1.5.5.7.48.2',
        accessLocation: new GeneralName({ type: 6, value: url }),
      }),
    ],
  });
  return extension('1.3.6.1.5.5.7.1.1', false, access.toSchema());
}

async function keyIdentifier(certificate: Certificate): Promise<ArrayBuffer> {
  const digest = createHash('sha1')
    .update(certificate.subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView)
    .digest();
  return new Uint8Array(digest).buffer;
}

function withoutMilliseconds(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / 1000) * 1000);
}

function certificateTime(moment: Date): Time {
  // RFC 5280, 4.1.2.5: UTCTime through 2049, GeneralizedTime later.
  return new Time({ type: moment.getUTCFullYear() < 2050 ? 0 : 1, value: withoutMilliseconds(moment) });
}

/** A positive number of 128 random bits. */
function newSerial(): asn1js.Integer {
  const bytes = new Uint8Array(randomBytes(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return new asn1js.Integer({ valueHex: bytes.buffer });
}

async function issueCertificate(keys: CryptoKeyPair, issue: Issue): Promise<Certificate> {
  const certificate = new Certificate();
  certificate.version = 2;
  certificate.serialNumber = newSerial();
  certificate.subject = toName(issue.subject);
  certificate.issuer = issue.issuer?.certificate.subject ?? certificate.subject;
  certificate.notBefore = certificateTime(issue.validFrom);
  certificate.notAfter = certificateTime(issue.validTo);
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey);

  const isAuthority = issue.role !== 'holder';
  const constraints = {
    root: new BasicConstraints({ cA: true }),
    issuing: new BasicConstraints({ cA: true, pathLenConstraint: 0 }),
    holder: new BasicConstraints(),
  }[issue.role];
  const subjectKey = new asn1js.OctetString({ valueHex: await keyIdentifier(certificate) });
  const issuerKey = new asn1js.OctetString({
    valueHex: await keyIdentifier(issue.issuer?.certificate ?? certificate),
  });
  const issuerName = issue.role === 'issuing' ? 'root' : 'issuing';
  certificate.extensions = [
    extension('2.5.29.19', true, constraints.toSchema()),
    extension('2.5.29.15', true, isAuthority ? keyUsage.authority : keyUsage.holder),
    extension('2.5.29.14', false, subjectKey),
    extension('2.5.29.35', false, new AuthorityKeyIdentifier({ keyIdentifier: issuerKey }).toSchema()),
    ...(issue.publicUrl && issue.issuer
      ? [
          distributionPoint(`${issue.publicUrl}/${issuerName}.crl`),
          issuerAddress(`${issue.publicUrl}/${issuerName}.crt`),
        ]
      : []),
  ];
  await certificate.sign(issue.issuer?.key ?? keys.privateKey, 'SHA-256');
  return certificate;
}

// -------------------------------------------------------------------------------------------------------------- folder

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** Makes `folder` with these files at once, or leaves the one that is already there. */
async function createFolder(folder: string, files: Record<string, string>): Promise<void> {
  const draft = `${folder}.${randomBytes(6).toString('hex')}.draft`;
  await mkdir(draft, { recursive: true, mode: 0o700 });
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(draft, name), content, { mode: name === 'key.pem' ? 0o600 : 0o644 });
  }
  try {
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
  }
}

async function exists(folder: string): Promise<boolean> {
  try {
    await readdir(folder);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

async function createKeyAndCertificate(folder: string, issue: Issue): Promise<void> {
  const keys = await crypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
  const certificate = await issueCertificate(keys, issue);
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const chain = [
    new Uint8Array(certificate.toSchema(true).toBER()),
    ...(issue.issuer ? [issue.issuer.der] : []),
  ];
  await createFolder(folder, {
    'key.pem': `-----BEGIN PRIVATE KEY-----\n${pkcs8.match(/.{1,64}/g)?.join('\n')}\n-----END PRIVATE KEY-----\n`,
    'certificate.pem': chain.map((der) => encodePem('CERTIFICATE', der)).join(''),
  });
}

function firstBlock(pem: string, file: string): Uint8Array<ArrayBuffer> {
  const [der] = decodePem(pem);
  if (!der)
    throw new Error(
      `Expected a PEM block in ${file}, but found none. Remove its folder to have it made anew.`,
    );
  return new Uint8Array(der);
}

async function readAuthority(folder: string): Promise<Authority> {
  const keyFile = join(folder, 'key.pem');
  const certificateFile = join(folder, 'certificate.pem');
  const der = firstBlock(await readFile(certificateFile, 'utf8'), certificateFile);
  const pkcs8 = firstBlock(await readFile(keyFile, 'utf8'), keyFile);
  const key = await crypto.subtle.importKey('pkcs8', pkcs8, keyAlgorithm, false, ['sign']);
  return { key, certificate: Certificate.fromBER(der), der };
}

async function openAuthority(folder: string, issue: Issue): Promise<Authority> {
  if (!(await exists(folder))) await createKeyAndCertificate(folder, issue);
  return readAuthority(folder);
}

async function readCredential(folder: string): Promise<Credential> {
  const certificateFile = join(folder, 'certificate.pem');
  const certificate = firstBlock(await readFile(certificateFile, 'utf8'), certificateFile);
  const parsed = new X509Certificate(certificate);
  return {
    serial: parsed.serialNumber,
    certificate,
    validFrom: parsed.validFromDate,
    validTo: parsed.validToDate,
    signer: await keyFileSigner({ keyFile: join(folder, 'key.pem'), certificateFile }),
  };
}

// ---------------------------------------------------------------------------------------------------------- revocation

const revocationReasons: Record<RevocationReason, number> = {
  unspecified: 0,
  keyCompromise: 1,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
};

const revocationRecord = z.object({
  at: z.iso.datetime(),
  reason: z.enum([
    'unspecified',
    'keyCompromise',
    'affiliationChanged',
    'superseded',
    'cessationOfOperation',
  ]),
});

type Revocation = z.output<typeof revocationRecord> & { serial: string };

async function readRevocations(folder: string): Promise<Revocation[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
  return Promise.all(
    files.map(async (file) => ({
      ...revocationRecord.parse(JSON.parse(await readFile(join(folder, file), 'utf8'))),
      serial: file.slice(0, -'.json'.length),
    })),
  );
}

async function signRevocationList(
  authority: Authority,
  revocations: Revocation[],
  now: Date,
): Promise<Uint8Array> {
  const list = new CertificateRevocationList();
  list.version = 1;
  list.issuer = authority.certificate.subject;
  list.thisUpdate = certificateTime(now);
  list.nextUpdate = certificateTime(new Date(now.getTime() + 7 * day));
  if (revocations.length > 0) {
    list.revokedCertificates = revocations.map(
      ({ serial, at, reason }) =>
        new RevokedCertificate({
          userCertificate: new asn1js.Integer({
            valueHex: new Uint8Array(Buffer.from(serial, 'hex')).buffer,
          }),
          revocationDate: certificateTime(new Date(at)),
          ...(reason === 'unspecified'
            ? {}
            : {
                crlEntryExtensions: new Extensions({
                  extensions: [
                    extension(
                      '2.5.29.21',
                      false,
                      new asn1js.Enumerated({ value: revocationReasons[reason] }),
                    ),
                  ],
                }),
              }),
        }),
    );
  }
  const issuerKey = new asn1js.OctetString({ valueHex: await keyIdentifier(authority.certificate) });
  list.crlExtensions = new Extensions({
    extensions: [
      extension('2.5.29.35', false, new AuthorityKeyIdentifier({ keyIdentifier: issuerKey }).toSchema()),
      // RFC 5280, 5.2.3: grows with every list. The clock does, and needs no counter shared between processes.
      extension('2.5.29.20', false, asn1js.Integer.fromBigInt(now.getTime())),
    ],
  });
  await list.sign(authority.key, 'SHA-256');
  return new Uint8Array(list.toSchema(true).toBER());
}

// -------------------------------------------------------------------------------------------------------------- public

/**
 * Opens the demo authority of that folder, and makes it on first use (about half a second: two RSA keys).
 * Opening it again yields the same keys and certificates.
 *
 * @example
 * const authority = await openCertificateAuthority('.congvan/pki');
 * const { signer } = await authority.agency({ name: 'Sở Tài chính', agencyCode: 'H26.01' });
 */
export async function openCertificateAuthority(
  folder: string,
  options: AuthorityOptions = {},
): Promise<CertificateAuthority> {
  const now = options.now ?? (() => new Date());
  const validFrom = options.validFrom ?? new Date(now().getTime() - day);
  const organisation: NameEntry[] = [
    ['country', 'VN'],
    ['organisation', 'Cơ quan chứng thực demo (không có giá trị pháp lý)'],
  ];
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await mkdir(join(folder, 'revoked'), { recursive: true, mode: 0o700 });
  await mkdir(join(folder, 'holders'), { recursive: true, mode: 0o700 });

  const root = await openAuthority(join(folder, 'root'), {
    subject: [...organisation, ['commonName', 'Cơ quan chứng thực demo - Gốc']],
    issuer: null,
    role: 'root',
    validFrom,
    validTo: new Date(now().getTime() + 20 * year),
    publicUrl: options.publicUrl,
  });
  const issuing = await openAuthority(join(folder, 'issuing'), {
    subject: [...organisation, ['commonName', 'Cơ quan chứng thực demo']],
    issuer: root,
    role: 'issuing',
    validFrom,
    validTo: new Date(now().getTime() + 10 * year),
    publicUrl: options.publicUrl,
  });

  async function credential(kind: string, subject: readonly NameEntry[]): Promise<Credential> {
    const hash = createHash('sha256').update(JSON.stringify(subject)).digest('hex').slice(0, 16);
    const revoked = new Set((await readRevocations(join(folder, 'revoked'))).map(({ serial }) => serial));
    for (let generation = 1; ; generation += 1) {
      const holderFolder = join(folder, 'holders', `${kind}-${hash}-${generation}`);
      if (!(await exists(holderFolder))) {
        const issuingFrom = issuing.certificate.notBefore.value.getTime();
        await createKeyAndCertificate(holderFolder, {
          subject,
          issuer: issuing,
          role: 'holder',
          validFrom: new Date(Math.max(validFrom.getTime(), issuingFrom)),
          validTo: new Date(now().getTime() + 3 * year),
          publicUrl: options.publicUrl,
        });
      }
      const found = await readCredential(holderFolder);
      if (!revoked.has(found.serial) && found.validTo > now()) return found;
    }
  }

  async function revoke(
    serial: string,
    { at, reason = 'unspecified' }: { at?: Date; reason?: RevocationReason } = {},
  ): Promise<void> {
    if (!/^[0-9A-F]{2,40}$/.test(serial)) {
      throw new Error(
        `Expected a serial number in upper-case hexadecimal, but got "${serial.slice(0, 60)}".`,
      );
    }
    const record = { at: withoutMilliseconds(at ?? now()).toISOString(), reason };
    const file = join(folder, 'revoked', `${serial}.json`);
    try {
      await writeFile(file, `${JSON.stringify(record)}\n`, { flag: 'wx' });
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
  }

  async function revocationLists(): Promise<{ root: Uint8Array; issuing: Uint8Array }> {
    const revocations = await readRevocations(join(folder, 'revoked'));
    return {
      root: await signRevocationList(root, [], now()),
      issuing: await signRevocationList(issuing, revocations, now()),
    };
  }

  return {
    folder,
    rootCertificate: root.der,
    issuingCertificate: issuing.der,
    person: (identity) => credential('person', personName(identity)),
    agency: (identity) => credential('agency', organisationName(identity)),
    enterprise: (identity) => credential('enterprise', organisationName(identity)),
    revoke,
    revocationLists,
    async trust() {
      const lists = await revocationLists();
      return { trustedRoots: [root.der], crls: [lists.root, lists.issuing] };
    },
  };
}
