/** The texts of bpmn.io's tools in the language of the interface: their `translate` module is replaced. */
import type { Language } from '../../../i18n/provider.ts';
import { decisionsVi } from './decisions-vi.ts';
import { en } from './en.ts';
import { vi } from './vi.ts';

type Replacements = Record<string, unknown>;

/**
 * What is not known stays as it is, so that nothing is ever blank. `{placeholders}` are filled in; some texts come with a number in
 * them already, and are known with "#" in its place.
 */
export function translateWith(texts: Record<string, string>) {
  return (template: string, replacements: Replacements = {}): string => {
    const figure = /\d+/.exec(template)?.[0];
    const found =
      texts[template] ??
      (figure === undefined ? undefined : texts[template.replace(figure, '#')]?.replace('#', figure));
    return (found ?? template).replaceAll(/\{([^}]+)\}/g, (placeholder, name: string) =>
      String(replacements[name] ?? placeholder),
    );
  };
}

export function processTranslate(language: Language) {
  return translateWith(language === 'vi' ? vi : en);
}

export function processTranslations(language: Language) {
  return { translate: ['value', processTranslate(language)] };
}

export function decisionTranslations(language: Language) {
  return { translate: ['value', translateWith(language === 'vi' ? decisionsVi : {})] };
}
