/**
 * BPMN MIWG: reference files for interchange. Each is read and written back, and must say the same: the same tree of elements and
 * attributes by namespace. What does not count:
 * - order of attributes, prefixes, white space and comments, and the way a number is written;
 * - an attribute left out where the standard gives it that value by default;
 * - the order in which a plane lists what is drawn on it;
 * - `xsi:type` where it says what the schema says anyway: a `di:waypoint` is a `dc:Point` (DI.xsd), and a `formalExpression` is an
 *   `expression` of the type `tFormalExpression`, in whose place it may stand (Semantic.xsd, a substitution group).
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import bpmn from 'bpmn-moddle/resources/bpmn/json/bpmn.json' with { type: 'json' };
import bpmndi from 'bpmn-moddle/resources/bpmn/json/bpmndi.json' with { type: 'json' };
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
        return lossBetween(original, await writeBpmn(read));
      });
    }
  },
};

/**
 * The first thing that the one file says otherwise than the other; null where they say the same. `completed`: attributes and
 * elements may have come, as when a drawing tool writes down what it has drawn.
 */
export const lossBetween = (original: string, written: string, completed = false): string | null =>
  firstDifference(plainlyTyped(parseXml(original)), plainlyTyped(parseXml(written)), completed, '');

function firstDifference(
  original: XmlElement,
  written: XmlElement,
  completed: boolean,
  path: string,
): string | null {
  const here = `${path}/${localName(original)}`;
  if (original.name !== written.name) return `${here}: became ${written.name}`;
  if (plainly(original.text) !== plainly(written.text)) {
    return `${here}: the text '${original.text}' became '${written.text}'`;
  }
  for (const name of new Set([
    ...original.attributes.keys(),
    ...(completed ? [] : written.attributes.keys()),
  ])) {
    const preset = defaultOf(original, name);
    const before = original.attributes.get(name) ?? preset;
    const after = written.attributes.get(name) ?? preset;
    if (before !== after && !isSameNumber(before, after))
      return `${here}: ${name} was ${before}, became ${after}`;
  }
  const after = completed ? counterparts(original, written) : written.children;
  for (let i = 0; i < Math.max(original.children.length, after.length); i++) {
    const [one, other] = [original.children[i], after[i]];
    if (!one || !other) {
      return `${here}: child ${i + 1} was ${one?.name ?? 'none'}, became ${other?.name ?? 'none'}`;
    }
    const difference = firstDifference(one, other, completed, here);
    if (difference !== null) return difference;
  }
  return null;
}

/** The written children without those that have come. */
function counterparts(original: XmlElement, written: XmlElement): XmlElement[] {
  const ids = new Set(original.children.map(idOf));
  return written.children.filter((it) => ids.has(idOf(it)));
}

const idOf = ({ attributes }: XmlElement): string => attributes.get('id') ?? '';

const keyOf = ({ attributes }: XmlElement): string => attributes.get('bpmnElement') ?? '';

const plainly = (text: string): string => text.trim().replaceAll(/\s+/g, ' ');

const schemaType = 'http://www.w3.org/2001/XMLSchema-instance type';

function plainlyTyped(element: XmlElement): XmlElement {
  const { name, attributes, children, text } = element;
  const type = attributes.get(schemaType);
  const isFormal = name === `${bpmn.uri} expression` && type === `${bpmn.uri} tFormalExpression`;
  const isPoint = name === `${di.uri} waypoint` && type === `${dc.uri} Point`;
  const inner = children.map(plainlyTyped);
  if (name === `${bpmndi.uri} BPMNPlane`) inner.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return {
    name: isFormal ? `${bpmn.uri} formalExpression` : name,
    attributes: new Map([...attributes].filter(([it]) => it !== schemaType || !(isFormal || isPoint))),
    children: inner,
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
