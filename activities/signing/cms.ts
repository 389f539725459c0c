/** The signature proper: CMS SignedData (RFC 5652) with the signed attributes of CAdES baseline B (ETSI EN 319 122-1, 6.3). */
import { createHash } from 'node:crypto';
import * as asn1js from 'asn1js';
import {
  AlgorithmIdentifier,
  Attribute,
  Certificate,
  ContentInfo,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  SignedAndUnsignedAttributes,
  SignedData,
  SignerInfo,
} from 'pkijs';
import type { SignatureAlgorithm, Signer } from './signer.ts';

export const objectIdentifiers = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  sha256: '2.16.840.1.101.3.4.2.1',
} as const;

/** RSA carries NULL parameters, ECDSA none (RFC 5754, 3.2 and 3.3). */
const algorithmIdentifiers: Record<SignatureAlgorithm, () => AlgorithmIdentifier> = {
  'RSA-SHA256': () =>
    new AlgorithmIdentifier({ algorithmId: '1.2.840.113549.1.1.11', algorithmParams: new asn1js.Null() }),
  'ECDSA-SHA256': () => new AlgorithmIdentifier({ algorithmId: '1.2.840.10045.4.3.2' }),
};

function octetString(bytes: Uint8Array): asn1js.OctetString {
  return new asn1js.OctetString({ valueHex: new Uint8Array(bytes).buffer });
}

/**
 * RFC 5035: binds the certificate into the signature, so that none other of the same key can be put in its place. SHA-256 is
 * the default and left out; so is `issuerSerial`, which CAdES does not require.
 */
function signingCertificateV2(certificate: Uint8Array): asn1js.Sequence {
  const hash = octetString(createHash('sha256').update(certificate).digest());
  const identifier = new asn1js.Sequence({ value: [hash] });
  return new asn1js.Sequence({ value: [new asn1js.Sequence({ value: [identifier] })] });
}

/**
 * A detached signature over the content of that SHA-256 digest, in DER.
 *
 * There is no signing-time attribute: PAdES forbids it (ETSI EN 319 142-1, 6.3), the time stands in the PDF dictionary.
 */
export async function createSignature(digest: Uint8Array, signer: Signer): Promise<Uint8Array> {
  const [signerCertificate] = signer.certificateChain;
  if (!signerCertificate) throw new Error('Expected a signer with a certificate, but its chain is empty.');
  const certificates = signer.certificateChain.map((der) => Certificate.fromBER(new Uint8Array(der)));
  const [certificate = new Certificate()] = certificates;

  const attributes = [
    new Attribute({
      type: objectIdentifiers.contentType,
      values: [new asn1js.ObjectIdentifier({ value: objectIdentifiers.data })],
    }),
    new Attribute({ type: objectIdentifiers.messageDigest, values: [octetString(digest)] }),
    new Attribute({
      type: objectIdentifiers.signingCertificateV2,
      values: [signingCertificateV2(signerCertificate)],
    }),
  ];
  // DER orders the elements of a SET OF by their encoding (X.690, 11.6).
  attributes.sort((a, b) =>
    Buffer.compare(Buffer.from(a.toSchema().toBER()), Buffer.from(b.toSchema().toBER())),
  );
  const signedBytes = new asn1js.Set({ value: attributes.map((attribute) => attribute.toSchema()) }).toBER();

  const digestAlgorithm = new AlgorithmIdentifier({ algorithmId: objectIdentifiers.sha256 });
  const signedData = new SignedData({
    version: 1,
    digestAlgorithms: [digestAlgorithm],
    encapContentInfo: new EncapsulatedContentInfo({ eContentType: objectIdentifiers.data }),
    certificates,
    signerInfos: [
      new SignerInfo({
        version: 1,
        sid: new IssuerAndSerialNumber({
          issuer: certificate.issuer,
          serialNumber: certificate.serialNumber,
        }),
        digestAlgorithm,
        signedAttrs: new SignedAndUnsignedAttributes({ type: 0, attributes }),
        signatureAlgorithm: algorithmIdentifiers[signer.signatureAlgorithm](),
        signature: octetString(await signer.sign(new Uint8Array(signedBytes))),
      }),
    ],
  });
  const contentInfo = new ContentInfo({
    contentType: objectIdentifiers.signedData,
    content: signedData.toSchema(true),
  });
  return new Uint8Array(contentInfo.toSchema().toBER());
}
