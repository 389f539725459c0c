/** Who is asking, as every rule sees it. */
import { groupsOfUsers } from '../../activities/projection/candidate-groups.ts';
import type { Person, PrismaClient, Role, Side } from '../../prisma/client/client.ts';

/** What `authenticate` found out: a person with a session or token, or a machine with client credentials. */
export type Principal = { personId: string } | { clientId: string };

export interface Identity {
  id: string;
  username: string;
  name: string;
  side: Side;
  roles: readonly Role[];
  agencyCode: string | null;
  taxCode: string | null;
  /** "clerk@H26.01", "member@0199990011", "portal", and the person as a group of one: what tasks and notifications are addressed to. */
  groups: readonly string[];
}

/** Null for a principal that is unknown or no longer active. */
export async function identify(db: PrismaClient, principal: Principal): Promise<Identity | null> {
  const person =
    'personId' in principal
      ? await db.person.findFirst({ where: { id: principal.personId, active: true } })
      : await db.person.findFirst({ where: { username: principal.clientId, side: 'SYSTEM', active: true } });
  return person && identityOf(person);
}

export function identityOf(person: Person): Identity {
  const { id, username, name, side, roles, agencyCode, taxCode } = person;
  return {
    id,
    username,
    name,
    side,
    roles,
    agencyCode,
    taxCode,
    groups: [...groupsOf(person), ...groupsOfUsers([id, username])],
  };
}

/** An agency's roles count inside that agency, MEMBER inside the enterprise, PORTAL everywhere. */
export function groupsOf(person: Pick<Person, 'roles' | 'agencyCode' | 'taxCode'>): string[] {
  return person.roles.flatMap((role) => {
    if (role === 'PORTAL') return ['portal'];
    const organisation = role === 'MEMBER' ? person.taxCode : person.agencyCode;
    return organisation ? [`${role.toLowerCase().replaceAll('_', '-')}@${organisation}`] : [];
  });
}
