/** The accounts on their places: what every play needs. */
import type { DemoClient } from './client.ts';
import { agencyLetter, makeDocument } from './documents.ts';
import type { Account, Stage } from './play.ts';
import { createRandom } from './random.ts';

const accounts: readonly Account[] = [
  'vanthu',
  'lanhdao',
  'chuyenvien',
  'thanhtra',
  'quantri',
  'chuyenvien2',
  'doanhnghiep',
  'doanhnghiep2',
];

interface Me {
  me: {
    id: string;
    agency: { code: string; name: string } | null;
    enterprise: { taxCode: string; name: string } | null;
  };
}

/** @param props whatever is not given: documents made from seed 1, dates kept, nothing timed */
export async function setStage(
  clientOf: (account: Account) => Promise<DemoClient>,
  props: Partial<Pick<Stage, 'random' | 'writer' | 'given' | 'backDate' | 'timed'>> = {},
): Promise<Stage> {
  const clients = {} as Stage['clients'];
  const people = {} as Stage['people'];
  const organisations = {} as Record<Account, { code: string; name: string }>;
  for (const account of accounts) {
    const client = await clientOf(account);
    const { me } = await client.request<Me>('{ me { id agency { code name } enterprise { taxCode name } } }');
    clients[account] = client;
    people[account] = me.id;
    organisations[account] = me.agency ?? {
      code: me.enterprise?.taxCode ?? '',
      name: me.enterprise?.name ?? '',
    };
  }
  return {
    clients,
    people,
    agency: organisations.vanthu,
    otherUnit: organisations.chuyenvien2.code,
    enterprises: { doanhnghiep: organisations.doanhnghiep, doanhnghiep2: organisations.doanhnghiep2 },
    random: createRandom(1),
    writer: { document: makeDocument, letter: agencyLetter },
    given: null,
    backDate: () => Promise.reject(new Error('Expected a play that keeps its dates')),
    timed: () => undefined,
    ...props,
  };
}
