import type { DemoClient } from '../../cli/demo/client.ts';
import type { Account, Stage } from '../../cli/demo/play.ts';
import { createRandom } from '../../cli/demo/random.ts';

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

/**
 * What the demonstration's plays need, with clients of the test's own.
 * @param timed told of every human step: its name, and the milliseconds until it was answered
 */
export async function setStage(
  clientOf: (account: Account) => Promise<DemoClient>,
  timed: Stage['timed'] = () => undefined,
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
    given: null,
    backDate: () => Promise.reject(new Error('Expected a play that keeps its dates')),
    timed,
  };
}
