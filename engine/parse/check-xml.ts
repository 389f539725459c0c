/**
 * Looks an XML text over before the reader builds anything of it. Refuses what is not well-formed, what is too large, and document
 * types: no BPMN or DMN file needs one, and entities, which only a document type can declare, are how an XML file attacks its
 * reader (expansion without end, files of the reader's machine). One pass, no recursion, nothing kept but the names of open elements.
 */
import type { Bilingual } from '../graph.ts';
import { limits } from './limits.ts';
import { tooDeep, tooLarge } from './too-large.ts';

/** Null for a text that may be read. */
export function checkXml(text: string): Bilingual | null {
  const xml = text.replace(/^\uFEFF/, '');
  if (xml.length > limits.characters) return tooLarge(limits.characters);
  if (forbiddenCharacter.test(xml)) return forbidden;
  return new XmlCheck(xml).problem();
}

// XML 1.0, 2.2; a lone surrogate is no character at all
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const forbiddenCharacter = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Surrogate}]/u;
const forbidden: Bilingual = {
  vi: 'có ký tự không được phép trong XML',
  en: 'there is a character that XML does not allow',
};

class XmlCheck {
  readonly #xml: string;
  /** The elements that are open, with how many children they have so far. */
  readonly #open: { name: string; children: number }[] = [];
  #position = 0;
  #elements = 0;

  constructor(xml: string) {
    this.#xml = xml;
  }

  problem(): Bilingual | null {
    const xml = this.#xml;
    while (this.#position < xml.length) {
      const tag = xml.indexOf('<', this.#position);
      const problem =
        this.#checkReferences(this.#position, tag < 0 ? xml.length : tag) ??
        (tag < 0 ? null : this.#markup(tag));
      if (problem) return problem;
      if (tag < 0) break;
    }
    return this.#open.length > 0 ? this.#truncated() : null;
  }

  // markup ///////////////////////////////////////////////////////////

  #markup(at: number): Bilingual | null {
    const xml = this.#xml;
    if (xml.startsWith('<!--', at)) return this.#skipPast('-->', at + 4);
    if (xml.startsWith('<![CDATA[', at)) return this.#skipPast(']]>', at + 9);
    if (xml.startsWith('<?', at)) return this.#skipPast('?>', at + 2);
    if (xml.startsWith('<!', at)) {
      return {
        vi: 'không chấp nhận khai báo kiểu tài liệu (DOCTYPE)',
        en: 'a document type declaration (DOCTYPE) is not accepted',
      };
    }
    return xml.startsWith('</', at) ? this.#endTag(at) : this.#startTag(at);
  }

  #skipPast(end: string, from: number): Bilingual | null {
    const found = this.#xml.indexOf(end, from);
    if (found < 0) return this.#truncated();
    this.#position = found + end.length;
    return null;
  }

  #endTag(at: number): Bilingual | null {
    const end = this.#xml.indexOf('>', at);
    if (end < 0) return this.#truncated();
    const name = this.#xml.slice(at + 2, end).trimEnd();
    const open = this.#open.pop();
    if (open?.name !== name) return malformed(this.#xml, at);
    this.#position = end + 1;
    return null;
  }

  /** Attribute values may hold `>`: the end of the tag is the first one outside of quotes. */
  #startTag(at: number): Bilingual | null {
    const xml = this.#xml;
    let attributes = 0;
    let end = at + 1;
    for (;;) {
      nextInTag.lastIndex = end;
      const found = nextInTag.exec(xml);
      if (!found) return this.#truncated();
      end = found.index;
      if (found[0] === '>') break;
      if (found[0] === '<') return malformed(xml, at);
      const close = xml.indexOf(found[0], end + 1);
      if (close < 0) return this.#truncated();
      attributes++;
      if (attributes > limits.attributesOfAnElement) return tooManyAttributes;
      const problem = this.#checkReferences(end, close);
      if (problem) return problem;
      end = close + 1;
    }
    this.#elements++;
    const parent = this.#open.at(-1);
    if (parent) parent.children++;
    if (this.#elements > limits.elements || (parent?.children ?? 0) > limits.children) return tooManyElements;
    const name = nameAt(xml, at + 1);
    if (name === '') return malformed(xml, at);
    if (xml[end - 1] !== '/') {
      this.#open.push({ name, children: 0 });
      if (this.#open.length > limits.depth) return tooDeep;
    }
    this.#position = end + 1;
    return null;
  }

  // references ///////////////////////////////////////////////////////

  #checkReferences(from: number, to: number): Bilingual | null {
    for (let at = this.#indexBefore('&', from, to); at >= 0; at = this.#indexBefore('&', at + 1, to)) {
      reference.lastIndex = at;
      const found = reference.exec(this.#xml);
      const code = found?.[1] ?? found?.[2];
      if (
        !found ||
        (code !== undefined && !isCharacter(Number.parseInt(code, found[1] === undefined ? 16 : 10)))
      ) {
        return {
          vi: `tham chiếu «${this.#xml.slice(at, at + 12)}» không có nghĩa trong XML (dòng ${lineAt(this.#xml, at)})`,
          en: `the reference "${this.#xml.slice(at, at + 12)}" means nothing in XML (line ${lineAt(this.#xml, at)})`,
        };
      }
    }
    return null;
  }

  /** Never looks beyond `to`: `indexOf` alone would search the whole rest of the file each time. */
  #indexBefore(character: string, from: number, to: number): number {
    if (this.#nextReference < from) {
      const found = this.#xml.indexOf(character, from);
      this.#nextReference = found < 0 ? Number.POSITIVE_INFINITY : found;
    }
    return this.#nextReference < to ? this.#nextReference : -1;
  }
  #nextReference = -1;

  #truncated(): Bilingual {
    return { vi: 'tệp bị cắt cụt', en: 'the file ends too early' };
  }
}

// helpers ////////////////////////////////////////////////////////////

const nextInTag = /[<>"']/g;
const reference = /&(?:amp|lt|gt|quot|apos|#(\d{1,8})|#x([\da-fA-F]{1,6}));/y;
const tagName = /[^\s/>"'=]*/y;

function nameAt(xml: string, at: number): string {
  tagName.lastIndex = at;
  return tagName.exec(xml)?.[0] ?? '';
}

const isCharacter = (code: number): boolean =>
  code <= 0x10ffff && code > 0 && !forbiddenCharacter.test(String.fromCodePoint(code));

function lineAt(xml: string, at: number): number {
  let line = 1;
  for (let next = xml.indexOf('\n'); next >= 0 && next < at; next = xml.indexOf('\n', next + 1)) line++;
  return line;
}

function malformed(xml: string, at: number): Bilingual {
  const line = lineAt(xml, at);
  const tag = xml.slice(at, at + 40).replaceAll(/\s+/g, ' ');
  return {
    vi: `thẻ «${tag}» ở dòng ${line} sai cú pháp XML`,
    en: `the tag "${tag}" in line ${line} is not well-formed`,
  };
}

const tooManyElements: Bilingual = {
  vi: `có hơn ${limits.elements} phần tử, hoặc hơn ${limits.children} phần tử trực thuộc một phần tử`,
  en: `there are more than ${limits.elements} elements, or more than ${limits.children} within one element`,
};
const tooManyAttributes: Bilingual = {
  vi: `một phần tử có hơn ${limits.attributesOfAnElement} thuộc tính`,
  en: `an element has more than ${limits.attributesOfAnElement} attributes`,
};
