/** Which element of one version is which of another. Plain JSON: a mapping is part of the command that migrates by it. */
import { type FlowElement, innerInstanceId } from '../../elements/element.ts';
import type { ExecutableGraph, ExecutableProcess } from '../../graph.ts';

/**
 * By the id of a process of the version that is left. What is not listed becomes what has the same id and type; a sequence flow also the
 * only one between the same two elements.
 */
export type MigrationMapping = Record<string, ProcessMapping>;

export interface ProcessMapping {
  /** Id of the process that it becomes. Absent: the same. */
  process?: string;
  /** What each element becomes: an id of the other version, or null for nothing. */
  elements: Record<string, string | null>;
}

/** Reads a mapping between two versions. */
export class Translation {
  readonly source: ExecutableGraph;
  readonly target: ExecutableGraph;
  readonly #mapping: MigrationMapping;

  constructor(source: ExecutableGraph, target: ExecutableGraph, mapping: MigrationMapping) {
    this.source = source;
    this.target = target;
    this.#mapping = mapping;
  }

  processId(id: string): string {
    return this.#mapping[id]?.process ?? id;
  }

  process(id: string): ExecutableProcess | null {
    return this.target.processes[this.processId(id)] ?? null;
  }

  original(processId: string, id: string): FlowElement | null {
    return elementOf(this.source.processes[processId], id);
  }

  /** What the element becomes; null for nothing. */
  element(processId: string, id: string): FlowElement | null {
    const process = this.process(processId);
    if (!process) return null;
    if (id === processId) return process.root;
    const original = this.original(processId, id);
    if (!original) return null;
    if (original.type === 'adHocSubProcessInnerInstance') {
      const adHoc = this.element(processId, original.parent);
      return adHoc && elementOf(process, innerInstanceId(adHoc.id));
    }
    const chosen = this.#mapping[processId]?.elements[id];
    if (chosen !== undefined) return chosen === null ? null : elementOf(process, chosen);
    if (original.type === 'sequenceFlow') return this.#flow(process, processId, original);
    const same = elementOf(process, id);
    return same?.type === original.type ? same : null;
  }

  /** The same where the process is not known, such as of a suspended element. */
  elementWithId(id: string): FlowElement | null {
    for (const processId of Object.keys(this.source.processes))
      if (this.original(processId, id)) return this.element(processId, id);
    return null;
  }

  /** Whether it was said of the element that it becomes nothing. */
  isGivenUp(processId: string, id: string): boolean {
    return this.#mapping[processId]?.elements[id] === null;
  }

  #flow(process: ExecutableProcess, processId: string, flow: FlowElement): FlowElement | null {
    const source = this.element(processId, flow.source ?? '');
    const target = this.element(processId, flow.target ?? '');
    const same = elementOf(process, flow.id);
    if (same?.type === 'sequenceFlow' && (!target || same.target === target.id)) return same;
    if (!source || !target) return null;
    const between = (target.incoming ?? []).filter((id) => elementOf(process, id)?.source === source.id);
    return between.length === 1 ? elementOf(process, between[0] ?? '') : null;
  }
}

/** The way back. Of several elements that became one, the first is what that becomes again. */
export function inverseMapping(mapping: MigrationMapping): MigrationMapping {
  const inverse: MigrationMapping = {};
  for (const [id, { process, elements }] of Object.entries(mapping)) {
    const back: Record<string, string | null> = {};
    for (const [from, to] of Object.entries(elements)) if (to !== null) back[to] ??= from;
    inverse[process ?? id] = { ...(process === undefined ? {} : { process: id }), elements: back };
  }
  return inverse;
}

// helpers ////////////////////////////////////////////////////////////

function elementOf(process: ExecutableProcess | undefined, id: string): FlowElement | null {
  if (!process) return null;
  return id === process.id ? process.root : (process.elements[id] ?? null);
}
