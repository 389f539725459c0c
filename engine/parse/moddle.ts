/**
 * BPMN files as bpmn-moddle reads them, with the `zeebe` extension elements of the execution dialect. Nothing of this is needed at
 * run time: a process instance sees the compiled graph alone.
 */
import { BpmnModdle } from 'bpmn-moddle';
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json' with { type: 'json' };

/** Any element of a file. Its attributes and children are what the BPMN 2.0 schema names. */
export interface ModdleElement {
  /** e.g. `bpmn:UserTask`. */
  $type: string;
  id?: string;
  name?: string;
  [property: string]: unknown;
}

export type ReadResult = { ok: true; definitions: ModdleElement } | { ok: false; message: string };

const moddle = new BpmnModdle({ zeebe });

/** Problems that a reader can pass over (unknown attributes) are passed over. */
export async function readBpmn(xml: string): Promise<ReadResult> {
  try {
    const { rootElement } = await moddle.fromXML(xml);
    return { ok: true, definitions: rootElement as unknown as ModdleElement };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

/** The file as the public modelers write it, with everything that was read. */
export async function writeBpmn(definitions: ModdleElement): Promise<string> {
  const { xml } = await moddle.toXML(definitions, { format: true });
  return xml;
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
