/** Who undoes what: compensation handlers, linked to the activities whose effects they reverse (BPMN 2.0, 10.7.1). */
import type { FlowElement } from '../elements/element.ts';
import { associationsOf } from './association.ts';
import type { ModdleElement } from './moddle.ts';

/** Tells whether anything in the process can be compensated. */
export function linkCompensation(
  process: ModdleElement,
  root: FlowElement,
  elements: Record<string, FlowElement>,
): boolean {
  const all = Object.values(elements).filter((it) => it.event?.definition === 'compensation');
  const boundaries = all.filter((it) => it.type === 'boundaryEvent');
  const starts = all.filter((it) => it.type === 'startEvent');
  if (boundaries.length > 0) linkHandlers(process, boundaries, elements);
  for (const start of starts) {
    const inside = elements[start.parent]?.parent;
    const scope = inside === root.id ? root : elements[inside ?? ''];
    if (scope) scope.compensation = { ...scope.compensation, start: start.id };
  }
  return boundaries.length > 0 || starts.length > 0;
}

// helpers ////////////////////////////////////////////////////////////

function linkHandlers(
  process: ModdleElement,
  boundaries: FlowElement[],
  elements: Record<string, FlowElement>,
): void {
  const targets = new Map(associationsOf(process).map(({ source, target }) => [source.id, target.id]));
  for (const boundary of boundaries) {
    const handler = elements[targets.get(boundary.id) ?? ''];
    const activity = elements[boundary.attachedTo ?? ''];
    if (!handler?.isForCompensation || !activity) continue;
    boundary.handler = handler.id;
    activity.compensation = { ...activity.compensation, boundary: boundary.id };
  }
}
