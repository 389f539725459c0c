import { useQuery } from '@tanstack/react-query';
import { viewerQuery } from './auth-provider.ts';
import type { Viewer } from './types.ts';

export type RoleName =
  | 'RECORDS_OFFICER'
  | 'LEADER'
  | 'CLERK'
  | 'INSPECTOR'
  | 'PROCESS_MANAGER'
  | 'MEMBER'
  | 'PORTAL';

export const roleNames: readonly RoleName[] = [
  'RECORDS_OFFICER',
  'LEADER',
  'CLERK',
  'INSPECTOR',
  'PROCESS_MANAGER',
  'MEMBER',
  'PORTAL',
];

/** Roles as the database names them, however the API spells them ("records-officer"). */
export function rolesOf(viewer: Viewer): RoleName[] {
  const held = new Set(viewer.roles.map((role) => role.toUpperCase().replaceAll('-', '_')));
  return roleNames.filter((role) => held.has(role));
}

/** Who is signed in. Only below the layout, where the session has been checked. */
export function useViewer(): Viewer | null {
  return useQuery(viewerQuery).data ?? null;
}

export function useHasRole(role: RoleName): boolean {
  const viewer = useViewer();
  return viewer !== null && rolesOf(viewer).includes(role);
}
