/** Signing and verifying: everything other rooms may use. */

export type {
  AuthorityOptions,
  CertificateAuthority,
  Credential,
  RevocationReason,
} from './certificate-authority.ts';
export { openCertificateAuthority } from './certificate-authority.ts';
export type { OrganisationIdentity, PersonIdentity } from './distinguished-name.ts';
export type {
  AnnexAppearance,
  Appearance,
  PersonalAppearance,
  Placement,
  SealAppearance,
  SigningErrorCode,
  SignOptions,
} from './pades.ts';
export { SigningError, signPdf } from './pades.ts';
export type { SignatureAlgorithm, Signer } from './signer.ts';
export { keyFileSigner, keySigner } from './signer.ts';
export type { SignatureReport, SubIndication, Verdict, VerificationReport, VerifyOptions } from './verify.ts';
export { verifyPdf } from './verify.ts';
