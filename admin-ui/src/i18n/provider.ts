/** The i18n provider of react-admin: Vietnamese at once, English when it is asked for. */

import { useTranslate } from 'ra-core';
import polyglotI18nProvider from 'ra-i18n-polyglot';
import { raVietnamese } from './ra-vi.ts';
import { type MessageKey, vi } from './vi.ts';

export type Language = 'vi' | 'en';

const vietnamese = { ...raVietnamese, ...vi };

async function english() {
  const [{ en }, { default: ra }] = await Promise.all([import('./en.ts'), import('ra-language-english')]);
  return { ...ra, ...en };
}

let chosen: Language = 'vi';

/** The language that the API is asked to answer in. */
export function language(): Language {
  return chosen;
}

/**
 * Messages with the API's texts in one language at a time. `onChange` runs once the new language is loaded.
 */
export function createI18nProvider(onChange: (next: Language) => void) {
  const inner = polyglotI18nProvider(
    (locale) => (locale === 'en' ? english() : vietnamese),
    'vi',
    [
      { locale: 'vi', name: 'Tiếng Việt' },
      { locale: 'en', name: 'English' },
    ],
    { allowMissing: true },
  );
  return {
    ...inner,
    async changeLocale(locale: string) {
      await inner.changeLocale(locale);
      chosen = locale === 'en' ? 'en' : 'vi';
      document.documentElement.lang = chosen;
      onChange(chosen);
    },
  };
}

export type Values = Record<string, string | number>;
export type Translate = (key: MessageKey, values?: Values) => string;

/** The interface's texts by key, checked by the compiler. */
export function useText(): Translate {
  const translate = useTranslate();
  return translate as Translate;
}
