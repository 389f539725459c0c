/** A group that is one account, not a role in an organisation. */
const unqualified = new Set(['portal']);

/** A candidate who is named is a group of one: by the id or the sign-in name of the person, as the model has it. */
export const personPrefix = 'person:';

export const groupsOfUsers = (users: string[]): string[] => users.map((user) => `${personPrefix}${user}`);

/**
 * The groups of a task with their organisation: a model writes `clerk` and means the clerks of the agency that handles the
 * instance, or `member` and means the enterprise it is about; a group with an `@` is taken as it is.
 * @example qualifyGroups(['clerk', 'leader@H26.02'], { agencyCode: 'H26.01', taxCode: null }) // ['clerk@H26.01', 'leader@H26.02']
 */
export function qualifyGroups(
  groups: string[],
  instance: { agencyCode: string | null; taxCode: string | null },
): string[] {
  return groups.map((group) => {
    if (group.includes('@') || group.startsWith(personPrefix) || unqualified.has(group)) return group;
    const organisation = group === 'member' ? instance.taxCode : instance.agencyCode;
    return organisation === null ? group : `${group}@${organisation}`;
  });
}
