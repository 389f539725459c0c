/**
 * BPMN MIWG: reference files for interchange. Each is read and written back, and must say the same: the same tree of elements and
 * attributes by namespace. What does not count:
 * - order of attributes, prefixes, white space and comments, and the way a number is written;
 * - an attribute left out where the standard gives it that value by default;
 * - `xsi:type` where it says what the schema says anyway: a `di:waypoint` is a `dc:Point` (DI.xsd), and a `formalExpression` is an
 *   `expression` of the type `tFormalExpression`, in whose place it may stand (Semantic.xsd, a substitution group).
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import bpmn from 'bpmn-moddle/resources/bpmn/json/bpmn.json' with { type: 'json' };
import dc from 'bpmn-moddle/resources/bpmn/json/dc.json' with { type: 'json' };
import di from 'bpmn-moddle/resources/bpmn/json/di.json' with { type: 'json' };
import { readBpmn, writeBpmn } from '../../engine/parse/moddle.ts';
import { outcomeOf, type Suite } from './suite.ts';
import { localName, parseXml, type XmlElement } from './xml.ts';

export const miwg: Suite = {
  name: 'miwg',
  async *run(folder) {
    for (const file of (await readdir(folder)).filter((name) => name.endsWith('.bpmn')).sort()) {
      yield await outcomeOf(file.replace(/\.bpmn$/, ''), async () => {
        const original = await readFile(join(folder, file), 'utf8');
        const read = await readBpmn(original);
        if (!read.ok) return read.message.en;
        const written = parseXml(await writeBpmn(read));
        return firstDifference(plainlyTyped(parseXml(original)), plainlyTyped(written), '');
      });
    }
  },
};

function firstDifference(original: XmlElement, written: XmlElement, path: string): string | null {
  const here = `${path}/${localName(original)}`;
  if (original.name !== written.name) return `${here}: became ${written.name}`;
  if (plainly(original.text) !== plainly(written.text)) {
    return `${here}: the text '${original.text}' became '${written.text}'`;
  }
  for (const name of new Set([...original.attributes.keys(), ...written.attributes.keys()])) {
    const preset = defaultOf(original, name);
    const before = original.attributes.get(name) ?? preset;
    const after = written.attributes.get(name) ?? preset;
    if (before !== after && !isSameNumber(before, after))
      return `${here}: ${name} was ${before}, became ${after}`;
  }
  for (let i = 0; i < Math.max(original.children.length, written.children.length); i++) {
    const [before, after] = [original.children[i], written.children[i]];
    if (!before || !after) {
      return `${here}: child ${i + 1} was ${before?.name ?? 'none'}, became ${after?.name ?? 'none'}`;
    }
    const difference = firstDifference(before, after, here);
    if (difference !== null) return difference;
  }
  return null;
}

const plainly = (text: string): string => text.trim().replaceAll(/\s+/g, ' ');

const schemaType = 'http://www.w3.org/2001/XMLSchema-instance type';

function plainlyTyped(element: XmlElement): XmlElement {
  const { name, attributes, children, text } = element;
  const type = attributes.get(schemaType);
  const isFormal = name === `${bpmn.uri} expression` && type === `${bpmn.uri} tFormalExpression`;
  const isPoint = name === `${di.uri} waypoint` && type === `${dc.uri} Point`;
  return {
    name: isFormal ? `${bpmn.uri} formalExpression` : name,
    attributes: new Map([...attributes].filter(([it]) => it !== schemaType || !(isFormal || isPoint))),
    children: children.map(plainlyTyped),
    text,
  };
}

/** `30.0` is `30`. */
const isSameNumber = (before: string | undefined, after: string | undefined): boolean =>
  before !== undefined && after !== undefined && before.trim() !== '' && Number(before) === Number(after);

// defaults ////////////////////////////////////////////////////////////////////////////////////////

interface Type {
  name: string;
  superClass?: string[];
  properties?: { name: string; default?: unknown }[];
}

const types = new Map((bpmn.types as Type[]).map((type) => [type.name, type]));

/** What leaving out the attribute means, as the metamodel of BPMN 2.0 has it. */
function defaultOf(element: XmlElement, attribute: string): string | undefined {
  const local = localName(element);
  if (element.name !== `${bpmn.uri} ${local}`) return undefined;
  return ofType(local.charAt(0).toUpperCase() + local.slice(1), attribute);
}

function ofType(name: string, attribute: string): string | undefined {
  const type = types.get(name);
  const preset = type?.properties?.find((it) => it.name === attribute)?.default;
  if (preset !== undefined) return String(preset);
  for (const base of type?.superClass ?? []) {
    const inherited = ofType(base, attribute);
    if (inherited !== undefined) return inherited;
  }
  return undefined;
}
