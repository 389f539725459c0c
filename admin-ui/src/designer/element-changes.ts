/**
 * What differs between two drafts of a diagram, element by element, matched by id. An element counts as changed where anything of
 * its own differs; what lies inside it or only where it is drawn does not make it so.
 */
import { childrenOf, isModdleElement, type ModdleElement, readBpmn } from '../../../engine/parse/moddle.ts';

export type ElementChange = {
  id: string;
  /** The name, else the id. */
  label: string;
  /** e.g. "bpmn:UserTask" */
  type: string;
  change: 'added' | 'removed' | 'changed' | 'moved';
};

type Part = { label: string; type: string; content: string; place: string };

/** Null where one of the two cannot be read. */
export async function compareElements(before: string, after: string): Promise<ElementChange[] | null> {
  const [old, next] = await Promise.all([partsOf(before), partsOf(after)]);
  if (old === null || next === null) return null;
  const changes: ElementChange[] = [];
  for (const [id, { label, type, content, place }] of next) {
    const previous = old.get(id);
    const change =
      previous === undefined
        ? 'added'
        : previous.content !== content
          ? 'changed'
          : previous.place !== place
            ? 'moved'
            : null;
    if (change !== null) changes.push({ id, label, type, change });
  }
  for (const [id, { label, type }] of old)
    if (!next.has(id)) changes.push({ id, label, type, change: 'removed' });
  return changes;
}

// ── Reading ────────────────────────────────────────────────────────────────────────────────────

/** Elements that stand for themselves: people see them on the diagram, or other elements refer to them. */
function isPart(element: ModdleElement): boolean {
  const is = (element as { $instanceOf?: (type: string) => boolean }).$instanceOf?.bind(element);
  if (is === undefined || typeof element.id !== 'string') return false;
  return [
    'bpmn:FlowElement',
    'bpmn:Artifact',
    'bpmn:Lane',
    'bpmn:Participant',
    'bpmn:MessageFlow',
    'bpmn:RootElement',
  ].some((type) => is(type) && !is('bpmn:EventDefinition') && element.$type !== 'bpmn:Collaboration');
}

async function partsOf(xml: string): Promise<Map<string, Part> | null> {
  const read = await readBpmn(xml);
  if (!read.ok) return null;
  const places = placesOf(read.definitions);
  const parts = new Map<string, Part>();
  const visit = (element: ModdleElement): void => {
    if (isPart(element) && typeof element.id === 'string') {
      parts.set(element.id, {
        label:
          typeof element.name === 'string' && element.name.trim() !== '' ? element.name.trim() : element.id,
        type: element.$type,
        content: JSON.stringify(contentOf(element, true)),
        place: places.get(element.id) ?? '',
      });
    }
    for (const child of ownChildren(element)) visit(child);
  };
  for (const root of childrenOf(read.definitions, 'rootElements')) visit(root);
  return parts;
}

function ownChildren(element: ModdleElement): ModdleElement[] {
  return Object.entries(element)
    .filter(([name]) => !name.startsWith('$'))
    .flatMap(([, value]) => (Array.isArray(value) ? value : [value]))
    .filter((value): value is ModdleElement => isModdleElement(value) && value.$parent === element);
}

/** The redundant ends of flows: the flows themselves say the same. Lanes list their nodes, and nodes are compared apart. */
const repeated: ReadonlySet<string> = new Set(['incoming', 'outgoing']);

function contentOf(value: unknown, isTop = false): unknown {
  if (Array.isArray(value)) return value.map((each) => contentOf(each)).filter((each) => each !== null);
  if (!isModdleElement(value)) return value;
  if (!isTop && isPart(value)) return null;
  const { $attrs: attributes } = value as { $attrs?: Record<string, unknown> };
  const own = Object.entries(value)
    .filter(([name]) => !name.startsWith('$') && !repeated.has(name))
    .map(([name, each]) => [name, references(each, value)]);
  return [
    value.$type,
    Object.fromEntries(
      [...own, ...Object.entries(attributes ?? {})].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
    ),
  ];
}

/** What an element refers to is told by its id; what it holds is told in full. */
function references(value: unknown, holder: ModdleElement): unknown {
  if (Array.isArray(value))
    return value.map((each) => references(each, holder)).filter((each) => each !== null);
  if (isModdleElement(value) && value.$parent !== holder) return value.id ?? null;
  return contentOf(value);
}

function placesOf(definitions: ModdleElement): Map<string, string> {
  const places = new Map<string, string>();
  for (const diagram of childrenOf(definitions, 'diagrams')) {
    const plane = isModdleElement(diagram.plane) ? diagram.plane : null;
    for (const shape of childrenOf(plane, 'planeElement')) {
      const target = isModdleElement(shape.bpmnElement) ? shape.bpmnElement.id : undefined;
      if (target !== undefined)
        places.set(
          target,
          JSON.stringify([pointOf(shape.bounds), childrenOf(shape, 'waypoint').map(pointOf)]),
        );
    }
  }
  return places;
}

function pointOf(value: unknown): unknown {
  if (!isModdleElement(value)) return null;
  const { x, y, width, height } = value as { x?: number; y?: number; width?: number; height?: number };
  return [x, y, width, height];
}
