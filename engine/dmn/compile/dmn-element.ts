/** Reading DMN files, 1.1 to 1.5, and getting around in what was read. */

import { DmnModdle } from 'dmn-moddle';
import { checkXml } from '../../parse/check-xml.ts';
import { dmn } from './metamodel.ts';

/** An element as the reader gives it; which properties there are is told by the metamodel of DMN. */
export interface DmnElement {
  $type: string;
  [property: string]: unknown;
}

export function isElement(value: unknown): value is DmnElement {
  return typeof value === 'object' && value !== null && '$type' in value;
}

export function child(element: DmnElement | null, property: string): DmnElement | null {
  const value = element?.[property];
  return isElement(value) ? value : null;
}

export function children(element: DmnElement | null, property: string): DmnElement[] {
  const value = element?.[property];
  return Array.isArray(value) ? value.filter(isElement) : [];
}

export function text(element: DmnElement | null, property: string): string {
  const value = element?.[property];
  return typeof value === 'string' ? value.trim() : '';
}

export function nameOf(element: DmnElement): string {
  return text(element, 'name') || text(element, 'id');
}

export function variableOf(element: DmnElement): string {
  return text(child(element, 'variable'), 'name') || nameOf(element);
}

/** Ids are optional in DMN. */
export function idOf(element: DmnElement): string {
  return text(element, 'id') || nameOf(element);
}

export interface Reference {
  /** '' within the same file. */
  namespace: string;
  id: string;
}

/** What elements refer to by `href`; of the children under `of`, or of the element itself. */
export function references(element: DmnElement, property: string, of?: string): Reference[] {
  const owners = of === undefined ? [element] : children(element, of);
  return owners
    .flatMap((owner) => [child(owner, property) ?? [], children(owner, property)].flat())
    .map((reference) => {
      const [namespace = '', id] = text(reference, 'href').split('#');
      return id === undefined ? { namespace: '', id: namespace } : { namespace, id };
    });
}

/** The versions differ in their namespace and little else; the reader knows one of them. */
function inOneNamespace(xml: string): string {
  return xml
    .replaceAll(
      /https?:\/\/www\.omg\.org\/spec\/DMN\/\d{8}\/(?:MODEL\/|dmn\.xsd)/g,
      'https://www.omg.org/spec/DMN/20191111/MODEL/',
    )
    .replaceAll(
      /https?:\/\/www\.omg\.org\/spec\/DMN\/\d{8}\/DMNDI\//g,
      'https://www.omg.org/spec/DMN/20191111/DMNDI/',
    );
}

export type DmnReading =
  | { ok: true; definitions: DmnElement; warnings: string[] }
  | { ok: false; message: string };

export async function readDefinitions(xml: string): Promise<DmnReading> {
  const malformed = checkXml(xml);
  if (malformed) return { ok: false, message: malformed.en };
  try {
    const { rootElement, warnings } = await new DmnModdle({ dmn }).fromXML(inOneNamespace(xml));
    if (!isElement(rootElement)) return { ok: false, message: 'there is no element' };
    return { ok: true, definitions: rootElement, warnings: warnings.map(({ message }) => message) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
