/** The tags of an XML text that `checkXml` has found well-formed, in document order. */

export interface Tag {
  /** As written, with its prefix. */
  name: string;
  kind: 'start' | 'end' | 'empty';
  /** Offsets of `<` and behind `>`. */
  from: number;
  to: number;
}

export interface Attribute {
  name: string;
  value: string;
  /** Offset of the value in the text. */
  at: number;
}

export function* tagsOf(xml: string): Generator<Tag> {
  for (let from = xml.indexOf('<'); from >= 0; ) {
    const end = markupEnd(xml, from);
    if (end < 0) return;
    const first = xml[from + 1];
    if (first !== '!' && first !== '?') {
      const isEnd = first === '/';
      nameAt.lastIndex = from + (isEnd ? 2 : 1);
      const name = nameAt.exec(xml)?.[0] ?? '';
      yield { name, kind: isEnd ? 'end' : xml[end - 2] === '/' ? 'empty' : 'start', from, to: end };
    }
    from = xml.indexOf('<', end);
  }
}

export function attributesOf(xml: string, tag: Tag): Attribute[] {
  const attributes: Attribute[] = [];
  let at = tag.from + 1 + tag.name.length;
  for (;;) {
    const equals = xml.indexOf('=', at);
    if (equals < 0 || equals >= tag.to) return attributes;
    const quote = firstQuote(xml, equals + 1);
    const close = xml.indexOf(xml[quote] ?? '"', quote + 1);
    if (close < 0 || close >= tag.to) return attributes;
    attributes.push({
      name: xml.slice(at, equals).trim(),
      value: xml.slice(quote + 1, close),
      at: quote + 1,
    });
    at = close + 1;
  }
}

// helpers ////////////////////////////////////////////////////////////

const nameAt = /[^\s/>]*/y;
const quoteOrEnd = /[>"']/g;

/** Behind the markup that begins there. */
function markupEnd(xml: string, from: number): number {
  if (xml.startsWith('<!--', from)) return behind(xml, '-->', from + 4);
  if (xml.startsWith('<![CDATA[', from)) return behind(xml, ']]>', from + 9);
  if (xml.startsWith('<?', from)) return behind(xml, '?>', from + 2);
  // attribute values may hold '>'
  for (let at = from + 1; ; ) {
    quoteOrEnd.lastIndex = at;
    const found = quoteOrEnd.exec(xml);
    if (!found) return -1;
    if (found[0] === '>') return found.index + 1;
    const close = xml.indexOf(found[0], found.index + 1);
    if (close < 0) return -1;
    at = close + 1;
  }
}

function behind(xml: string, end: string, from: number): number {
  const found = xml.indexOf(end, from);
  return found < 0 ? -1 : found + end.length;
}

function firstQuote(xml: string, from: number): number {
  let at = from;
  while (at < xml.length && xml[at] !== '"' && xml[at] !== "'") at++;
  return at;
}
