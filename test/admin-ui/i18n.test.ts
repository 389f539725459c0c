import { readdirSync, readFileSync } from 'node:fs';
import raEnglish from 'ra-language-english';
import { describe, expect, it } from 'vitest';
import { en } from '../../admin-ui/src/i18n/en.ts';
import { raVietnamese } from '../../admin-ui/src/i18n/ra-vi.ts';
import { vi } from '../../admin-ui/src/i18n/vi.ts';

function flatten(messages: unknown, prefix = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(messages as Record<string, unknown>)) {
    if (typeof value === 'string') found.set(prefix + key, value);
    else for (const [inner, text] of flatten(value, `${prefix}${key}.`)) found.set(inner, text);
  }
  return found;
}

function placeholders(text: string): string[] {
  return [...new Set(text.match(/%\{\w+\}/g) ?? [])].sort();
}

const source = new URL('../../admin-ui/src/', import.meta.url);
const sources = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !path.startsWith('i18n/'))
  .map((path) => readFileSync(new URL(path, source), 'utf8'))
  .join('\n');

describe('the texts of the interface', () => {
  const vietnamese = flatten(vi);
  const english = flatten(en);

  it('should have the same keys in both languages', () => {
    expect([...english.keys()].sort()).toEqual([...vietnamese.keys()].sort());
  });

  it('should have all of react-admin in Vietnamese', () => {
    expect([...flatten(raVietnamese).keys()].sort()).toEqual([...flatten(raEnglish).keys()].sort());
  });

  it('should fill in the same values in both languages', () => {
    for (const [key, text] of vietnamese) {
      expect(placeholders(english.get(key) ?? ''), key).toEqual(placeholders(text));
    }
  });

  it('should have one form each in Vietnamese, which knows no plural', () => {
    for (const [key, text] of [...vietnamese, ...flatten(raVietnamese)])
      expect(text, key).not.toContain('||||');
  });

  it('should not be empty', () => {
    for (const [key, text] of [...vietnamese, ...english]) expect(text.trim(), key).not.toBe('');
  });

  it('should hold nothing that no page shows', () => {
    const families = [...sources.matchAll(/t\(`([\w.]+)\.\$\{/g)].map((match) => match[1] ?? '');
    const unused = [...vietnamese.keys()].filter(
      (key) => !sources.includes(`'${key}'`) && !families.some((family) => key.startsWith(`${family}.`)),
    );
    expect(unused).toEqual([]);
  });
});
