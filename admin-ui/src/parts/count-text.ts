/** How many there are of something, for people: the API counts no further than is cheap. */
import type { Count } from '../api/types.ts';
import { language, useText } from '../i18n/provider.ts';

export const noCount: Count = { totalCount: 0, totalCountExceeded: false };

/** @example useCountText()({ totalCount: 1000, totalCountExceeded: true }) // "hơn 1.000" */
export function useCountText(): (count: Count) => string {
  const t = useText();
  return ({ totalCount, totalCountExceeded }) => {
    const count = new Intl.NumberFormat(language()).format(totalCount);
    return totalCountExceeded ? t('list.moreThan', { count }) : count;
  };
}
