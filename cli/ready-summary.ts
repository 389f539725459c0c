import { demoAccounts } from '../prisma/reference-data/index.ts';
import type { Configuration } from './configuration.ts';
import { elapsed } from './steps.ts';

/** What is shown when a system is ready. @param extra rows of its own */
export function readySummary(
  { publicUrl, oidc }: Configuration,
  folder: string,
  since: number,
  extra: [name: string, value: string][] = [],
): string {
  const rows: [string, string][] = [
    ['Web interface', publicUrl],
    ['GraphQL', `${publicUrl}/graphql`],
    ...(oidc.embedded ? [['Demo accounts', accounts()] as [string, string]] : []),
    ...extra,
    ['Data folder', folder],
    ['To stop', 'Ctrl-C'],
  ];
  const lines = rows.map(([name, value]) => `  ${name.padEnd(14)} ${value}`);
  return `\nReady in ${elapsed(since)}\n\n${lines.join('\n')}\n`;
}

/** By organisation; the password is the user name. */
function accounts(): string {
  const people = demoAccounts.filter(({ side }) => side !== 'SYSTEM');
  const byOrganisation = Map.groupBy(people, ({ agencyCode, taxCode }) => agencyCode ?? taxCode ?? '');
  const lines = [...byOrganisation].map(
    ([organisation, members]) =>
      `${organisation.padEnd(11)} ${members.map(({ username }) => username).join(', ')}`,
  );
  return ['password = user name', ...lines].join(`\n${' '.repeat(17)}`);
}
