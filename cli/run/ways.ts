/** Which way tokens go in a model without data, until somebody says otherwise. */
import type { Oracle } from '../../engine/index.ts';

/** Element id → ids of the flows that a token takes out of it. Out of others it takes all. */
export type Ways = Readonly<Record<string, readonly string[]>>;

/** @param ways those of the moment at which it is asked */
export const oracleOf = (ways: () => Ways): Oracle => ({
  chooseFlows({ id }, flows) {
    const chosen = ways()[id];
    return chosen ? flows.filter((flow) => chosen.includes(flow.id)) : flows;
  },
});
