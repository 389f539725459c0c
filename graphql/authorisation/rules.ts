/** The rules that operations and fields are held to. What a viewer sees inside an operation is in visibility.ts. */
import type { Role } from '../../prisma/client/client.ts';
import type { Identity } from './identity.ts';

export interface Rule {
  /** Shown in the list of permissions and in the matrix test. */
  name: string;
  allows(viewer: Identity | null): boolean;
}

export const anyone: Rule = { name: 'anyone', allows: () => true };

export const signedIn: Rule = { name: 'signed in', allows: (viewer) => viewer !== null };

/** People of either side, but no machines. */
export const people: Rule = {
  name: 'people',
  allows: (viewer) => viewer?.side === 'AGENCY' || viewer?.side === 'ENTERPRISE',
};

export const staff: Rule = { name: 'agency staff', allows: (viewer) => viewer?.side === 'AGENCY' };

/** Who may send to an agency: enterprises, and portals on behalf of one. */
export const senders: Rule = {
  name: 'senders',
  allows: (viewer) =>
    (viewer?.side === 'ENTERPRISE' && viewer.roles.includes('MEMBER')) ||
    (viewer?.side === 'SYSTEM' && viewer.roles.includes('PORTAL')),
};

export function staffWith(...roles: Role[]): Rule {
  return {
    name: roles.map((role) => role.toLowerCase().replaceAll('_', ' ')).join(' or '),
    allows: (viewer) => viewer?.side === 'AGENCY' && roles.some((role) => viewer.roles.includes(role)),
  };
}
