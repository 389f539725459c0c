/** XML as a tree of names with their namespaces, for comparing files and for reading suites that are written in it. */
import { Parser } from 'saxen';

export interface XmlElement {
  /** Namespace URI, a blank, local name: `http://www.omg.org/… task`. Without a namespace the local name alone. */
  name: string;
  /** By name in the same form. Declarations of namespaces are none. */
  attributes: Map<string, string>;
  children: XmlElement[];
  /** Of this element alone, without surrounding white space. */
  text: string;
}

const xsi = 'http://www.w3.org/2001/XMLSchema-instance';

/** @throws where it is not well-formed */
export function parseXml(xml: string): XmlElement {
  const root: XmlElement = { name: '', attributes: new Map(), children: [], text: '' };
  const open: { element: XmlElement; prefixes: Record<string, string> }[] = [
    { element: root, prefixes: { xml: 'http://www.w3.org/XML/1998/namespace' } },
  ];
  const innermost = () => open.at(-1) ?? { element: root, prefixes: {} };
  new Parser()
    .on('openTag', (name, attributes, decode) => {
      const outer = innermost();
      const written = Object.entries(attributes()).map(([key, value]) => [key, decode(value)] as const);
      const prefixes = { ...outer.prefixes };
      for (const [key, value] of written) {
        if (key === 'xmlns') prefixes[''] = value;
        else if (key.startsWith('xmlns:')) prefixes[key.slice('xmlns:'.length)] = value;
      }
      const element: XmlElement = {
        name: expand(name, prefixes, true),
        attributes: new Map(
          written
            .filter(([key]) => key !== 'xmlns' && !key.startsWith('xmlns:'))
            .map(([key, value]) => {
              const full = expand(key, prefixes, false);
              return [full, full === `${xsi} type` ? expand(value, prefixes, true) : value] as const;
            }),
        ),
        children: [],
        text: '',
      };
      outer.element.children.push(element);
      open.push({ element, prefixes });
    })
    .on('closeTag', () => {
      const { element } = innermost();
      // between elements there is nothing but layout
      if (element.children.length > 0) element.text = element.text.trim();
      open.pop();
    })
    .on('text', (text, decode) => {
      innermost().element.text += decode(text);
    })
    .on('cdata', (text) => {
      innermost().element.text += text;
    })
    .on('error', (error) => {
      throw error;
    })
    .parse(xml);
  const [document] = root.children;
  if (!document) throw new Error('Expected an element, but there is none');
  return document;
}

export const localName = ({ name }: XmlElement): string => name.slice(name.indexOf(' ') + 1);

export const childrenNamed = (element: XmlElement, local: string): XmlElement[] =>
  element.children.filter((it) => localName(it) === local);

/** Attributes without a prefix belong to their element, whatever the default namespace is. */
function expand(name: string, prefixes: Record<string, string>, byDefault: boolean): string {
  const [prefix, local] = name.includes(':') ? name.split(':', 2) : ['', name];
  const uri = prefix === '' && !byDefault ? '' : prefixes[prefix ?? ''];
  return uri ? `${uri} ${local}` : (local ?? '');
}
