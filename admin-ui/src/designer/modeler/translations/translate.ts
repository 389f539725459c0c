/** The texts of bpmn.io's tools in the language of the interface: their `translate` module is replaced. */
import type { Language } from '../../../i18n/provider.ts';
import { decisionsVi } from './decisions-vi.ts';
import { en } from './en.ts';
import { vi } from './vi.ts';

type Replacements = Record<string, unknown>;

/** What is not known stays as it is, so that nothing is ever blank. `{placeholders}` are filled in. */
export function translateWith(texts: Record<string, string>) {
  return (template: string, replacements: Replacements = {}): string =>
    (texts[template] ?? template).replaceAll(/\{([^}]+)\}/g, (placeholder, name: string) =>
      String(replacements[name] ?? placeholder),
    );
}

export function processTranslations(language: Language) {
  return { translate: ['value', translateWith(language === 'vi' ? vi : en)] };
}

export function decisionTranslations(language: Language) {
  return { translate: ['value', translateWith(language === 'vi' ? decisionsVi : {})] };
}
