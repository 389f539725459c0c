import type { Party } from '../api/types.ts';

export function partyName(party: Party): string {
  return party.name;
}

/** The code that the party is known by: an agency's exchange code or an enterprise's tax code. */
export function partyCode(party: Party): string {
  return party.__typename === 'Agency' ? party.code : party.taxCode;
}
