/**
 * BPMN files as bpmn-moddle reads them, with the `zeebe` extension elements of the execution dialect. Nothing of this is needed at
 * run time: a process instance sees the compiled graph alone.
 */
import { BpmnModdle, type ReaderWarning } from 'bpmn-moddle';
import type { Bilingual } from '../graph.ts';
import { normalizeBooleans } from './booleans.ts';
import { checkXml } from './check-xml.ts';
import { moddlePackages, prepareToWrite, type Unresolved, unresolvedAmong } from './interchange.ts';
import {
  contentProblems,
  type ReadingProblem,
  referenceProblem,
  unknownAttribute,
} from './reading-problem.ts';

/** Any element of a file. Its attributes and children are what the BPMN 2.0 schema names. */
export interface ModdleElement {
  /** e.g. `bpmn:UserTask`. */
  $type: string;
  $parent?: ModdleElement;
  id?: string;
  name?: string;
  [property: string]: unknown;
}

export interface ReadFile {
  definitions: ModdleElement;
  /** References that lead nowhere, which the elements do not have. */
  unresolved: Unresolved[];
}

/** `problems`: what the reader could not make sense of, and left out. */
export type ReadResult =
  | ({ ok: true; problems: ReadingProblem[] } & ReadFile)
  | { ok: false; message: Bilingual };

const moddle = new BpmnModdle(moddlePackages);

/** Names of attributes that are truth values, in BPMN and the dialect. */
const booleans: ReadonlySet<string> = new Set(
  moddle
    .getPackages()
    .filter(({ prefix }) => prefix === 'bpmn' || prefix === 'zeebe')
    .flatMap(({ types }) => types.flatMap(({ properties = [] }) => properties))
    .filter(({ type }) => type === 'Boolean')
    .map(({ name }) => name.replace(/^.*:/, '')),
);

export async function readBpmn(text: string): Promise<ReadResult> {
  const malformed = checkXml(text);
  if (malformed) return { ok: false, message: malformed };
  const { xml, problems } = normalizeBooleans(text, booleans);
  try {
    const { rootElement, warnings, elementsById } = await moddle.fromXML(xml);
    const definitions = rootElement as ModdleElement;
    problems.push(...problemsOf(warnings, xml, elementsById as Record<string, ModdleElement>));
    return { ok: true, definitions, problems, unresolved: unresolvedAmong(warnings) };
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').trim();
    return { ok: false, message: { vi: reason, en: reason } };
  }
}

/** The file as the public modelers write it, with everything that was read. */
export async function writeBpmn({ definitions, unresolved }: ReadFile): Promise<string> {
  const prepared = prepareToWrite(definitions, unresolved);
  try {
    const { xml } = await moddle.toXML(definitions, { format: true });
    return prepared.finish(xml);
  } finally {
    prepared.undo();
  }
}

function problemsOf(
  warnings: ReaderWarning[],
  xml: string,
  elementsById: Record<string, ModdleElement>,
): ReadingProblem[] {
  const problems: ReadingProblem[] = [];
  const unparsable: string[] = [];
  for (const { message, element, property, value } of warnings) {
    const owner = element as ModdleElement | undefined;
    if (owner && property !== undefined && message.startsWith('unresolved reference')) {
      if (!resolveQualified(owner, property, String(value), elementsById))
        problems.push(...referenceProblem(owner, property, String(value)));
    } else if (owner && property !== undefined) problems.push(...unknownAttribute(owner, property));
    // the text has been decoded already
    else if (!message.startsWith('unsupported document encoding')) unparsable.push(message);
  }
  return [...contentProblems(unparsable, xml), ...problems];
}

/** References are qualified names: `tns:invoice` is `invoice` of the target namespace. The reader compares ids as they are. */
function resolveQualified(
  owner: ModdleElement,
  property: string,
  value: string,
  elementsById: Record<string, ModdleElement>,
): boolean {
  const name = value.split(':');
  const target = name.length === 2 ? elementsById[name[1] ?? ''] : undefined;
  if (!target) return false;
  const local = property.replace(/^.*:/, '');
  const present = owner[local];
  if (Array.isArray(present)) present.push(target);
  else owner[local] = target;
  return true;
}

// reading what may or may not be there ///////////////////////////////

export function isModdleElement(value: unknown): value is ModdleElement {
  return typeof value === 'object' && value !== null && typeof (value as ModdleElement).$type === 'string';
}

/** The children under a property, in document order. */
export function childrenOf(element: ModdleElement | null, property: string): ModdleElement[] {
  const value = element?.[property];
  return Array.isArray(value) ? value.filter(isModdleElement) : [];
}

export function childOf(element: ModdleElement | null, property: string): ModdleElement | null {
  const value = element?.[property];
  return isModdleElement(value) ? value : null;
}

/** An attribute or the text of a child; null where it is missing or empty. */
export function textOf(element: ModdleElement | null, property: string): string | null {
  const value = element?.[property];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The body of an expression child. */
export const bodyOf = (element: ModdleElement | null, property: string): string | null =>
  textOf(childOf(element, property), 'body')?.trim() || null;

/** The extension element of that type, e.g. `zeebe:TaskDefinition`. */
export function extensionOf(element: ModdleElement | null, type: string): ModdleElement | null {
  return childrenOf(childOf(element, 'extensionElements'), 'values').find((it) => it.$type === type) ?? null;
}
