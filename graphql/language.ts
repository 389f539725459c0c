/** Which of the product's two languages a request is answered in. */
import type { Bilingual } from '../engine/index.ts';

export type Language = keyof Bilingual;

/** The language of an `Accept-Language` header (RFC 9110, 12.5.4); Vietnamese unless English is preferred. */
export function preferredLanguage(header: string | null): Language {
  const preferences = (header ?? '').split(',').map((part) => {
    const [range = '', ...parameters] = part.trim().toLowerCase().split(';');
    const quality = parameters.map((text) => /^\s*q=([\d.]+)$/.exec(text)?.[1]).find(Boolean);
    return { language: range.split('-')[0], quality: quality === undefined ? 1 : Number(quality) };
  });
  const quality = (language: Language) =>
    Math.max(0, ...preferences.filter((one) => one.language === language).map((one) => one.quality));
  return quality('en') > quality('vi') ? 'en' : 'vi';
}

/** The language named by an argument such as `label(language: "en")`. */
export function asLanguage(text: string | null | undefined): Language {
  return text === 'en' ? 'en' : 'vi';
}
