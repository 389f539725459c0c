/** What one version has made of another: a proposal for the mapping, to be looked over by people. */
import type { ElementType, FlowElement } from '../../elements/element.ts';
import type { ExecutableGraph, ExecutableProcess } from '../../graph.ts';
import { same } from './equal.ts';
import type { MigrationMapping } from './mapping.ts';

export interface MigrationPlan {
  processes: ProcessPlan[];
}

export interface ProcessPlan {
  process: string;
  /** Null: the other version has it no more. */
  to: string | null;
  /** Flow nodes in document order. */
  elements: PlannedElement[];
  /** Sequence flows into joins that have got another id, or lead there by a detour. */
  flows: { id: string; to: string }[];
  /** What only the other version has. */
  added: NamedElement[];
}

export interface NamedElement {
  id: string;
  type: ElementType;
  name: string;
}

export interface PlannedElement extends NamedElement {
  to: NamedElement | null;
  /** `same`: it has the same id and type. `likely`: another id, but its name, its place or its settings. Null: nothing is like it. */
  certainty: 'same' | 'likely' | null;
  changes: ElementChange[];
}

export type ElementChange = 'name' | 'scope' | 'settings' | 'flows';

/**
 * @param processes ids of processes that became one another, where the ids differ
 * @example
 * const plan = planMigration(graphOfVersion1, graphOfVersion2);
 * const gone = plan.processes.flatMap(({ elements }) => elements.filter(({ to }) => to === null));
 */
export function planMigration(
  source: ExecutableGraph,
  target: ExecutableGraph,
  processes: Record<string, string> = {},
): MigrationPlan {
  return {
    processes: Object.values(source.processes).map((process) => {
      const to = target.processes[processes[process.id] ?? process.id];
      return to ? planProcess(process, to) : goneProcess(process);
    }),
  };
}

/** The plan as a mapping: of what has the same id nothing needs to be said. */
export function mappingOf({ processes }: MigrationPlan): MigrationMapping {
  const mapping: MigrationMapping = {};
  for (const { process, to, elements, flows } of processes) {
    const moved: Record<string, string> = {};
    for (const element of elements)
      if (element.certainty === 'likely' && element.to) moved[element.id] = element.to.id;
    for (const flow of flows) moved[flow.id] = flow.to;
    const renamed = to !== null && to !== process;
    if (renamed || Object.keys(moved).length > 0)
      mapping[process] = { ...(renamed ? { process: to } : {}), elements: moved };
  }
  return mapping;
}

// one process ////////////////////////////////////////////////////////

function planProcess(source: ExecutableProcess, target: ExecutableProcess): ProcessPlan {
  const pairs = new Pairs(source, target);
  const elements = nodesOf(source).map((element): PlannedElement => {
    const found = pairs.of(element.id);
    const to = found === null ? null : (target.elements[found] ?? null);
    return {
      ...named(element),
      to: to && named(to),
      certainty: to ? (to.id === element.id ? 'same' : 'likely') : null,
      changes: to ? changesBetween(element, to, pairs) : [],
    };
  });
  return {
    process: source.id,
    to: target.id,
    elements,
    flows: detours(source, target, pairs),
    added: nodesOf(target)
      .filter(({ id }) => !pairs.isTaken(id))
      .map(named),
  };
}

function goneProcess(process: ExecutableProcess): ProcessPlan {
  const elements = nodesOf(process).map((element): PlannedElement => {
    return { ...named(element), to: null, certainty: null, changes: [] };
  });
  return { process: process.id, to: null, elements, flows: [], added: [] };
}

/** Below this, likeness is chance: it takes a name, or the same scope and a neighbour. */
const enough = 3;

class Pairs {
  readonly #source: ExecutableProcess;
  readonly #target: ExecutableProcess;
  readonly #to = new Map<string, string>();
  readonly #taken = new Set<string>();

  constructor(source: ExecutableProcess, target: ExecutableProcess) {
    this.#source = source;
    this.#target = target;
    this.#pair(source.id, target.id);
    for (const { id, type } of nodesOf(source)) if (target.elements[id]?.type === type) this.#pair(id, id);
    while (this.#pairTheMostAlike());
  }

  of = (id: string): string | null => this.#to.get(id) ?? null;
  isTaken = (id: string): boolean => this.#taken.has(id);

  #pair(from: string, to: string): void {
    this.#to.set(from, to);
    this.#taken.add(to);
  }

