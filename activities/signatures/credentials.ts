/** Who signs, and with which certificate. */
import type { PrismaClient } from '../../prisma/client/client.ts';
import { JobError } from '../job.ts';
import type { Credential } from '../signing/index.ts';
import { demoAuthority } from './demo-authority.ts';

/** Somebody whose signature is about to be made. */
export interface SigningParty {
  name: string;
  /** "Phó Giám đốc"; none for an agency. */
  title: string | null;
  organisationName: string | null;
  /** Body above the agency, whose name runs along the seal's ring. */
  superiorName: string | null;
  signerId: string | null;
  agencyCode: string | null;
  taxCode: string | null;
  credential: Credential;
}

export async function personalParty(
  db: PrismaClient,
  pkiFolder: string,
  personId: string,
): Promise<SigningParty> {
  const person = await db.person.findUnique({
    where: { id: personId },
    include: { agency: true, enterprise: true },
  });
  if (!person?.active) {
    throw new JobError('UNKNOWN_SIGNER', 'Người ký không có hoặc không còn hoạt động trong hệ thống.');
  }
  const { agency, enterprise } = person;
  const authority = await demoAuthority(pkiFolder);
  const organisation = agency
    ? { organisation: { name: agency.name, agencyCode: agency.code } }
    : enterprise
      ? { organisation: { name: enterprise.name, taxCode: enterprise.taxCode } }
      : {};
  const title = person.title ? { title: person.title } : {};
  return {
    name: person.name,
    title: person.title,
    organisationName: agency?.name ?? enterprise?.name ?? null,
    superiorName: null,
    signerId: person.id,
    agencyCode: person.agencyCode,
    taxCode: person.taxCode,
    credential: await authority.person({
      name: person.name,
      identifier: person.username,
      ...title,
      ...organisation,
    }),
  };
}

export async function agencyParty(
  db: PrismaClient,
  pkiFolder: string,
  agencyCode: string,
): Promise<SigningParty> {
  const agency = await db.agency.findUniqueOrThrow({
    where: { code: agencyCode },
    include: { parent: true },
  });
  const authority = await demoAuthority(pkiFolder);
  return {
    name: agency.name,
    title: null,
    organisationName: agency.name,
    superiorName: agency.parent?.name ?? null,
    signerId: null,
    agencyCode: agency.code,
    taxCode: null,
    credential: await authority.agency({ name: agency.name, agencyCode: agency.code }),
  };
}
