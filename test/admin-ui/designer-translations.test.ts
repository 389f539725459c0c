import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { designerEn } from '../../admin-ui/src/designer/messages/en.ts';
import { designerVi } from '../../admin-ui/src/designer/messages/vi.ts';
import { decisionsVi } from '../../admin-ui/src/designer/modeler/translations/decisions-vi.ts';
import { translateWith } from '../../admin-ui/src/designer/modeler/translations/translate.ts';
import { vi } from '../../admin-ui/src/designer/modeler/translations/vi.ts';

const require = createRequire(import.meta.url);
const modeler = require.resolve('bpmn-js/package.json').replace('package.json', 'lib/features/');

/** What the file asks `translate` for in plain words. */
async function textsIn(path: string): Promise<string[]> {
  const source = await readFile(path, 'utf8');
  return [...source.matchAll(/translate\(\s*'((?:[^'\\]|\\.)*)'/g)].map(([, text = '']) => text.trim());
}

describe('the words of the drawing tool', () => {
  it('should be known in Vietnamese for the palette, the context pad and the menus', async () => {
    const paths = [
      'palette/PaletteProvider.js',
      'context-pad/ContextPadProvider.js',
      'popup-menu/ReplaceMenuProvider.js',
    ];
    const asked = (await Promise.all(paths.map((path) => textsIn(`${modeler}${path}`))))
      .flat()
      .filter((text) => text !== '');
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter((text) => vi[text] === undefined)).toEqual([]);
  });

  it('should be known for everything that an element can be changed into', async () => {
    const source = await readFile(`${modeler}popup-menu/PopupEntries.js`, 'utf8');
    const labels = [...source.matchAll(/label: '([^']+)'/g)].map(([, label = '']) => label);
    expect(labels.length).toBeGreaterThan(40);
    expect(labels.filter((label) => vi[label] === undefined)).toEqual([]);
  });

  it('should fill in placeholders and numbers, and keep what it does not know', () => {
    const translate = translateWith(vi);
    expect(translate('Open {element}', { element: 'A' })).toBe('Mở A');
    expect(translate('List contains 3 items')).toBe('Có 3 mục');
    expect(translate('Something new {x}', { x: 1 })).toBe('Something new 1');
  });

  it('should keep the placeholders of the English text', () => {
    const placeholders = (text: string) => [...text.matchAll(/\{[^}]+\}/g)].map(([each]) => each).sort();
    for (const [english, vietnamese] of [...Object.entries(vi), ...Object.entries(decisionsVi)]) {
      if (!english.includes('${'))
        expect([english, placeholders(vietnamese)]).toEqual([english, placeholders(english)]);
    }
  });
});

describe('the words of the designer', () => {
  it('should have the same placeholders in both languages', () => {
    const flat = (value: unknown, path = ''): [string, string][] =>
      typeof value === 'string'
        ? [[path, value]]
        : Object.entries(value as object).flatMap(([key, inner]) => flat(inner, `${path}.${key}`));
    const names = (text: string) =>
      [...new Set([...text.matchAll(/%\{(\w+)\}/g)].map(([, name]) => name))].sort();
    const english = new Map(flat(designerEn));
    for (const [path, text] of flat(designerVi))
      expect([path, names(english.get(path) ?? '')]).toEqual([path, names(text)]);
  });
});
