/** What page one is on: the browser's title and the last crumb come from the same call. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { useText } from '../i18n/provider.ts';

type Crumb = { title: string | null; set: (title: string | null) => void };
const Context = createContext<Crumb>({ title: null, set: () => undefined });

export function PageTitleProvider({ children }: { children: ReactNode }) {
  const [title, set] = useState<string | null>(null);
  const value = useMemo(() => ({ title, set }), [title]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function useCurrentTitle(): string | null {
  return useContext(Context).title;
}

/** @param crumb true where the title is a step below the place of the menu, as on the page of one document */
export function usePageTitle(title: string | undefined, crumb = false): void {
  const t = useText();
  const { set } = useContext(Context);
  const brand = t('brand.name');
  useEffect(() => {
    document.title = title === undefined ? brand : `${title} · ${brand}`;
    set(crumb ? (title ?? null) : null);
    return () => set(null);
  }, [title, crumb, set, brand]);
}
