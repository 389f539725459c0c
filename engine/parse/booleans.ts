/** Truth values as XML Schema writes them: `1` and `0` are as good as `true` and `false`. The reader knows only `true`. */
import type { Bilingual } from '../graph.ts';
import type { ReadingProblem } from './reading-problem.ts';
import { type Attribute, attributesOf, tagsOf } from './xml-tags.ts';

/**
 * The text with all of them written as `true` or `false`; any other value is a problem. `names`: the attributes that are truth values.
 */
export function normalizeBooleans(
  xml: string,
  names: ReadonlySet<string>,
): { xml: string; problems: ReadingProblem[] } {
  const problems: ReadingProblem[] = [];
  const pieces: string[] = [];
  let copied = 0;
  for (const tag of tagsOf(xml)) {
    if (tag.kind === 'end') continue;
    const attributes = attributesOf(xml, tag);
    for (const { name, value, at } of attributes) {
      if (!names.has(name) || value === 'true' || value === 'false') continue;
      const meant = spellings[value.trim()];
      if (meant === undefined) problems.push(noBoolean(name, value, idOf(attributes)));
      else {
        pieces.push(xml.slice(copied, at), meant);
        copied = at + value.length;
      }
    }
  }
  return { xml: pieces.length === 0 ? xml : pieces.join('') + xml.slice(copied), problems };
}

// helpers ////////////////////////////////////////////////////////////

const spellings: Record<string, string | undefined> = Object.assign(Object.create(null), {
  true: 'true',
  '1': 'true',
  false: 'false',
  '0': 'false',
});

const idOf = (attributes: Attribute[]): string | null =>
  attributes.find((attribute) => attribute.name === 'id')?.value ?? null;

function noBoolean(name: string, value: string, elementId: string | null): ReadingProblem {
  const message: Bilingual = {
    vi: `Thuộc tính «${name}» phải là true hoặc false, không phải «${value}».`,
    en: `The attribute "${name}" must be true or false, but is "${value}".`,
  };
  return { severity: 'error', rule: 'attribute-value', elementId, message };
}