  /** One pair at a time: each tells more of its neighbours. What is as much like several is left to people. */
  #pairTheMostAlike(): boolean {
    const open = nodesOf(this.#source).filter(({ id }) => !this.#to.has(id));
    const free = nodesOf(this.#target).filter(({ id }) => !this.#taken.has(id));
    let best: { from: string; to: string; score: number } | null = null;
    for (const from of open) {
      const scored = free
        .filter((to) => isOfKind(from, to))
        .map((to) => ({ from: from.id, to: to.id, score: this.#likeness(from, to, open, free) }))
        .sort((a, b) => b.score - a.score);
      const [first, second] = scored;
      if (!first || first.score < enough || first.score === second?.score) continue;
      if (!best || first.score > best.score) best = first;
    }
    if (best) this.#pair(best.from, best.to);
    return best !== null;
  }

  /** Names and neighbours tell that it is the same; scope and settings alone only that it could be. */
  #likeness(from: FlowElement, to: FlowElement, open: FlowElement[], free: FlowElement[]): number {
    const neighbours = (side: 'incoming' | 'outgoing'): boolean =>
      this.#meets(this.#neighbours(this.#source, from, side), this.#target, to, side);
    const isOnly = (all: FlowElement[], one: FlowElement): boolean =>
      all.every((it) => it === one || !isOfKind(it, one));
    const isOnlyOne = isOnly(open, from) && isOnly(free, to);
    let strong = 0;
    if (from.name !== '' && from.name === to.name) strong += 4;
    if (neighbours('incoming')) strong += 2;
    if (neighbours('outgoing')) strong += 2;
    if (from.attachedTo !== undefined && this.#to.get(from.attachedTo) === to.attachedTo) strong += 2;
    if ((from.boundaryEvents ?? []).some((id) => to.boundaryEvents?.includes(this.#to.get(id) ?? '')))
      strong += 2;
    if (isOnlyOne && from.type === 'startEvent') strong += 2;
    if (strong === 0) return 0;
    let weak = 0;
    if (this.#to.get(from.parent) === to.parent) weak++;
    if (isOnlyOne) weak++;
    if (hasSettings(from) && same(settingsOf(from), settingsOf(to))) weak++;
    // an editor that replaces an element leaves its flows as they are
    const flows = [...(to.incoming ?? []), ...(to.outgoing ?? [])];
    if ([...(from.incoming ?? []), ...(from.outgoing ?? [])].some((id) => flows.includes(id))) weak++;
    return strong + weak;
  }

  #neighbours({ elements }: ExecutableProcess, node: FlowElement, side: 'incoming' | 'outgoing'): string[] {
    const end = side === 'incoming' ? 'source' : 'target';
    return (node[side] ?? []).flatMap((flow) => elements[flow]?.[end] ?? []);
  }

  #meets(from: string[], target: ExecutableProcess, to: FlowElement, side: 'incoming' | 'outgoing'): boolean {
    const there = new Set(this.#neighbours(target, to, side));
    return from.some((id) => there.has(this.#to.get(id) ?? ''));
  }
}

/** A join that has as many flows as before, all but one of them known: the other is that one, whatever leads there now. */
function detours(
  source: ExecutableProcess,
  target: ExecutableProcess,
  pairs: Pairs,
): { id: string; to: string }[] {
  return nodesOf(source).flatMap((node) => {
    const to = target.elements[pairs.of(node.id) ?? ''];
    const incoming = node.incoming ?? [];
    const there = to?.incoming ?? [];
    if (!to || incoming.length < 2 || incoming.length !== there.length) return [];
    const known = new Map<string, string>();
    for (const flow of incoming) {
      const from = pairs.of(source.elements[flow]?.source ?? '');
      const direct = there.filter((it) => target.elements[it]?.source === from);
      if (there.includes(flow)) known.set(flow, flow);
      else if (direct.length === 1) known.set(flow, direct[0] ?? '');
    }
    const left = incoming.filter((it) => !known.has(it));
    const free = there.filter((it) => ![...known.values()].includes(it));
    const [id, more] = left;
    const [other] = free;
    return id !== undefined && more === undefined && free.length === 1 && other !== undefined
      ? [{ id, to: other }]
      : [];
  });
}

// helpers ////////////////////////////////////////////////////////////

const nodesOf = ({ elements }: ExecutableProcess): FlowElement[] =>
  Object.values(elements).filter(
    ({ type }) => type !== 'sequenceFlow' && type !== 'adHocSubProcessInnerInstance',
  );

const named = ({ id, type, name }: FlowElement): NamedElement => ({ id, type, name });

const isOfKind = (one: FlowElement, other: FlowElement): boolean =>
  one.type === other.type &&
  one.event?.definition === other.event?.definition &&
  one.multiInstance?.sequential === other.multiInstance?.sequential &&
  (one.loop === undefined) === (other.loop === undefined);

/** What it does, apart from where it is. */
function settingsOf(element: FlowElement): Partial<FlowElement> {
  const { id: _, name: __, parent: ___, incoming: ____, outgoing: _____, ...settings } = element;
  const { attachedTo: a, boundaryEvents: b, starts: c, implicitStarts: d, eventStarts: e, ...own } = settings;
  return own;
}

const hasSettings = (element: FlowElement): boolean => Object.keys(settingsOf(element)).length > 1;

function changesBetween(from: FlowElement, to: FlowElement, pairs: Pairs): ElementChange[] {
  const flows = (element: FlowElement): unknown => [element.incoming ?? [], element.outgoing ?? []];
  return [
    ...(from.name === to.name ? [] : (['name'] as const)),
    ...(pairs.of(from.parent) === to.parent ? [] : (['scope'] as const)),
    ...(same(settingsOf(from), settingsOf(to)) ? [] : (['settings'] as const)),
    ...(same(flows(from), flows(to)) ? [] : (['flows'] as const)),
  ];
}
