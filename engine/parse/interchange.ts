/**
 * What bpmn-moddle would lose between reading a file and writing it back, and how it is kept. Files are exchanged with other tools:
 * what congvan does not understand is not congvan's to drop.
 */
import bpmndi from 'bpmn-moddle/resources/bpmn/json/bpmndi.json' with { type: 'json' };
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json' with { type: 'json' };

/** Descriptors besides BPMN's own, as bpmn-moddle and bpmn-js take them. */
export const moddlePackages = { zeebe, bpmndi: withoutDefaults(bpmndi) };

/** A reference to what is not in the file: in another file, say, or in a tool's own notation. */
export interface Unresolved {
  element: {
    get(property: string): { id?: string } | { id?: string }[] | undefined;
    set(property: string, value: unknown): void;
  };
  property: string;
  id: string;
}

/** Out of what the reader warns of. It leaves such references out. */
export function unresolvedAmong(warnings: readonly object[]): Unresolved[] {
  return warnings.flatMap((warning) => {
    const { element, property, value } = warning as {
      element?: unknown;
      property?: unknown;
      value?: unknown;
    };
    if (!element || typeof property !== 'string' || typeof value !== 'string') return [];
    return { element: element as Unresolved['element'], property, id: value };
  });
}

/** What is to be written, prepared so that nothing gets lost. */
export interface Prepared {
  /** Makes the text that the writer gives the file that was meant. */
  finish(xml: string): string;
  /** Takes back what was prepared. */
  undo(): void;
}

/** References come back but for those in whose place something else stands by now. */
export function prepareToWrite(definitions: object, unresolved: Unresolved[]): Prepared {
  const undo = [...unresolved.map(putBack), ...elementsIn(definitions).map(markOwnAttributes)];
  return {
    finish: (xml) => xml.replaceAll(/ qualified--(\w+)--/g, ' $1:'),
    undo: () => {
      for (const take of undo.reverse()) take();
    },
  };
}

// helpers ////////////////////////////////////////////////////////////

type Undo = () => void;

function putBack({ element, property, id }: Unresolved): Undo {
  const before = element.get(property);
  // reading may have found what `tns:invoice` means; it is written as it was
  const isMeant = (it: { id?: string }): boolean => it.id === id.split(':').at(-1);
  // writing asks a reference for its id alone
  if (Array.isArray(before)) element.set(property, [...before.filter((it) => !isMeant(it)), { id }]);
  else if (!before || isMeant(before)) element.set(property, { id });
  return () => element.set(property, before);
}

/**
 * Of an extension element `t:a` the writer writes an attribute `t:b` as `b`, which is another attribute (Namespaces in XML 1.0, 6.2).
 * So it gets a name that the writer leaves alone.
 */
function markOwnAttributes(element: Record<string, unknown>): Undo {
  const { isGeneric, ns } = element.$descriptor as { isGeneric?: boolean; ns?: { prefix?: string } };
  const own =
    isGeneric && ns?.prefix ? Object.keys(element).filter((it) => it.startsWith(`${ns.prefix}:`)) : [];
  const rename = (from: string, to: string): void => {
    element[to] = element[from];
    delete element[from];
  };
  const marked = own.map((name) => [name, `qualified--${name.replace(':', '--')}`] as const);
  for (const [name, mark] of marked) rename(name, mark);
  return () => {
    for (const [name, mark] of marked) rename(mark, name);
  };
}

/** All that can be reached, each once: references lead to what is in the tree anyway. */
function elementsIn(definitions: object): Record<string, unknown>[] {
  const found = new Set<Record<string, unknown>>();
  const open: unknown[] = [definitions];
  for (let it = open.pop(); it !== undefined; it = open.pop()) {
    if (Array.isArray(it)) open.push(...it.filter((item) => item !== undefined));
    else if (isElement(it) && !found.has(it)) {
      found.add(it);
      open.push(...Object.values(it).filter((value) => typeof value === 'object' && value !== null));
    }
  }
  return [...found];
}

const isElement = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && '$descriptor' in value;

/**
 * To leave out `messageVisibleKind` is to draw no envelope on a message flow (BPMN 2.0, table 12.19); the descriptor holds that it
 * means one, and drops the attribute that says so.
 */
function withoutDefaults({ types, ...descriptor }: typeof bpmndi): object {
  return {
    ...descriptor,
    types: types.map((type) =>
      type.name === 'BPMNEdge'
        ? {
            ...type,
            properties: type.properties?.map((it) =>
              it.name === 'messageVisibleKind' ? { ...it, default: undefined } : it,
            ),
          }
        : type,
    ),
  };
}
